import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { foreignKey, index, integer, jsonb, pgTable, text, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core';
import { createdAtColumn, idColumn, moment, oneOf } from './columns.ts';
import { environments } from './environments.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const transferStates = ['PROCESSING', 'SUCCESS', 'FAILED'] as const;
export const importStrategies = ['SKIP', 'OVERWRITE_DESTRUCTIVE'] as const;

export const featureExports = pgTable(
  'feature_exports',
  {
    id: idColumn(),
    environmentId: integer('environment_id')
      .notNull()
      .references(() => environments.id),
    status: text('status', { enum: transferStates }).notNull().default('PROCESSING'),
    data: text('data'),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('feature_exports_environment').on(t.environmentId, t.createdAt),
        oneOf('feature_exports_status_known', t.status, transferStates),
      ]
    : undefined,
);

export const featureImports = pgTable(
  'feature_imports',
  {
    id: idColumn(),
    environmentId: integer('environment_id')
      .notNull()
      .references(() => environments.id),
    strategy: text('strategy', { enum: importStrategies }).notNull(),
    status: text('status', { enum: transferStates }).notNull().default('PROCESSING'),
    data: text('data').notNull(),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('feature_imports_environment').on(t.environmentId, t.createdAt),
        uniqueIndex('feature_imports_one_at_a_time')
          .on(t.environmentId)
          .where(sql`${t.status} = 'PROCESSING'`),
        oneOf('feature_imports_status_known', t.status, transferStates),
        oneOf('feature_imports_strategy_known', t.strategy, importStrategies),
      ]
    : undefined,
);

export type LaunchDarklyImportStatus = {
  requested_environment_count: number;
  requested_flag_count: number;
  deprecated_flag_count?: number;
  result?: 'success' | 'failure' | 'incomplete';
  error_messages: string[];
};

export const launchDarklyImports = pgTable(
  'launch_darkly_imports',
  {
    id: idColumn(),
    organisationId: integer('organisation_id').notNull(),
    projectId: integer('project_id').notNull(),
    createdById: integer('created_by_id').references(() => users.id, { onDelete: 'set null' }),
    ldProjectKey: varchar('ld_project_key', { length: 2000 }).notNull(),
    /** Sealed, and erased at the end. */
    sealedToken: text('sealed_token'),
    status: jsonb('status').$type<LaunchDarklyImportStatus>().notNull(),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
    completedAt: moment('completed_at'),
    attempts: integer('attempts').notNull().default(0),
    /** Whoever works on it holds the lease; when that runs out, the work starts again. */
    lease: uuid('lease'),
    leasedUntil: moment('leased_until'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'launch_darkly_imports_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        uniqueIndex('launch_darkly_imports_one_at_a_time')
          .on(t.projectId, sql`text_digest(${t.ldProjectKey})`)
          .where(sql`${t.completedAt} is null`),
      ]
    : undefined,
);
