import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { masterApiKeys } from './api-keys.ts';
import { createdAtColumn, idColumn, moment, oneOf } from './columns.ts';
import { transferStates } from './feature-transfers.ts';
import { organisations } from './organisations.ts';
import { users } from './users.ts';

/**
 * Imports of whole organisations. Whoever works on one holds its lease; when that runs out, the work starts again from the beginning, as
 * its transaction left nothing.
 */
export const organisationImports = pgTable(
  'organisation_imports',
  {
    id: idColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    createdById: integer('created_by_id').references(() => users.id, { onDelete: 'set null' }),
    createdByApiKeyId: integer('created_by_api_key_id').references(() => masterApiKeys.id),
    /** The format that it came in. */
    source: text('source', { enum: ['halyard', 'flagsmith'] }).notNull(),
    isDryRun: boolean('is_dry_run').notNull().default(false),
    status: text('status', { enum: transferStates }).notNull().default('PROCESSING'),
    step: text('step').notNull().default('waiting'),
    done: integer('done').notNull().default(0),
    total: integer('total').notNull().default(0),
    /** JSON in our own format, its server-side keys sealed; erased at the end. */
    document: text('document'),
    report: jsonb('report'),
    error: text('error'),
    attempts: integer('attempts').notNull().default(0),
    lease: uuid('lease'),
    leasedUntil: moment('leased_until'),
    createdAt: createdAtColumn(),
    completedAt: moment('completed_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('organisation_imports_organisation').on(t.organisationId, t.id),
        uniqueIndex('organisation_imports_one_at_a_time')
          .on(t.organisationId)
          .where(sql`${t.status} = 'PROCESSING'`),
        oneOf('organisation_imports_status_known', t.status, transferStates),
        oneOf('organisation_imports_source_known', t.source, ['halyard', 'flagsmith']),
      ]
    : undefined,
);
