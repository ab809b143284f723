import { boolean, index, integer, pgTable, smallint, text, varchar } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { createdAtColumn, idColumn, moment } from './columns.ts';

/** One row: when this installation last took its turn to report, so that of many isolates one does. */
export const telemetryTurns = pgTable('telemetry_turns', {
  id: smallint('id').primaryKey(),
  takenAt: moment('taken_at').notNull(),
});

/** What installations have reported to this one. */
export const telemetryReports = pgTable(
  'telemetry_reports',
  {
    id: idColumn(),
    receivedAt: createdAtColumn('received_at'),
    /** Where the report came from. */
    address: varchar('address', { length: 100 }).notNull(),
    organisations: integer('organisations').notNull(),
    projects: integer('projects').notNull(),
    environments: integer('environments').notNull(),
    features: integer('features').notNull(),
    segments: integer('segments').notNull(),
    users: integer('users').notNull(),
    debugEnabled: boolean('debug_enabled').notNull(),
    env: text('env').notNull(),
  },
  IS_FOR_MIGRATIONS ? (t) => [index('telemetry_reports_age').on(t.receivedAt)] : undefined,
);
