import type { SqlDatabase, Row } from '../../core/database.ts';

/** As many statements as there are figures of a kind, in one snapshot and one round trip. */
export type InstallationRows = {
  objects: Row;
  outbox: Row;
  deliveries: Row;
  mails: Row;
  usage: Row[];
  landed: Row;
  environments: number[];
};

const OBJECTS = `select (select count(*) from organisations where deleted_at is null)::int as organisations,
  (select count(*) from projects where deleted_at is null)::int as projects,
  (select count(*) from environments where deleted_at is null)::int as environments,
  (select count(*) from features where deleted_at is null)::int as features,
  (select count(*) from segments
    where deleted_at is null and version_of_id is null and change_request_id is null)::int as segments,
  (select count(*) from users)::int as users`;

const OUTBOX = `select count(*) filter (where due_at <= now())::int as due,
  count(*) filter (where due_at > now())::int as scheduled,
  extract(epoch from now() - min(due_at) filter (where due_at <= now()))::float8 as oldest from outbox`;

/** A delivery that waits for its publication is not due, nor is one whose receiver rests or is switched off. */
const DELIVERIES = `select count(*) filter (where lease)::int as in_flight,
  count(*) filter (where not lease and ready)::int as due,
  count(*) filter (where not lease and not ready)::int as waiting,
  extract(epoch from now() - min(next_attempt_at) filter (where not lease and ready))::float8 as oldest,
  (select count(*) from webhook_deliveries
    where state = 'failed' and finished_at > now() - interval '1 day')::int as dead,
  (select count(*) from delivery_receivers where resume_at > now())::int as resting
  from (select d.next_attempt_at, d.lease_id is not null and d.next_attempt_at > now() as lease,
      d.next_attempt_at <= now() and (r.resume_at is null or r.resume_at <= now())
        and coalesce(e.enabled, o.enabled, i.deleted_at is null)
        and not exists (select from outbox x where x.id = d.after_outbox_id) as ready
    from webhook_deliveries d join delivery_receivers r on r.id = d.receiver_id
    left join environment_webhooks e on e.id = r.environment_webhook_id
    left join organisation_webhooks o on o.id = r.organisation_webhook_id
    left join integrations i on i.id = r.integration_id
    where d.state = 'pending') pending`;

const MAILS = `select count(*)::int as waiting, extract(epoch from now() - min(created_at))::float8 as oldest
  from mails where sent_at is null and sealed_body is not null`;

/** The running block of a quarter of an hour, and the one before it. */
const USAGE = `select block, resource, sum(count)::float8 as count from (
    select block_start, resource::int as resource, count from api_usage_blocks
    union all select block_start, 0, count from feature_evaluation_blocks
  ) counts
  join (values ('running', to_timestamp(floor(extract(epoch from now()) / 900) * 900)),
    ('last', to_timestamp(floor(extract(epoch from now()) / 900) * 900 - 900))) blocks (block, start)
    on blocks.start = counts.block_start
  where block_start >= now() - interval '30 minutes' group by block, resource`;

const LANDED = `select extract(epoch from max(applied_at))::float8 as at from applied_batches`;

/** Those whose change has waited longest, then those that are used most, then new ones. The others' publishers are left asleep. */
const ENVIRONMENTS = `select id from (
    select environment_id as id, 0 as place, -extract(epoch from now() - min(due_at)) as rank from outbox
      where due_at <= now() - interval '5 seconds' group by 1
    union all select environment_id, 1, -sum(count) from api_usage_blocks
      where block_start >= now() - interval '1 hour' group by 1
    union all select id, 2, 0 from environments
      where deleted_at is null and created_date > now() - interval '1 hour'
  ) known group by id order by min(place), min(rank), id limit $1`;

/** What Postgres knows of the whole installation. Rejects when it does not say so in time. */
export async function readInstallation(
  database: SqlDatabase,
  mostEnvironments: number,
  limitMs: number,
): Promise<InstallationRows> {
  const statements = [OBJECTS, OUTBOX, DELIVERIES, MAILS, USAGE, LANDED].map((sql) => ({
    sql,
    params: [] as unknown[],
  }));
  statements.push({ sql: ENVIRONMENTS, params: [mostEnvironments] });
  const rows = await database.readSnapshot(statements, limitMs);
  const first = (index: number): Row => rows[index]?.[0] ?? {};
  return {
    objects: first(0),
    outbox: first(1),
    deliveries: first(2),
    mails: first(3),
    usage: rows[4] ?? [],
    landed: first(5),
    environments: (rows[6] ?? []).map((row) => Number(row['id'])),
  };
}
