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
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAtColumn, idColumn, moment, oneOf, uuidColumn } from './columns.ts';
import { environments } from './environments.ts';
import { featureStates } from './feature-states.ts';
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
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('environment_webhooks_within_organisation').on(t.id, t.organisationId),
        index('environment_webhooks_environment').on(t.environmentId),
        foreignKey({
          name: 'environment_webhooks_environment_fk',
          columns: [t.environmentId, t.organisationId],
          foreignColumns: [environments.id, environments.organisationId],
        }),
      ]
    : undefined,
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
  IS_FOR_MIGRATIONS
    ? (t) => [unique('organisation_webhooks_within_organisation').on(t.organisationId, t.id)]
    : undefined,
);

/**
 * Who deliveries are sent to: a webhook or an integration. The row holds what all deliveries to it share: their numbers, and how it has
 * been answering.
 */
export const deliveryReceivers = pgTable(
  'delivery_receivers',
  {
    id: idColumn(),
    organisationId: integer('organisation_id').notNull(),
    environmentWebhookId: integer('environment_webhook_id'),
    organisationWebhookId: integer('organisation_webhook_id'),
    integrationId: integer('integration_id'),
    /** Number of its newest delivery; taken in the transaction of the change, so that numbers follow the order of the changes. */
    lastSequence: integer('last_sequence').notNull(),
    /** Attempts in a row that found it down. */
    failures: integer('failures').notNull().default(0),
    /** Nothing is sent before this moment. */
    resumeAt: moment('resume_at'),
    /** When somebody was last mailed that deliveries to it fail. */
    notifiedAt: moment('notified_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('delivery_receivers_within_organisation').on(t.id, t.organisationId),
        unique('delivery_receivers_unique')
          .on(t.environmentWebhookId, t.organisationWebhookId, t.integrationId)
          .nullsNotDistinct(),
        foreignKey({
          name: 'delivery_receivers_environment_webhook_fk',
          columns: [t.environmentWebhookId, t.organisationId],
          foreignColumns: [environmentWebhooks.id, environmentWebhooks.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'delivery_receivers_organisation_webhook_fk',
          columns: [t.organisationId, t.organisationWebhookId],
          foreignColumns: [organisationWebhooks.organisationId, organisationWebhooks.id],
        }).onDelete('cascade'),
        foreignKey({
          name: 'delivery_receivers_integration_fk',
          columns: [t.integrationId, t.organisationId],
          foreignColumns: [integrations.id, integrations.organisationId],
        }).onDelete('cascade'),
        index('delivery_receivers_organisation_webhook').on(t.organisationWebhookId),
        index('delivery_receivers_integration').on(t.integrationId),
        check(
          'delivery_receivers_one_kind',
          sql`num_nonnulls(${t.environmentWebhookId}, ${t.organisationWebhookId}, ${t.integrationId}) = 1`,
        ),
      ]
    : undefined,
);

/** What many deliveries are made of when they are sent: written down once. */
export const deliveryBatches = pgTable(
  'delivery_batches',
  {
    id: idColumn(),
    organisationId: integer('organisation_id').notNull(),
    /** JSON that all items draw on. */
    shared: text('shared').notNull(),
    /** JSON of each; a delivery takes some of them that stand side by side. */
    items: text('items').array().notNull(),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('delivery_batches_within_organisation').on(t.id, t.organisationId),
        foreignKey({
          name: 'delivery_batches_organisation_fk',
          columns: [t.organisationId],
          foreignColumns: [organisations.id],
        }),
        index('delivery_batches_age').on(t.createdAt),
      ]
    : undefined,
);

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;

/** One request to send to one receiver. `failed` is final until somebody replays it; a pending row is due at `next_attempt_at`. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: idColumn(),
    /** The same on every attempt, so that the receiver can drop repeats. */
    idempotencyId: uuid('idempotency_id').notNull().unique().defaultRandom(),
    organisationId: integer('organisation_id').notNull(),
    environmentId: integer('environment_id'),
    receiverId: integer('receiver_id').notNull(),
    /** Counts the deliveries of the receiver without a gap. */
    sequence: integer('sequence').notNull(),
    eventType: varchar('event_type', { length: 50 }).notNull(),
    /** The exact bytes: what is signed is what is sent, also on a retry. Blank for one that is made of a batch. */
    body: text('body').notNull(),
    batchId: integer('batch_id'),
    /** Its first item in the batch, counted from 0, and how many. */
    batchFirst: smallint('batch_first'),
    batchCount: smallint('batch_count'),
    /** The outbox row of the change: while it is there, the change is not published, and nobody is told. It has no key, as rows go. */
    afterOutboxId: bigint('after_outbox_id', { mode: 'number' }),
    state: text('state', { enum: deliveryStates }).notNull().default('pending'),
    attempts: integer('attempts').notNull().default(0),
    /** While a sender works on the row this is the end of its lease, so that a killed sender's row comes due again. */
    nextAttemptAt: moment('next_attempt_at').notNull().defaultNow(),
    /** Names the sender that holds the row: whoever has lost the lease can no longer settle it. */
    leaseId: uuid('lease_id'),
    /** When the last attempt is made. */
    retryUntil: moment('retry_until').notNull(),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    /** Beginning of the last reply. */
    lastResponse: text('last_response'),
    createdAt: createdAtColumn(),
    finishedAt: moment('finished_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'webhook_deliveries_environment_fk',
          columns: [t.environmentId, t.organisationId],
          foreignColumns: [environments.id, environments.organisationId],
        }),
        foreignKey({
          name: 'webhook_deliveries_receiver_fk',
          columns: [t.receiverId, t.organisationId],
          foreignColumns: [deliveryReceivers.id, deliveryReceivers.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'webhook_deliveries_batch_fk',
          columns: [t.batchId, t.organisationId],
          foreignColumns: [deliveryBatches.id, deliveryBatches.organisationId],
        }),
        index('webhook_deliveries_batch')
          .on(t.batchId)
          .where(sql`${t.batchId} is not null`),
        check(
          'webhook_deliveries_batch_whole',
          sql`num_nonnulls(${t.batchId}, ${t.batchFirst}, ${t.batchCount}) in (0, 3)`,
        ),
        unique('webhook_deliveries_sequence').on(t.receiverId, t.sequence),
        index('webhook_deliveries_due')
          .on(t.receiverId, t.nextAttemptAt)
          .where(sql`${t.state} = 'pending'`),
        index('webhook_deliveries_finished')
          .on(t.finishedAt)
          .where(sql`${t.state} <> 'pending'`),
        oneOf('webhook_deliveries_state_known', t.state, deliveryStates),
      ]
    : undefined,
);

/** A change that goes live later and is told then: what it replaces is known only at that moment. */
export const scheduledFlagEvents = pgTable(
  'scheduled_flag_events',
  {
    id: idColumn(),
    organisationId: integer('organisation_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    featureStateId: integer('feature_state_id')
      .notNull()
      .unique()
      .references(() => featureStates.id, { onDelete: 'cascade' }),
    changedBy: varchar('changed_by', { length: 254 }),
    outboxId: bigint('outbox_id', { mode: 'number' }).notNull(),
    dueAt: moment('due_at').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'scheduled_flag_events_environment_fk',
          columns: [t.environmentId, t.organisationId],
          foreignColumns: [environments.id, environments.organisationId],
        }),
        index('scheduled_flag_events_due').on(t.dueAt),
      ]
    : undefined,
);
