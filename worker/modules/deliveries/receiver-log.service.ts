import type { Delivery, DeliveryDetail } from '../../contract/deliveries.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { DomainError, notFound } from '../../core/errors.ts';
import { recordAudit, transact, type AuditEntry } from '../audit/transact.service.ts';
import { toIdentitiesBody } from '../integrations/identity-events.service.ts';
import { findBatchItems } from './batch.queries.ts';
import { deliverDue } from './deliver.service.ts';
import { toDelivery, toDeliveryDetail } from './deliveries.mappers.ts';
import {
  countDeliveries,
  findDelivery,
  listDeliveryRows,
  replayRows,
  type DeliveryState,
} from './delivery-log.queries.ts';
import type { Receiver } from './delivery-row.ts';
import { RETRY_DAYS } from './enqueue.service.ts';

const REPLAYING_MS = 15_000;

/** Whose deliveries: a receiver, and what the audit log calls it. */
export type LoggedReceiver = {
  receiver: Receiver;
  type: Extract<AuditEntry['type'], 'WEBHOOK' | 'INTEGRATION'>;
  id: number;
  /** As in "Webhook deliveries sent again: https://…". */
  name: string;
};

/** One page of what was and is to be sent to the receiver, newest first, and the number of all. */
export async function listDeliveries(
  context: Context,
  { organisationId }: Scope,
  { receiver }: LoggedReceiver,
  state: DeliveryState | null,
  window: { limit: number; offset: number },
): Promise<{ count: number; items: Delivery[] }> {
  const { db } = context.database;
  const [count, rows] = await Promise.all([
    countDeliveries(db, organisationId, receiver, state),
    listDeliveryRows(db, organisationId, receiver, state, window),
  ]);
  return { count, items: rows.map(toDelivery) };
}

/** Throws NOT_FOUND. */
export async function getDelivery(
  context: Context,
  { organisationId }: Scope,
  { receiver }: LoggedReceiver,
  id: number,
): Promise<DeliveryDetail> {
  const row = await findDelivery(context.database.db, organisationId, receiver, id);
  if (row === null) throw notFound();
  const made = row.batchId === null ? null : await findBatchItems(context.database.db, organisationId, id);
  return toDeliveryDetail(row, made === null ? row.body : toIdentitiesBody(made.kind, made.batch));
}

/** Sends it again with the same id and number, as often as a new one. Throws NOT_FOUND, and CONFLICT for one that is still to be sent. */
export async function replayDelivery(
  context: Context,
  scope: Scope,
  logged: LoggedReceiver,
  id: number,
): Promise<Delivery> {
  const { organisationId } = scope;
  const { receiver } = logged;
  const row = await transact(context, async (write) => {
    const before = await findDelivery(write.db, organisationId, receiver, id);
    if (before === null) throw notFound();
    const [replayed] = await replayRows(write.db, organisationId, receiver, { id }, RETRY_DAYS);
    if (replayed === undefined) throw new DomainError('CONFLICT', 'The delivery has not ended yet.');
    recordAudit(write, describeReplay(scope, logged, 1));
    return before;
  });
  sendSoon(context, row.receiverId);
  const after = await findDelivery(context.database.db, organisationId, receiver, id);
  return toDelivery(after ?? row);
}

/** Sends all that has failed again. */
export async function replayFailedDeliveries(context: Context, scope: Scope, logged: LoggedReceiver) {
  const rows = await transact(context, async (write) => {
    const replayed = await replayRows(write.db, scope.organisationId, logged.receiver, { state: 'failed' }, RETRY_DAYS);
    if (replayed.length > 0) recordAudit(write, describeReplay(scope, logged, replayed.length));
    return replayed;
  });
  if (rows[0] !== undefined) sendSoon(context, rows[0].receiverId);
  return { replayed: rows.length };
}

function sendSoon(context: Context, receiverId: number): void {
  context.defer(deliverDue(context, [receiverId], { budgetMs: REPLAYING_MS }));
}

function describeReplay(
  { organisationId, projectId, environmentId }: Scope,
  { type, id, name }: LoggedReceiver,
  count: number,
): AuditEntry {
  const log = `${type === 'WEBHOOK' ? 'Webhook' : 'Integration'} deliveries sent again: ${name}`;
  const after = { replayed: count };
  return { organisationId, projectId, environmentId, log, type, change: 'UPDATE', objectId: id, after };
}
