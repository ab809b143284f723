import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { liveStatesOf } from './live-states.queries.ts';

/** The keys of all traits in the environment, in order of the alphabet. */
export async function listTraitKeys(db: Db, environmentId: number): Promise<string[]> {
  const rows = await db.execute(sql`
    select distinct trait_key from traits where environment_id = ${environmentId} and deleted_at is null order by 1 limit 10000`);
  return (rows as { trait_key: string }[]).map((row) => row.trait_key);
}

/** Deletes the trait from every identity, and tells from how many. Deleted traits stay as marks, so that writes that arrive late cannot bring them back. */
export async function deleteTraitEverywhere(db: Db, environmentId: number, key: string): Promise<number> {
  const rows = await db.execute(sql`
    with gone as (
      update traits set deleted_at = now(), written_at = now(), integer_value = null, float_value = null, string_value = null, boolean_value = null
      where environment_id = ${environmentId} and trait_key = ${key} and deleted_at is null returning identity_id)
    select count(*)::int as count from gone`);
  return (rows as { count: number }[])[0]?.count ?? 0;
}

export type Metrics = {
  features: number;
  enabled: number;
  segment_overrides: number;
  identity_overrides: number;
};

export async function countMetrics(db: Db, environmentId: number): Promise<Metrics> {
  const rows = await db.execute(sql`
    ${liveStatesOf(environmentId)}
    select count(*) filter (where s.feature_segment_id is null)::int as features,
      count(*) filter (where s.feature_segment_id is null and s.enabled)::int as enabled,
      count(*) filter (where s.feature_segment_id is not null)::int as segment_overrides,
      (select count(*)::int from feature_states i join features f on f.id = i.feature_id and f.deleted_at is null and not f.is_archived
        where i.environment_id = ${environmentId} and i.identity_id is not null and i.deleted_at is null) as identity_overrides
    from live_states s join features f on f.id = s.feature_id and f.deleted_at is null and not f.is_archived`);
  return (rows as Metrics[])[0] ?? { features: 0, enabled: 0, segment_overrides: 0, identity_overrides: 0 };
}
