import { sql, type SQL } from 'drizzle-orm';

/**
 * The environment that features are looked at in, as `e`: one row, or none for one that is not the project's. Its rules of what is live
 * are those by which environments are published: where it uses versions, the states of the feature's newest version that is published
 * and has begun; else the newest state that has begun.
 */
export function environmentRow(projectId: number, environmentId: number | null): SQL {
  return sql`(select id, use_v2_feature_versioning as uses_versions from environments
    where id = ${environmentId}::int and project_id = ${projectId} and deleted_at is null) e`;
}

const LIVE_VERSION = sql`(
  select v.uuid from environment_feature_versions v
  where v.environment_id = e.id and v.feature_id = f.id and v.deleted_at is null and v.published_at is not null
    and v.live_from <= now()
  order by v.live_from desc, v.created_at desc limit 1)`;

const NEWEST = sql`order by s.live_from desc nulls last, s.version desc nulls last limit 1`;

/** The live state of feature `f` in environment `e` for everybody (no segment), or for one segment, as a table of at most one row. */
export function liveState(segmentId: number | null): SQL {
  const columns = sql`s.id, s.enabled, s.feature_segment_id, s.live_from, s.version`;
  const target =
    segmentId === null
      ? sql`coalesce(s.feature_segment_id, 0) = 0`
      : sql`s.feature_segment_id in (select l.id from feature_segments l where l.feature_id = f.id and l.environment_id = e.id and l.segment_id = ${segmentId})`;
  return sql`(
    (select ${columns} from feature_states s
      where not e.uses_versions and s.environment_id = e.id and s.feature_id = f.id and ${target}
        and coalesce(s.identity_id, 0) = 0 and s.environment_feature_version_uuid is null
        and s.deleted_at is null and s.version is not null and s.live_from <= now()
      ${NEWEST})
    union all
    (select ${columns} from feature_states s
      where e.uses_versions and s.environment_feature_version_uuid = ${LIVE_VERSION} and s.feature_id = f.id and ${target}
        and s.identity_id is null and s.deleted_at is null
      ${NEWEST}))`;
}

/** How many segments override feature `f` in environment `e`. */
export const COUNT_SEGMENT_OVERRIDES = sql`(
  select count(distinct s.feature_segment_id)::int from feature_states s
  where s.environment_id = e.id and s.feature_id = f.id and s.feature_segment_id is not null and s.deleted_at is null
    and case when e.uses_versions then s.environment_feature_version_uuid = ${LIVE_VERSION}
      else s.environment_feature_version_uuid is null and s.version is not null and s.live_from <= now() end)`;

/** Identity overrides take part in no version. */
export const LIVE_IDENTITY_STATE = sql`s.environment_id = e.id and s.feature_id = f.id and s.deleted_at is null
  and s.version is not null and (s.live_from is null or s.live_from <= now())`;

export const COUNT_IDENTITY_OVERRIDES = sql`(
  select count(distinct s.identity_id)::int from feature_states s
  where s.identity_id is not null and ${LIVE_IDENTITY_STATE})`;
