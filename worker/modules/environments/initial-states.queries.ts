import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { liveStatesOf } from './live-states.queries.ts';

type Place = { projectId: number; environmentId: number };
type InitialState = {
  feature_id: number;
  enabled: boolean;
  type: string;
  integer_value: number | null;
  string_value: string | null;
  boolean_value: boolean | null;
};

export async function selectFeatureDefaults(db: Db, projectId: number) {
  const rows = await db.execute(
    sql`select id, default_enabled, initial_value from features where project_id = ${projectId} and deleted_at is null`,
  );
  return rows as { id: number; default_enabled: boolean; initial_value: string | null }[];
}

/** The environment's first states: one default for each feature, with the default weight of each of its options. */
export async function insertInitialStates(
  db: Db,
  { projectId, environmentId }: Place,
  states: InitialState[],
): Promise<void> {
  if (states.length === 0) return;
  await db.execute(sql`
    with wanted as (
      select * from jsonb_to_recordset(${JSON.stringify(states)}::jsonb)
        as w (feature_id int, enabled boolean, type text, integer_value bigint, string_value text, boolean_value boolean)
    ), added as (
      insert into feature_states (project_id, environment_id, feature_id, enabled, live_from, version)
      select ${projectId}, ${environmentId}, feature_id, enabled, now(), 1 from wanted
      returning id, feature_id
    ), valued as (
      insert into feature_state_values (feature_state_id, type, integer_value, string_value, boolean_value)
      select a.id, w.type, w.integer_value, w.string_value, w.boolean_value from added a join wanted w using (feature_id)
    )
    insert into multivariate_feature_state_values
      (feature_id, feature_state_id, multivariate_feature_option_id, percentage_allocation)
    select a.feature_id, a.id, o.id, o.default_percentage_allocation
    from added a join multivariate_feature_options o on o.feature_id = a.feature_id`);
}

/** Bucketing seeds first: whoever has a variant in the source has the same one in the copy. */
export async function copySeeds(db: Db, sourceId: number, { projectId, environmentId }: Place): Promise<void> {
  await db.execute(sql`
    insert into bucketing_seeds (environment_id, project_id, feature_id, segment_id, seed)
    select ${environmentId}, ${projectId}, feature_id, segment_id, seed from bucketing_seeds
    where environment_id = ${sourceId} and project_id = ${projectId}
    on conflict do nothing`);
}

/**
 * Copies the defaults and segment overrides that are in force in the source, with values and weights, as first states of the copy; where
 * the source uses versions, as one published version of each feature.
 */
export async function copyLiveStates(db: Db, sourceId: number, { projectId, environmentId }: Place): Promise<void> {
  await db.execute(sql`
    ${liveStatesOf(sourceId)}, source_states as (
      select s.*, l.segment_id, l.priority from live_states s
      join features f on f.id = s.feature_id and f.deleted_at is null
      left join feature_segments l on l.id = s.feature_segment_id
    ), versions as (
      insert into environment_feature_versions (project_id, environment_id, feature_id, published_at, live_from)
      select distinct ${projectId}::int, ${environmentId}::int, feature_id, now(), now() from source_states
      where (select uses_versions from environment)
      returning uuid, feature_id
    ), links as (
      insert into feature_segments (project_id, environment_id, feature_id, segment_id, priority, environment_feature_version_uuid)
      select ${projectId}, ${environmentId}, s.feature_id, s.segment_id, s.priority, v.uuid
      from source_states s left join versions v using (feature_id)
      where s.segment_id is not null
      returning id, feature_id, segment_id
    ), wanted as (
      select s.id as source_id, s.feature_id, s.enabled, n.id as feature_segment_id, v.uuid as version_uuid
      from source_states s
      left join versions v using (feature_id)
      left join links n on n.feature_id = s.feature_id and n.segment_id = s.segment_id
    ), added as (
      insert into feature_states
        (project_id, environment_id, feature_id, feature_segment_id, enabled, live_from, version, environment_feature_version_uuid)
      select ${projectId}, ${environmentId}, feature_id, feature_segment_id, enabled, now(), 1, version_uuid from wanted
      returning id, feature_id, feature_segment_id
    ), pairs as (
      select a.id, a.feature_id, w.source_id from added a
      join wanted w on w.feature_id = a.feature_id and w.feature_segment_id is not distinct from a.feature_segment_id
    ), valued as (
      insert into feature_state_values (feature_state_id, type, integer_value, string_value, boolean_value)
      select p.id, v.type, v.integer_value, v.string_value, v.boolean_value
      from pairs p join feature_state_values v on v.feature_state_id = p.source_id and v.deleted_at is null
    )
    insert into multivariate_feature_state_values
      (feature_id, feature_state_id, multivariate_feature_option_id, percentage_allocation)
    select p.feature_id, p.id, m.multivariate_feature_option_id, m.percentage_allocation
    from pairs p join multivariate_feature_state_values m on m.feature_state_id = p.source_id`);
}
