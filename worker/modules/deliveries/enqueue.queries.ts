import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { NewDelivery } from './delivery-row.ts';

/** Adds the deliveries with their receivers' next numbers, in the order given, and returns the ids of the receivers. */
export async function insertDeliveries(
  db: Db,
  deliveries: readonly NewDelivery[],
  retryDays: number,
): Promise<number[]> {
  if (deliveries.length === 0) return [];
  const texts = [...new Set(deliveries.map(({ body }) => body))];
  const places = new Map(texts.map((text, place) => [text, place + 1]));
  const wanted = deliveries.map((one, place) => ({
    place,
    text: places.get(one.body),
    organisation_id: one.organisationId,
    environment_id: one.environmentId,
    environment_webhook_id: one.environmentWebhookId,
    organisation_webhook_id: one.organisationWebhookId,
    integration_id: one.integrationId,
    event_type: one.eventType,
    after_outbox_id: one.afterOutboxId,
    batch_id: one.slice?.batchId,
    batch_first: one.slice?.first,
    batch_count: one.slice?.count,
  }));
  // Bodies can be many megabytes: apart, each is sent as it is and read once.
  const bodies = sql.join(
    texts.map((text) => sql`${text}::text`),
    sql`, `,
  );
  const rows = await db.execute(sql`
    with wanted as (
      select *, (array[${bodies}])[text] as body
      from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w (place int, text int, organisation_id int, environment_id int,
        environment_webhook_id int, organisation_webhook_id int, integration_id int, event_type text, after_outbox_id bigint,
        batch_id int, batch_first smallint, batch_count smallint)
    ), counted as (
      select organisation_id, environment_webhook_id, organisation_webhook_id, integration_id, count(*)::int as added
      from wanted group by 1, 2, 3, 4 order by 2, 3, 4
    ), receivers as (
      insert into delivery_receivers as r (organisation_id, environment_webhook_id, organisation_webhook_id, integration_id, last_sequence)
      select * from counted
      on conflict (environment_webhook_id, organisation_webhook_id, integration_id)
        do update set last_sequence = r.last_sequence + excluded.last_sequence
      returning *
    )
    insert into webhook_deliveries (organisation_id, environment_id, receiver_id, sequence, event_type, body, after_outbox_id, batch_id,
      batch_first, batch_count, retry_until)
    select w.organisation_id, w.environment_id, r.id,
      r.last_sequence - c.added + row_number() over (partition by r.id order by w.place), w.event_type, w.body, w.after_outbox_id,
      w.batch_id, w.batch_first, w.batch_count,
      now() + make_interval(days => ${retryDays}::int)
    from wanted w
    join receivers r on (r.environment_webhook_id, r.organisation_webhook_id, r.integration_id)
      is not distinct from (w.environment_webhook_id, w.organisation_webhook_id, w.integration_id)
    join counted c on (c.environment_webhook_id, c.organisation_webhook_id, c.integration_id)
      is not distinct from (w.environment_webhook_id, w.organisation_webhook_id, w.integration_id)
    order by w.place
    returning receiver_id as "receiverId"`);
  return [...new Set((rows as { receiverId: number }[]).map(({ receiverId }) => receiverId))];
}

/** Of these integrations those for which so many deliveries wait, or more. */
export async function findBackedUp(db: Db, integrationIds: readonly number[], many: number): Promise<Set<number>> {
  const rows = await db.execute(sql`
    select r.integration_id as id from delivery_receivers r
    where r.integration_id = any(${`{${integrationIds.join(',')}}`}::int[]) and ${many}::int = (
      select count(*) from (
        select from webhook_deliveries d where d.receiver_id = r.id and d.state = 'pending' limit ${many}::int) waiting)`);
  return new Set((rows as { id: number }[]).map(({ id }) => id));
}
