/** Pieces of the statements in environment-document.queries.ts. `$1` is the environment's id throughout. */

/** A timestamp in UTC with microseconds. */
export function toIso(column: string, zone: '+00:00' | 'Z'): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"${zone}"')`;
}

/** The value of the alias's typed columns as a JSON scalar, or null. */
export function scalarOf(alias: string): string {
  return `(case ${alias}.type
    when 'int' then to_jsonb(${alias}.integer_value)
    when 'bool' then to_jsonb(${alias}.boolean_value)
    else to_jsonb(${alias}.string_value) end)`;
}

/** Neither deleted ones, nor older revisions, nor drafts of change requests. */
export const LIVE_SEGMENTS = `
  select * from segments
  where project_id = (select project_id from environments where id = $1)
    and deleted_at is null and version_of_id is null and change_request_id is null`;

/**
 * The environment defaults and segment overrides in force. Where the environment uses versions, those of the newest version
 * of each feature that is published and has begun; else, for each place, the newest state that has begun. They are two
 * branches, of which Postgres runs one, because the states of old versions pile up and must not be read.
 */
export const LIVE_STATES = `
  with environment as (
    select use_v2_feature_versioning as uses_versions from environments where id = $1
  ), live_versions as (
    select distinct on (v.feature_id) v.uuid
    from environment_feature_versions v
    where (select uses_versions from environment)
      and v.environment_id = $1 and v.deleted_at is null and v.published_at is not null and v.live_from <= now()
    order by v.feature_id, v.live_from desc, v.created_at desc
  ), begun_states as (
    select s.* from feature_states s
    where (select not uses_versions from environment)
      and s.environment_id = $1 and s.environment_feature_version_uuid is null and s.deleted_at is null
      and s.version is not null and s.live_from <= now()
    union all
    select s.* from live_versions v join feature_states s on s.environment_feature_version_uuid = v.uuid
    where s.deleted_at is null
  ), live_states as (
    select distinct on (s.feature_id, s.feature_segment_id)
      s.id, s.uuid, s.enabled, s.feature_id, s.feature_segment_id
    from begun_states s
    where s.identity_id is null
    order by s.feature_id, s.feature_segment_id, s.live_from desc nulls last, s.version desc nulls last
  )`;

/**
 * The entries of each state in `live_states s`, in the order of their options. The entry's own id plays no part: rows are made
 * anew with every version and override, and if their order decided, publishing could move identities to another variant.
 */
export const MULTIVARIATE_VALUES = `
  left join (
    select e.feature_state_id, json_agg(json_build_object(
      'option_id', o.id, 'key', o.key, 'value', ${scalarOf('o')}, 'percentage', e.percentage_allocation, 'uuid', e.uuid
    ) order by o.id) as entries
    from multivariate_feature_state_values e
    join multivariate_feature_options o on o.id = e.multivariate_feature_option_id
    where e.feature_state_id in (select id from live_states)
    group by e.feature_state_id
  ) m on m.feature_state_id = s.id`;
