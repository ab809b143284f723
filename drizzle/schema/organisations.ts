import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { bigint, boolean, check, integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { createdAtColumn, deletedAtColumn, idColumn, moment, uuidColumn } from './columns.ts';

export const organisations = pgTable(
  'organisations',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    name: varchar('name', { length: 2000 }).notNull(),
    hasRequestedFeatures: boolean('has_requested_features').notNull().default(false),
    webhookNotificationEmail: varchar('webhook_notification_email', { length: 254 }),
    createdDate: createdAtColumn('created_date'),
    alertedOverPlanLimit: boolean('alerted_over_plan_limit').notNull().default(false),
    stopServingFlags: boolean('stop_serving_flags').notNull().default(false),
    restrictProjectCreateToAdmin: boolean('restrict_project_create_to_admin').notNull().default(false),
    persistTraitData: boolean('persist_trait_data').notNull().default(true),
    blockAccessToAdmin: boolean('block_access_to_admin').notNull().default(false),
    featureAnalytics: boolean('feature_analytics').notNull().default(false),
    force2fa: boolean('force_2fa').notNull().default(false),
    targetingKey: varchar('targeting_key', { length: 64 }),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS ? (t) => [check('organisations_name_present', sql`${t.name} <> ''`)] : undefined,
);

/** What the wire shows of a plan. Nothing is gated: null limits mean unlimited, and no code compares against them. */
export const subscriptions = pgTable('subscriptions', {
  id: idColumn(),
  uuid: uuidColumn(),
  organisationId: integer('organisation_id')
    .notNull()
    .unique()
    .references(() => organisations.id),
  plan: varchar('plan', { length: 100 }).notNull().default('free'),
  subscriptionDate: moment('subscription_date'),
  maxSeats: integer('max_seats'),
  maxApiCalls: bigint('max_api_calls', { mode: 'number' }),
  notes: text('notes'),
  deletedAt: deletedAtColumn(),
});
