import type { Delivery, DeliveryDetail } from '../../contract/deliveries.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { DomainError, notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { deliverDue } from '../deliveries/deliver.service.ts';
import {
  countDeliveries,
  findDelivery,
  listDeliveryRows,
  replayDeliveries,
  toDelivery,
  toDeliveryDetail,
  type DeliveryState,
} from '../deliveries/delivery-log.service.ts';
import { findWebhook, type WebhookRow } from './webhooks.queries.ts';

const REPLAYING_MS = 15_000;

/** One page of what was and is to be sent to the webhook, newest first, and the number of all. Throws NOT_FOUND. */
export async function listDeliveries(
  context: Context,
  scope: Scope,
  webhookId: number,
  state: DeliveryState | null,
  window: { limit: number; offset: number },
): Promise<{ count: number; items: Delivery[] }> {
  const { db } = context.database;
  const receiver = toReceiver(scope, await getRow(context, scope, webhookId));
  const [count, rows] = await Promise.all([
    countDeliveries(db, scope.organisationId, receiver, state),
    listDeliveryRows(db, scope.organisationId, receiver, state, window),
  ]);
  return { count, items: rows.map(toDelivery) };
}

/** Throws NOT_FOUND. */
export async function getDelivery(
  context: Context,
  scope: Scope,
  webhookId: number,
  id: number,
): Promise<DeliveryDetail> {
  const receiver = toReceiver(scope, await getRow(context, scope, webhookId));
  const row = await findDelivery(context.database.db, scope.organisationId, receiver, id);
  if (row === null) throw notFound();
  return toDeliveryDetail(row);
}

/** Sends it again with the same id and number, as often as a new one. Throws NOT_FOUND, and CONFLICT for one that is still to be sent. */
export async function replayDelivery(context: Context, scope: Scope, webhookId: number, id: number): Promise<Delivery> {
  const webhook = await getRow(context, scope, webhookId);
  const receiver = toReceiver(scope, webhook);
  const row = await transact(context, async (write) => {
    const before = await findDelivery(write.db, scope.organisationId, receiver, id);
    if (before === null) throw notFound();
    const [replayed] = await replayDeliveries(write.db, scope.organisationId, receiver, { id });
    if (replayed === undefined) throw new DomainError('CONFLICT', 'The delivery has not ended yet.');
    recordAudit(write, describeReplay(scope, webhook, 1));
    return before;
  });
  sendSoon(context, row.receiverId);
  const after = await findDelivery(context.database.db, scope.organisationId, receiver, id);
  return toDelivery(after ?? row);
}

/** Sends all that has failed again. Throws NOT_FOUND. */
export async function replayFailedDeliveries(context: Context, scope: Scope, webhookId: number) {
  const webhook = await getRow(context, scope, webhookId);
  const receiver = toReceiver(scope, webhook);
  const rows = await transact(context, async (write) => {
    const replayed = await replayDeliveries(write.db, scope.organisationId, receiver, { state: 'failed' });
    if (replayed.length > 0) recordAudit(write, describeReplay(scope, webhook, replayed.length));
    return replayed;
  });
  if (rows[0] !== undefined) sendSoon(context, rows[0].receiverId);
  return { replayed: rows.length };
}

async function getRow(context: Context, scope: Scope, webhookId: number): Promise<WebhookRow> {
  const row = await findWebhook(context.database.db, scope, webhookId);
  if (row === null) throw notFound();
  return row;
}

function sendSoon(context: Context, receiverId: number): void {
  context.defer(deliverDue(context, [receiverId], { budgetMs: REPLAYING_MS }));
}

function toReceiver({ environmentId }: Scope, { id }: WebhookRow) {
  const isOfOrganisation = environmentId === null;
  return {
    environmentWebhookId: isOfOrganisation ? null : id,
    organisationWebhookId: isOfOrganisation ? id : null,
    integrationId: null,
  };
}

function describeReplay({ organisationId, projectId, environmentId }: Scope, { id, url }: WebhookRow, count: number) {
  return {
    organisationId,
    projectId,
    environmentId,
    log: `Webhook deliveries sent again: ${url}`,
    type: 'WEBHOOK' as const,
    change: 'UPDATE' as const,
    objectId: id,
    after: { replayed: count },
  };
}
