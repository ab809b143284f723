import type { Db } from '../../../drizzle/db.ts';
import { replayRows, type ReplayChoice } from './delivery-log.queries.ts';
import type { Receiver } from './delivery-row.ts';
import { RETRY_DAYS } from './enqueue.service.ts';

/** Makes deliveries that have ended due again, as if they were new. Returns those that it did. */
export function replayDeliveries(db: Db, organisationId: number, receiver: Receiver, choice: ReplayChoice) {
  return replayRows(db, organisationId, receiver, choice, RETRY_DAYS);
}

export { toDelivery, toDeliveryDetail } from './deliveries.mappers.ts';
export { countDeliveries, findDelivery, listDeliveryRows } from './delivery-log.queries.ts';
export type { DeliveryState } from './delivery-log.queries.ts';
