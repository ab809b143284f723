import { and, count, desc, eq, ne, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { deliveryReceivers, webhookDeliveries } from '../../../drizzle/schema/webhooks.ts';
import type { Receiver } from './delivery-row.ts';

export type DeliveryRow = typeof webhookDeliveries.$inferSelect;
export type DeliveryState = DeliveryRow['state'];
/** One delivery, or all of a state. */
export type ReplayChoice = { id: number } | { state: 'failed' };

export async function listDeliveryRows(
  db: Db,
  organisationId: number,
  receiver: Receiver,
  state: DeliveryState | null,
  { limit, offset }: { limit: number; offset: number },
): Promise<DeliveryRow[]> {
  return db
    .select()
    .from(webhookDeliveries)
    .where(and(...ofReceiver(organisationId, receiver), inState(state)))
    .orderBy(desc(webhookDeliveries.sequence))
    .limit(limit)
    .offset(offset);
}

export async function countDeliveries(
  db: Db,
  organisationId: number,
  receiver: Receiver,
  state: DeliveryState | null,
): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(webhookDeliveries)
    .where(and(...ofReceiver(organisationId, receiver), inState(state)));
  return row?.count ?? 0;
}

export async function findDelivery(
  db: Db,
  organisationId: number,
  receiver: Receiver,
  id: number,
): Promise<DeliveryRow | null> {
  const [row] = await db
    .select()
    .from(webhookDeliveries)
    .where(and(...ofReceiver(organisationId, receiver), eq(webhookDeliveries.id, id)));
  return row ?? null;
}

/** Its receiver, too, is tried at once: whoever asks for it knows that it is well again. */
export async function replayRows(
  db: Db,
  organisationId: number,
  receiver: Receiver,
  choice: ReplayChoice,
  retryDays: number,
): Promise<{ id: number; receiverId: number }[]> {
  const chosen = 'id' in choice ? eq(webhookDeliveries.id, choice.id) : eq(webhookDeliveries.state, choice.state);
  const rows = await db
    .update(webhookDeliveries)
    .set({
      state: 'pending',
      attempts: 0,
      nextAttemptAt: sql`now()`,
      retryUntil: sql`now() + make_interval(days => ${retryDays}::int)`,
      finishedAt: null,
    })
    .where(and(...ofReceiver(organisationId, receiver), ne(webhookDeliveries.state, 'pending'), chosen))
    .returning({ id: webhookDeliveries.id, receiverId: webhookDeliveries.receiverId });
  if (rows.length > 0) {
    await db
      .update(deliveryReceivers)
      .set({ resumeAt: null })
      .where(and(eq(deliveryReceivers.organisationId, organisationId), isReceiver(receiver)));
  }
  return rows;
}

function ofReceiver(organisationId: number, receiver: Receiver): SQL[] {
  return [
    eq(webhookDeliveries.organisationId, organisationId),
    sql`${webhookDeliveries.receiverId} in (select id from ${deliveryReceivers} where ${isReceiver(receiver)})`,
  ];
}

function isReceiver({ environmentWebhookId, organisationWebhookId, integrationId }: Receiver): SQL {
  return sql`(${deliveryReceivers.environmentWebhookId}, ${deliveryReceivers.organisationWebhookId}, ${deliveryReceivers.integrationId})
    is not distinct from (${environmentWebhookId}::int, ${organisationWebhookId}::int, ${integrationId}::int)`;
}

function inState(state: DeliveryState | null): SQL | undefined {
  return state === null ? undefined : eq(webhookDeliveries.state, state);
}
