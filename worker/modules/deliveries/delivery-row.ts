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

export type NewDelivery = Receiver & {
  organisationId: number;
  environmentId: number | null;
  eventType: string;
  /** The exact text to send. */
  body: string;
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
  /** This one included. */
  attempts: number;
  /** Attempts in a row that found the receiver down, before this one. */
  failures: number;
  retryUntil: Date;
};
