import { sql } from 'drizzle-orm';
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

function isQuarterHour(name: string, column: AnyPgColumn) {
  return check(name, sql`extract(epoch from ${column}) % 900 = 0`);
}

/** Evaluations per feature and quarter of an hour. Landing adds to the row; see `applied_batches` for "once". */
export const featureEvaluationBlocks = pgTable(
  'feature_evaluation_blocks',
  {
    projectId: integer('project_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    featureId: integer('feature_id').notNull(),
    blockStart: moment('block_start').notNull(),
    ...labelColumns(),
    /** Null where the SDK did not say (v1 of the analytics API). */
    enabledWhenEvaluated: boolean('enabled_when_evaluated'),
    count: bigint('count', { mode: 'number' }).notNull(),
  },
  (t) => [
    unique('feature_evaluation_blocks_unique')
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
      name: 'feature_evaluation_blocks_environment_fk',
      columns: [t.environmentId, t.projectId],
      foreignColumns: [environments.id, environments.projectId],
    }),
    foreignKey({
      name: 'feature_evaluation_blocks_feature_fk',
      columns: [t.featureId, t.projectId],
      foreignColumns: [features.id, features.projectId],
    }),
    index('feature_evaluation_blocks_age').on(t.blockStart),
    isQuarterHour('feature_evaluation_blocks_quarter_hour', t.blockStart),
  ],
);

/** Requests of SDKs per quarter of an hour. Resources: 1 flags, 2 identities, 3 traits, 4 environment document. */
export const apiUsageBlocks = pgTable(
  'api_usage_blocks',
  {
    organisationId: integer('organisation_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    resource: smallint('resource').notNull(),
    blockStart: moment('block_start').notNull(),
    host: varchar('host', { length: 255 }).notNull().default(''),
    ...labelColumns(),
    count: bigint('count', { mode: 'number' }).notNull(),
  },
  (t) => [
    unique('api_usage_blocks_unique').on(
      t.environmentId,
      t.blockStart,
      t.resource,
      t.host,
      t.clientApplicationName,
      t.clientApplicationVersion,
      t.userAgent,
    ),
    foreignKey({
      name: 'api_usage_blocks_environment_fk',
      columns: [t.environmentId, t.organisationId],
      foreignColumns: [environments.id, environments.organisationId],
    }),
    index('api_usage_blocks_organisation').on(t.organisationId, t.blockStart),
    index('api_usage_blocks_age').on(t.blockStart),
    check('api_usage_blocks_resource_known', sql`${t.resource} between 1 and 4`),
    isQuarterHour('api_usage_blocks_quarter_hour', t.blockStart),
  ],
);

/** Ids of the batches that Durable Objects have landed here: inserted in the landing's own transaction, so a repeat adds nothing. */
export const appliedBatches = pgTable(
  'applied_batches',
  {
    id: text('id').primaryKey(),
    appliedAt: createdAtColumn('applied_at'),
  },
  (t) => [index('applied_batches_age').on(t.appliedAt)],
);
