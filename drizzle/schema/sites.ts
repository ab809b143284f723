import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { check, integer, pgTable, varchar } from 'drizzle-orm/pg-core';

/** Where people find this installation, as its first superuser said: one row, or none. Links in mails lead there. */
export const sites = pgTable(
  'sites',
  {
    id: integer('id').primaryKey().default(1),
    name: varchar('name', { length: 50 }).notNull(),
    domain: varchar('domain', { length: 100 }).notNull(),
  },
  IS_FOR_MIGRATIONS ? (t) => [check('sites_only_one', sql`${t.id} = 1`)] : undefined,
);
