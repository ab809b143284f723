import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { BATCH_ITEMS } from './batch.queries.ts';
import { IDENTITIES_EVENT, type HeldDelivery } from './delivery-row.ts';

/** The receivers that a sender may turn to: not resting, not switched off, and of these if some are named. */
const openReceivers = (receiverIds: readonly number[] | null): SQL => sql`
  select r.* from delivery_receivers r
  left join environment_webhooks e on e.id = r.environment_webhook_id
  left join organisation_webhooks o on o.id = r.organisation_webhook_id
  left join integrations i on i.id = r.integration_id
  where coalesce(e.enabled, o.enabled, i.deleted_at is null)
    ${receiverIds === null ? sql`` : sql`and r.id = any(${`{${receiverIds.join(',')}}`}::int[])`}`;

/**
 * Takes due deliveries and leases them, those of each receiver in turn, so that a long queue does not hold up a short one. A receiver has at
 * most so many requests on their way at once; one that is down gets a single one.
 */
export async function claimDeliveries(
  db: Db,
  receiverIds: readonly number[] | null,
  {
    limit,
    eachReceiver,
    downAfter,
    leaseSeconds,
  }: Record<'limit' | 'eachReceiver' | 'downAfter' | 'leaseSeconds', number>,
): Promise<HeldDelivery[]> {
  const rows = await db.execute(sql`
    with open as (
      select r.id, case when r.failures >= ${downAfter}::int then 1 else ${eachReceiver}::int end - (
        select count(*) from webhook_deliveries f
        where f.receiver_id = r.id and f.state = 'pending' and f.lease_id is not null and f.next_attempt_at > now()) as room
      from (${openReceivers(receiverIds)}) r
      where (r.resume_at is null or r.resume_at <= now()) and exists (
        select from webhook_deliveries d where d.receiver_id = r.id and d.state = 'pending' and d.next_attempt_at <= now())
    ), due as (
      select d.id, row_number() over (partition by o.id order by d.next_attempt_at, d.sequence) as place
      from open o cross join lateral (
        select d.id, d.next_attempt_at, d.sequence from webhook_deliveries d
        where d.receiver_id = o.id and d.state = 'pending' and d.next_attempt_at <= now()
          and not exists (select from outbox x where x.id = d.after_outbox_id)
        order by d.next_attempt_at, d.sequence limit greatest(0, o.room)
        for update skip locked
      ) d
    ), taken as (
      select id from due order by place limit ${limit}::int
    )
    update webhook_deliveries d
    set lease_id = gen_random_uuid(), next_attempt_at = now() + make_interval(secs => ${leaseSeconds}::int), attempts = attempts + 1
    from taken t, delivery_receivers r
    where d.id = t.id and r.id = d.receiver_id
    returning d.id, d.idempotency_id as "idempotencyId", d.lease_id as "leaseId", d.organisation_id as "organisationId",
      d.environment_id as "environmentId", d.receiver_id as "receiverId", d.sequence, d.event_type as "eventType", d.body, ${BATCH_ITEMS} as batch, d.attempts,
      r.failures, d.retry_until as "retryUntil", r.environment_webhook_id as "environmentWebhookId",
      r.organisation_webhook_id as "organisationWebhookId", r.integration_id as "integrationId"`);
  return (rows as (Omit<HeldDelivery, 'retryUntil'> & { retryUntil: string })[]).map((row) => ({
    ...row,
    retryUntil: new Date(row.retryUntil),
  }));
}

/** Milliseconds until a delivery comes due; null if none is waiting, or only such as wait for their publication. */
export async function findNextDue(db: Db, receiverIds: readonly number[] | null): Promise<number | null> {
  const [row] = await db.execute(sql`
    select extract(epoch from min(greatest(d.next_attempt_at, r.resume_at, now())) - now()) * 1000 as ms
    from (${openReceivers(receiverIds)}) r
    cross join lateral (
      select d.next_attempt_at from webhook_deliveries d
      where d.receiver_id = r.id and d.state = 'pending' and not exists (select from outbox x where x.id = d.after_outbox_id)
      order by d.next_attempt_at limit 1
    ) d`);
  const ms = row?.['ms'];
  return ms === null || ms === undefined ? null : Number(ms);
}

/** Who has many users fills gigabytes a day with those, while what went well is of interest for moments. */
const KEEP_IDENTITIES_HOURS = { delivered: 1, failed: 24 };

type Settled = {
  state: 'pending' | 'delivered' | 'failed';
  status: number | null;
  error: string | null;
  response: string;
  /** For a pending one. */
  nextAttemptInSeconds: number;
};

/** What the attempt says of the receiver: well again, down and to rest for so long, or nothing. */
export type Health = 'well' | 'unknown' | { restSeconds: number };

/** Writes down what came of an attempt. False if the lease was lost: somebody else has the delivery now. */
export async function settleDelivery(
  db: Db,
  { id, leaseId, receiverId }: HeldDelivery,
  { state, status, error, response, nextAttemptInSeconds }: Settled,
  health: Health,
): Promise<boolean> {
  const rows = await db.execute(sql`
    with health as (
      update delivery_receivers set ${
        health === 'unknown' || health === 'well'
          ? sql`failures = 0, resume_at = null`
          : sql`failures = failures + 1, resume_at = case when ${health.restSeconds}::float8 = 0 then resume_at
              else greatest(resume_at, now() + make_interval(secs => ${health.restSeconds}::float8)) end`
      }
      where id = ${receiverId} and ${health === 'unknown' ? sql`false` : health === 'well' ? sql`failures > 0` : sql`true`}
    )
    update webhook_deliveries set state = ${state}, lease_id = null, last_status = ${status}::int, last_error = ${error}::text,
      last_response = ${response}::text,
      next_attempt_at = case when ${state} = 'pending'
        then least(retry_until, now() + make_interval(secs => ${nextAttemptInSeconds}::float8)) else next_attempt_at end,
      finished_at = case when ${state} = 'pending' then null else now() end
    where id = ${id} and lease_id = ${leaseId}::uuid and state = 'pending'
    returning id`);
  return rows.length > 0;
}

/** Removes old deliveries that are finished, a bounded number at once. Those that tell of identities are many, and stay for an hour, failed ones for a day. */
export async function pruneDeliveries(db: Db, keepDays: number, limit: number): Promise<void> {
  await db.execute(sql`delete from webhook_deliveries where id in (
    select id from webhook_deliveries
    where state <> 'pending' and finished_at < now() - make_interval(hours => least(${keepDays}::int * 24,
      case when event_type = ${IDENTITIES_EVENT} then
        case state when 'delivered' then ${KEEP_IDENTITIES_HOURS.delivered}::int else ${KEEP_IDENTITIES_HOURS.failed}::int end
      end)) limit ${limit}::int)`);
}

/** Gives up what nobody could try in its time, because its receiver is switched off or its change was never published. */
export async function expireDeliveries(db: Db, limit: number): Promise<void> {
  await db.execute(sql`update webhook_deliveries set state = 'failed', finished_at = now(), lease_id = null,
      last_error = coalesce(last_error, 'It could not be sent in time.')
    where id in (
      select id from webhook_deliveries
      where state = 'pending' and retry_until < now() - interval '1 hour' and next_attempt_at <= now() limit ${limit}::int
      for update skip locked)`);
}
