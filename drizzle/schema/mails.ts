import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { index, integer, pgTable, text, uuid, varchar } from 'drizzle-orm/pg-core';
import { createdAtColumn, moment } from './columns.ts';

/** Mails, each written in the transaction of its cause and sent afterwards. */
export const mails = pgTable(
  'mails',
  {
    id: uuid('id').primaryKey(),
    recipient: varchar('recipient', { length: 254 }).notNull(),
    subject: varchar('subject', { length: 200 }).notNull(),
    /** Sealed, because it holds links that sign somebody in; removed once the mail is sent or given up. */
    sealedBody: text('sealed_body'),
    createdAt: createdAtColumn(),
    /** When it may be tried; whoever tries moves it ahead, so that nobody else does at the same time. */
    dueAt: moment('due_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    sentAt: moment('sent_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('mails_due')
          .on(t.dueAt)
          .where(sql`${t.sentAt} is null`),
        index('mails_newest').on(t.createdAt.desc()),
      ]
    : undefined,
);
