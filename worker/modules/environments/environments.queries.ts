import type { RunQuery } from './run-query.ts';

const LIVE_ENVIRONMENTS = `environments e
  join projects p on p.id = e.project_id and p.deleted_at is null
  join organisations o on o.id = p.organisation_id and o.deleted_at is null`;

/** The environment that a client-side key opens, or null. */
export async function findEnvironmentIdByClientKey(run: RunQuery, clientKey: string): Promise<number | null> {
  const [row] = await run({
    sql: `select e.id from ${LIVE_ENVIRONMENTS} where e.api_key = $1 and e.deleted_at is null`,
    params: [clientKey],
  });
  return row === undefined ? null : Number(row['id']);
}

/**
 * The environment that a server-side key belongs to, or null, by the SHA-256 (hex) of the whole key. Whether the key is active and
 * not expired stands in the published record, where a reader without a database finds it too.
 */
export async function findEnvironmentIdByServerKeyHash(run: RunQuery, keyHash: string): Promise<number | null> {
  const [row] = await run({
    sql: `select e.id from ${LIVE_ENVIRONMENTS} join environment_api_keys k on k.environment_id = e.id
      where k.key_hash = $1 and e.deleted_at is null`,
    params: [keyHash],
  });
  return row === undefined ? null : Number(row['id']);
}

/** Moves the stored time of the last change forward to an ISO time; an earlier one changes nothing. */
export async function stampEnvironmentUpdatedAt(run: RunQuery, environmentId: number, iso: string): Promise<void> {
  await run({
    sql: `update environments set updated_at = $2::timestamptz where id = $1 and updated_at < $2::timestamptz`,
    params: [environmentId, iso],
  });
}

/**
 * Gives a cloned environment the source's bucketing seeds, so that nobody changes variant. To be called before the clone's first
 * feature state is written; lineages that have a seed already keep it.
 */
export async function copyBucketingSeeds(run: RunQuery, sourceId: number, targetId: number): Promise<void> {
  await run({
    sql: `insert into bucketing_seeds (environment_id, project_id, feature_id, segment_id, seed)
      select t.id, t.project_id, b.feature_id, b.segment_id, b.seed
      from bucketing_seeds b
      join environments t on t.id = $2 and t.project_id = b.project_id
      where b.environment_id = $1
      on conflict do nothing`,
    params: [sourceId, targetId],
  });
}
