import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  smallint,
  text,
  unique,
  varchar,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { createdAtColumn, moment } from './columns.ts';
import { environments } from './environments.ts';
import { features } from './features.ts';

/** What the SDK said of itself; empty where it said nothing, so that absence groups like any other label. */
const labelColumns = () => ({
  clientApplicationName: varchar('client_application_name', { length: 100 }).notNull().default(''),
  clientApplicationVersion: varchar('client_application_version', { length: 100 }).notNull().default(''),
  userAgent: varchar('user_agent', { length: 100 }).notNull().default(''),
});

function isWhole(name: string, column: AnyPgColumn, seconds: number) {
  return check(name, sql`extract(epoch from ${column}) % ${sql.raw(String(seconds))} = 0`);
}

const evaluationColumns = () => ({
  projectId: integer('project_id').notNull(),
  environmentId: integer('environment_id').notNull(),
  featureId: integer('feature_id').notNull(),
  blockStart: moment('block_start').notNull(),
  ...labelColumns(),
  /** Null where the SDK did not say (v1 of the analytics API). */
  enabledWhenEvaluated: boolean('enabled_when_evaluated'),
  count: bigint('count', { mode: 'number' }).notNull(),
});

const requestColumns = () => ({
  organisationId: integer('organisation_id').notNull(),
  environmentId: integer('environment_id').notNull(),
  resource: smallint('resource').notNull(),
  blockStart: moment('block_start').notNull(),
  host: varchar('host', { length: 255 }).notNull().default(''),
  ...labelColumns(),
  count: bigint('count', { mode: 'number' }).notNull(),
});

type ColumnsOf<Builders> = { [Name in keyof Builders]: AnyPgColumn };

function evaluationRules(table: string, seconds: number, t: ColumnsOf<ReturnType<typeof evaluationColumns>>) {
  return [
    unique(`${table}_unique`)
      .on(
        t.environmentId,
        t.featureId,
        t.blockStart,
        t.enabledWhenEvaluated,
        t.clientApplicationName,
        t.clientApplicationVersion,
        t.userAgent,
      )
      .nullsNotDistinct(),
    foreignKey({
      name: `${table}_environment_fk`,
      columns: [t.environmentId, t.projectId],
      foreignColumns: [environments.id, environments.projectId],
    }),
    foreignKey({
      name: `${table}_feature_fk`,
      columns: [t.featureId, t.projectId],
      foreignColumns: [features.id, features.projectId],
    }),
    index(`${table}_age`).on(t.blockStart),
    isWhole(`${table}_${seconds === 900 ? 'quarter_hour' : 'hour'}`, t.blockStart, seconds),
  ];
}

function requestRules(table: string, seconds: number, t: ColumnsOf<ReturnType<typeof requestColumns>>) {
  return [
    unique(`${table}_unique`).on(
      t.environmentId,
      t.blockStart,
      t.resource,
      t.host,
      t.clientApplicationName,
      t.clientApplicationVersion,
      t.userAgent,
    ),
    foreignKey({
      name: `${table}_environment_fk`,
      columns: [t.environmentId, t.organisationId],
      foreignColumns: [environments.id, environments.organisationId],
    }),
    index(`${table}_organisation`).on(t.organisationId, t.blockStart),
    index(`${table}_age`).on(t.blockStart),
    check(`${table}_resource_known`, sql`${t.resource} between 1 and 4`),
    isWhole(`${table}_${seconds === 900 ? 'quarter_hour' : 'hour'}`, t.blockStart, seconds),
  ];
}

/** Evaluations per feature and quarter of an hour. Landing adds to the row; see `applied_batches` for "once". */
export const featureEvaluationBlocks = pgTable('feature_evaluation_blocks', evaluationColumns(), (t) =>
  evaluationRules('feature_evaluation_blocks', 900, t),
);

/** The same counts per hour, added in the same statement: kept longer, and read for everything but the finest step. */
export const featureEvaluationHours = pgTable('feature_evaluation_hours', evaluationColumns(), (t) =>
  evaluationRules('feature_evaluation_hours', 3600, t),
);

/** Requests of SDKs per quarter of an hour. Resources: 1 flags, 2 identities, 3 traits, 4 environment document. */
export const apiUsageBlocks = pgTable('api_usage_blocks', requestColumns(), (t) =>
  requestRules('api_usage_blocks', 900, t),
);

/** The same counts per hour. */
export const apiUsageHours = pgTable('api_usage_hours', requestColumns(), (t) =>
  requestRules('api_usage_hours', 3600, t),
);

/** Ids of the batches that Durable Objects have landed here: inserted in the landing's own transaction, so a repeat adds nothing. */
export const appliedBatches = pgTable(
  'applied_batches',
  {
    id: text('id').primaryKey(),
    appliedAt: createdAtColumn('applied_at'),
  },
  IS_FOR_MIGRATIONS ? (t) => [index('applied_batches_age').on(t.appliedAt)] : undefined,
);
