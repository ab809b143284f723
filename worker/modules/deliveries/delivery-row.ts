import type { ManagementPorts } from '../../core/context.ts';

/** The type of deliveries that tell integrations of identities. */
export const IDENTITIES_EVENT = 'IDENTITIES';

/** What sending takes. */
export type DeliveryPorts = Pick<ManagementPorts, 'database' | 'sealer' | 'outbound' | 'setting'>;

/** Whom a delivery is for: exactly one of the ids. */
export type Receiver = {
  environmentWebhookId: number | null;
  organisationWebhookId: number | null;
  integrationId: number | null;
};

/** Some items of a batch, side by side: `first` counted from 0. */
export type BatchSlice = { batchId: number; first: number; count: number };

/** What these items are and draw on: JSON, and the JSON of a list. */
export type BatchItems = { shared: string; items: string };

export type NewDelivery = Receiver & {
  organisationId: number;
  environmentId: number | null;
  eventType: string;
  /** The exact text to send; blank for one that is made of a batch when it is sent. */
  body: string;
  slice?: BatchSlice;
  /** The outbox row whose publication must come first; null: nothing must. */
  afterOutboxId: number | null;
};

/** A delivery that a sender holds until its lease ends. */
export type HeldDelivery = Receiver & {
  id: number;
  idempotencyId: string;
  leaseId: string;
  organisationId: number;
  environmentId: number | null;
  receiverId: number;
  sequence: number;
  eventType: string;
  body: string;
  batch: BatchItems | null;
  /** This one included. */
  attempts: number;
  /** Attempts in a row that found the receiver down, before this one. */
  failures: number;
  retryUntil: Date;
};
