import { LIVE_SEGMENTS, LIVE_STATES, MULTIVARIATE_VALUES, scalarOf, toIso } from './environment-document.sql.ts';
import type { Statement } from '../../core/database.ts';

// The exact ids, because ids are given out in another order than transactions commit in: "all up to n" would lose a change.
const PENDING_OUTBOX_ROWS = `
  select id::text as id from outbox where environment_id = $1 and due_at <= now() order by id`;

const ENVIRONMENT = `
  select e.id, e.api_key, e.name, e.allow_client_traits, ${toIso('e.updated_at', '+00:00')} as updated_at,
    e.hide_sensitive_data, e.hide_disabled_flags, e.use_identity_composite_key_for_hashing,
    e.use_identity_overrides_in_local_eval,
    p.id as project_id, p.name as project_name, p.hide_disabled_flags as project_hide_disabled_flags,
    p.enable_realtime_updates,
    o.id as organisation_id, o.name as organisation_name, o.feature_analytics, o.stop_serving_flags, o.persist_trait_data,
    exists (select from integrations i where i.environment_id = e.id and i.deleted_at is null
      and i.kind in ('amplitude', 'segment', 'heap', 'mixpanel', 'rudderstack', 'webhook')) as tells_identities
  from environments e
  join projects p on p.id = e.project_id and p.deleted_at is null
  join organisations o on o.id = p.organisation_id and o.deleted_at is null
  where e.id = $1 and e.deleted_at is null`;

const SERVER_KEYS = `
  select key_hash as hash, active, floor(extract(epoch from expires_at) * 1000)::float8 as expires_at
  from environment_api_keys where environment_id = $1 order by id`;

const FEATURES = `
  select f.id, f.name, f.type, ${toIso('f.created_date', 'Z')} as created_date, f.description, f.initial_value,
    f.default_enabled, f.is_server_key_only
  from features f
  where f.project_id = (select project_id from environments where id = $1) and f.deleted_at is null
  order by f.id`;

const DEFAULT_AND_SEGMENT_STATES = `
  ${LIVE_STATES}
  select s.id, s.uuid, s.enabled, s.feature_id, s.feature_segment_id, l.segment_id, l.priority,
    coalesce(b.seed, s.id) as seed, ${scalarOf('v')} as value, m.entries
  from live_states s
  left join feature_segments l on l.id = s.feature_segment_id
  left join feature_state_values v on v.feature_state_id = s.id and v.deleted_at is null
  left join bucketing_seeds b
    on b.environment_id = $1 and b.feature_id = s.feature_id and coalesce(b.segment_id, 0) = coalesce(l.segment_id, 0)
  ${MULTIVARIATE_VALUES}
  order by s.feature_id, s.id`;

// Identity overrides take part in no version: of those that have begun, the newest counts.
const IDENTITY_STATES = `
  with live_states as (
    select distinct on (s.identity_id, s.feature_id) s.id, s.uuid, s.enabled, s.feature_id, s.identity_id
    from feature_states s
    where s.environment_id = $1 and s.identity_id is not null and s.deleted_at is null and s.version is not null
      and (s.live_from is null or s.live_from <= now())
    order by s.identity_id, s.feature_id, s.live_from desc nulls last, s.version desc
  )
  select s.id, s.uuid, s.enabled, s.feature_id, coalesce(b.seed, s.id) as seed, ${scalarOf('v')} as value, m.entries,
    i.id as identity_id, i.uuid as identity_uuid, i.identifier, ${toIso('i.created_date', '+00:00')} as created_date
  from live_states s
  join identities i on i.id = s.identity_id and i.environment_id = $1
  left join feature_state_values v on v.feature_state_id = s.id and v.deleted_at is null
  left join bucketing_seeds b on b.environment_id = $1 and b.feature_id = s.feature_id and b.segment_id is null
  ${MULTIVARIATE_VALUES}
  order by i.id, s.feature_id`;

const SEGMENTS = `
  select g.id, g.name, (g.feature_id is not null or g.is_system_segment) as is_for_overrides_only
  from (${LIVE_SEGMENTS}) g order by g.id`;

const SEGMENT_RULES = `
  select r.id, r.segment_id, r.parent_rule_id, r.type
  from (${LIVE_SEGMENTS}) g
  join segment_rules r on r.segment_id = g.id and r.deleted_at is null
  order by r.id`;

const SEGMENT_CONDITIONS = `
  select c.rule_id, c.operator, c.property, c.value
  from (${LIVE_SEGMENTS}) g
  join segment_conditions c on c.segment_id = g.id and c.deleted_at is null
  order by c.id`;

/**
 * The statements that `toSnapshot` needs, in its order: always these, however large the environment. They must run as one
 * `Database.readSnapshot`. The first tells which outbox rows the snapshot answers, so it must share the others' moment.
 */
export function documentQueries(environmentId: number): Statement[] {
  return [
    PENDING_OUTBOX_ROWS,
    ENVIRONMENT,
    SERVER_KEYS,
    FEATURES,
    DEFAULT_AND_SEGMENT_STATES,
    IDENTITY_STATES,
    SEGMENTS,
    SEGMENT_RULES,
    SEGMENT_CONDITIONS,
  ].map((sql) => ({ sql, params: [environmentId] }));
}
