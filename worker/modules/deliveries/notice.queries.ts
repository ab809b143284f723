import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

export type Notice = { email: string; organisation: string; url: string };

/** Whom to tell that a delivery to the receiver has failed; null if nobody wants to know, or was told within a day. */
export async function claimNotice(db: Db, organisationId: number, receiverId: number): Promise<Notice | null> {
  const [row] = await db.execute(sql`
    update delivery_receivers r set notified_at = now()
    from organisations o
    where r.id = ${receiverId} and r.organisation_id = ${organisationId} and o.id = r.organisation_id
      and coalesce(o.webhook_notification_email, '') <> '' and (r.notified_at is null or r.notified_at < now() - interval '1 day')
    returning o.webhook_notification_email as email, o.name as organisation, coalesce(
      (select url from environment_webhooks w where w.id = r.environment_webhook_id),
      (select url from organisation_webhooks w where w.id = r.organisation_webhook_id), '') as url`);
  return (row as Notice | undefined) ?? null;
}
