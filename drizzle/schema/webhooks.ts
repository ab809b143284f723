import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, integer, pgTable, text, unique, uuid, varchar } from 'drizzle-orm/pg-core';
import { createdAtColumn, idColumn, moment, oneOf, uuidColumn } from './columns.ts';
import { environments } from './environments.ts';
import { integrations } from './integrations.ts';
import { organisations } from './organisations.ts';

export const environmentWebhooks = pgTable(
  'environment_webhooks',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    organisationId: integer('organisation_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    url: varchar('url', { length: 200 }).notNull(),
    /** Sealed; empty for none. */
    sealedSecret: text('sealed_secret').notNull().default(''),
    enabled: boolean('enabled').notNull().default(true),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
  },
  (t) => [
    unique('environment_webhooks_within_organisation').on(t.id, t.organisationId),
    index('environment_webhooks_environment').on(t.environmentId),
    foreignKey({
      name: 'environment_webhooks_environment_fk',
      columns: [t.environmentId, t.organisationId],
      foreignColumns: [environments.id, environments.organisationId],
    }),
  ],
);

export const organisationWebhooks = pgTable(
  'organisation_webhooks',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: varchar('name', { length: 100 }).notNull().default(''),
    url: varchar('url', { length: 200 }).notNull(),
    sealedSecret: text('sealed_secret').notNull().default(''),
    enabled: boolean('enabled').notNull().default(true),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
  },
  (t) => [unique('organisation_webhooks_within_organisation').on(t.organisationId, t.id)],
);

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;

/** One request to send to one receiver. `failed` is final; a pending row is due at `next_attempt_at`. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: idColumn(),
    /** The same on every attempt, so that the receiver can drop repeats. */
    idempotencyId: uuid('idempotency_id').notNull().unique().defaultRandom(),
    organisationId: integer('organisation_id').notNull(),
    environmentId: integer('environment_id'),
    environmentWebhookId: integer('environment_webhook_id'),
    organisationWebhookId: integer('organisation_webhook_id'),
    integrationId: integer('integration_id'),
    eventType: varchar('event_type', { length: 50 }).notNull(),
    /** The exact bytes: what is signed is what is sent, also on a retry. */
    body: text('body').notNull(),
    state: text('state', { enum: deliveryStates }).notNull().default('pending'),
    attempts: integer('attempts').notNull().default(0),
    /** While a sender works on the row this is the end of its lease, so that a killed sender's row comes due again. */
    nextAttemptAt: moment('next_attempt_at').notNull().defaultNow(),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    createdAt: createdAtColumn(),
    finishedAt: moment('finished_at'),
  },
  (t) => [
    foreignKey({
      name: 'webhook_deliveries_environment_fk',
      columns: [t.environmentId, t.organisationId],
      foreignColumns: [environments.id, environments.organisationId],
    }),
    foreignKey({
      name: 'webhook_deliveries_environment_webhook_fk',
      columns: [t.environmentWebhookId, t.organisationId],
      foreignColumns: [environmentWebhooks.id, environmentWebhooks.organisationId],
    }).onDelete('cascade'),
    foreignKey({
      name: 'webhook_deliveries_organisation_webhook_fk',
      columns: [t.organisationId, t.organisationWebhookId],
      foreignColumns: [organisationWebhooks.organisationId, organisationWebhooks.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'webhook_deliveries_integration_fk',
      columns: [t.integrationId, t.organisationId],
      foreignColumns: [integrations.id, integrations.organisationId],
    }).onDelete('cascade'),
    index('webhook_deliveries_due')
      .on(t.nextAttemptAt)
      .where(sql`${t.state} = 'pending'`),
    index('webhook_deliveries_environment_webhook').on(t.environmentWebhookId, t.createdAt.desc()),
    index('webhook_deliveries_organisation_webhook').on(t.organisationWebhookId, t.createdAt.desc()),
    index('webhook_deliveries_integration').on(t.integrationId),
    oneOf('webhook_deliveries_state_known', t.state, deliveryStates),
    check(
      'webhook_deliveries_one_receiver',
      sql`num_nonnulls(${t.environmentWebhookId}, ${t.organisationWebhookId}, ${t.integrationId}) = 1`,
    ),
  ],
);
