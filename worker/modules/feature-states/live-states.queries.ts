import { sql, type SQL } from 'drizzle-orm';

/**
 * `with … live_ids as (…)`: ids of the defaults and segment overrides in force in the environment (of one feature if it is named), by the
 * rules by which environments are published: where it uses versions, those of the newest version of each feature that is published and
 * has begun; else, for each place, the newest state that has begun. Time is the statement's: in a transaction that had to wait, what was
 * published meanwhile counts.
 */
export function liveIds(environmentId: number, featureId: number | null = null): SQL {
  const ofFeature = (alias: SQL) => (featureId === null ? sql`` : sql`and ${alias}.feature_id = ${featureId}::int`);
  return sql`with environment as (
      select use_v2_feature_versioning as uses_versions from environments where id = ${environmentId}
    ), live_versions as (
      select distinct on (v.feature_id) v.uuid
      from environment_feature_versions v
      where (select uses_versions from environment) and v.environment_id = ${environmentId} ${ofFeature(sql`v`)}
        and v.deleted_at is null and v.published_at is not null and v.live_from <= statement_timestamp()
      order by v.feature_id, v.live_from desc, v.created_at desc
    ), begun_states as (
      select s.* from feature_states s
      where (select not uses_versions from environment) and s.environment_id = ${environmentId} ${ofFeature(sql`s`)}
        and s.environment_feature_version_uuid is null and s.deleted_at is null
        and s.version is not null and s.live_from <= statement_timestamp()
      union all
      select s.* from live_versions v join feature_states s on s.environment_feature_version_uuid = v.uuid
      where s.deleted_at is null
    ), live_ids as (
      select distinct on (s.feature_id, s.feature_segment_id) s.id
      from begun_states s where s.identity_id is null
      order by s.feature_id, s.feature_segment_id, s.live_from desc nulls last, s.version desc nulls last
    )`;
}

/** As `liveIds`, of the identity overrides in force, which take part in no version; of one identity if it is named. */
export function liveIdentityIds(environmentId: number, identityId: number | null = null): SQL {
  const ofIdentity = identityId === null ? sql`s.identity_id is not null` : sql`s.identity_id = ${identityId}::int`;
  return sql`with live_ids as (
      select distinct on (s.identity_id, s.feature_id) s.id
      from feature_states s
      where s.environment_id = ${environmentId} and ${ofIdentity} and s.deleted_at is null and s.version is not null
        and (s.live_from is null or s.live_from <= statement_timestamp())
      order by s.identity_id, s.feature_id, s.live_from desc nulls last, s.version desc
    )`;
}
