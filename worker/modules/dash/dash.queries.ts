import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

type Surroundings = {
  uses_versions: boolean;
  minimum_approvals: number | null;
  segments: { id: number; name: string; is_feature_specific: boolean }[];
  scheduled: string[];
};

/** What the environment has around a feature: segments that have ever overridden it there, and what of it is yet to begin. */
export async function findFeatureSurroundings(
  db: Db,
  environmentId: number,
  featureId: number,
): Promise<Surroundings | null> {
  const iso = sql.raw(`'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`);
  const rows = await db.execute(sql`
    select e.use_v2_feature_versioning as uses_versions, e.minimum_change_request_approvals as minimum_approvals,
      (select coalesce(json_agg(distinct jsonb_build_object('id', s.id, 'name', s.name, 'is_feature_specific', s.feature_id is not null)), '[]')
        from feature_segments l join segments s on s.id = l.segment_id
        where l.environment_id = e.id and l.feature_id = ${featureId}) as segments,
      (select coalesce(json_agg(to_char(x.live_from at time zone 'UTC', ${iso}) order by x.live_from), '[]') from (
        select distinct s.live_from from feature_states s
          where not e.use_v2_feature_versioning and s.environment_id = e.id and s.feature_id = ${featureId} and s.identity_id is null
            and s.environment_feature_version_uuid is null and s.deleted_at is null and s.version is not null and s.live_from > now()
        union
        select v.live_from from environment_feature_versions v
          where e.use_v2_feature_versioning and v.environment_id = e.id and v.feature_id = ${featureId} and v.deleted_at is null
            and v.published_at is not null and v.live_from > now()) x) as scheduled
    from environments e where e.id = ${environmentId} and e.deleted_at is null`);
  return (rows as Surroundings[])[0] ?? null;
}
