import { enqueueMail } from '../mails/mails.service.ts';
import type { DeliveryPorts, HeldDelivery } from './delivery-row.ts';
import { claimNotice } from './notice.queries.ts';

/** Mails the organisation's `webhook_notification_email` that a delivery has failed, at most once a day for each receiver. */
export async function mailFailure(
  { database, sealer }: Pick<DeliveryPorts, 'database' | 'sealer'>,
  { organisationId, receiverId, eventType, idempotencyId }: HeldDelivery,
  reason: string,
): Promise<void> {
  await database.transaction(async (db) => {
    const notice = await claimNotice(db, organisationId, receiverId);
    if (notice === null) return;
    const text = [
      `An event (${eventType}, delivery ${idempotencyId}) of the organisation ${notice.organisation} could not be delivered to ${notice.url}.`,
      `The last attempt: ${reason}`,
      'The list of deliveries of the webhook shows all that failed, and sends them again. You get this mail at most once a day for each webhook.',
    ].join('\n\n');
    await enqueueMail(
      { db, context: { sealer } },
      { to: notice.email, subject: 'A webhook could not be delivered', text },
    );
  });
}
