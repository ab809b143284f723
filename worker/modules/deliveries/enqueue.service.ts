import type { Db } from '../../../drizzle/db.ts';
import { insertBatch } from './batch.queries.ts';
import type { NewDelivery } from './delivery-row.ts';
import { findBackedUp, insertDeliveries } from './enqueue.queries.ts';

/** For how long a delivery is tried. */
export const RETRY_DAYS = 3;

/**
 * Writes requests to be sent, in the transaction of their cause. Returns the ids of their receivers, for `deliverDue` after the commit; should
 * that not happen, the sweep sends them.
 */
export function enqueueDeliveries(db: Db, deliveries: readonly NewDelivery[]): Promise<number[]> {
  return insertDeliveries(db, deliveries, RETRY_DAYS);
}

/** Writes down what many deliveries are made of, for their slices: in the same transaction. At least one item; returns the id of the batch. */
export function enqueueBatch(
  db: Db,
  organisationId: number,
  batch: { shared: string; items: readonly string[] },
): Promise<number> {
  return insertBatch(db, organisationId, batch);
}

/** Integrations that take less than they are sent: these have so many deliveries waiting, or more. */
export function listBackedUp(db: Db, integrationIds: readonly number[], many: number): Promise<Set<number>> {
  return findBackedUp(db, integrationIds, many);
}

export type { DeliveryPorts, HeldDelivery, NewDelivery } from './delivery-row.ts';
export { IDENTITIES_EVENT } from './delivery-row.ts';
