import { bigint, foreignKey, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { createdAtColumn, moment } from './columns.ts';
import { environments } from './environments.ts';

/**
 * "This environment must be published again", written in the transaction of the change. A change that goes live later
 * writes its row at once, with `due_at` set to that moment. The publisher deletes exactly the rows it has seen.
 */
export const outbox = pgTable(
  'outbox',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: integer('organisation_id').notNull(),
    projectId: integer('project_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    kind: text('kind').notNull(),
    createdAt: createdAtColumn(),
    dueAt: moment('due_at').notNull().defaultNow(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'outbox_environment_fk',
          columns: [t.environmentId, t.projectId, t.organisationId],
          foreignColumns: [environments.id, environments.projectId, environments.organisationId],
        }),
        index('outbox_environment').on(t.environmentId, t.dueAt),
        index('outbox_due').on(t.dueAt),
      ]
    : undefined,
);
