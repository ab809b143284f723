import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { Lineage } from './lineage.queries.ts';
import type { StateValue, Weight } from './state-value.ts';

export type Target = { featureSegmentId: number | null; identityId: number | null };
export type NewState = {
  target: Target;
  enabled: boolean;
  value: StateValue;
  weights: readonly Weight[];
  /** Null: at once. */
  liveFrom: Date | null;
  versionUuid: string | null;
};

const columnsOf = ({ type, value }: StateValue) => ({
  type,
  integer: type === 'int' ? value : null,
  text: type === 'unicode' ? value : null,
  boolean: type === 'bool' ? value : null,
});

/** Adds a state with its value and weights, as the newest of its place. */
export async function insertState(db: Db, lineage: Lineage, state: NewState): Promise<number> {
  const { projectId, environmentId, featureId } = lineage;
  const { featureSegmentId, identityId } = state.target;
  const value = columnsOf(state.value);
  const [row] = (await db.execute(sql`
    with added as (
      insert into feature_states (project_id, environment_id, feature_id, feature_segment_id, identity_id, enabled, live_from,
        created_at, updated_at, environment_feature_version_uuid, version)
      select ${projectId}, ${environmentId}, ${featureId}, ${featureSegmentId}::int, ${identityId}::int, ${state.enabled},
        coalesce(${state.liveFrom?.toISOString() ?? null}::timestamptz, statement_timestamp()),
        statement_timestamp(), statement_timestamp(), ${state.versionUuid}::uuid, (
          select coalesce(max(s.version), 0) + 1 from feature_states s
          where s.environment_id = ${environmentId} and s.feature_id = ${featureId} and s.deleted_at is null
            and s.feature_segment_id is not distinct from ${featureSegmentId}::int
            and s.identity_id is not distinct from ${identityId}::int
            and s.environment_feature_version_uuid is not distinct from ${state.versionUuid}::uuid)
      returning id
    ), valued as (
      insert into feature_state_values (feature_state_id, type, integer_value, string_value, boolean_value)
      select id, ${value.type}, ${value.integer}::bigint, ${value.text}::text, ${value.boolean}::boolean from added
    )
    select id from added`)) as { id: number }[];
  if (row === undefined) throw new Error('an insert returned no row');
  await replaceWeights(db, featureId, row.id, state.weights);
  return row.id;
}

/** Changes what is given and says when. */
export async function updateState(
  db: Db,
  featureId: number,
  stateId: number,
  changes: { enabled?: boolean; value?: StateValue; weights?: readonly Weight[]; liveFrom?: Date },
): Promise<void> {
  const { enabled = null, value, weights, liveFrom = null } = changes;
  await db.execute(sql`update feature_states set updated_at = statement_timestamp(), enabled = coalesce(${enabled}::boolean, enabled),
    live_from = coalesce(${liveFrom?.toISOString() ?? null}::timestamptz, live_from) where id = ${stateId}`);
  if (value !== undefined) {
    const { type, integer, text, boolean } = columnsOf(value);
    await db.execute(sql`
      insert into feature_state_values (feature_state_id, type, integer_value, string_value, boolean_value)
      values (${stateId}, ${type}, ${integer}::bigint, ${text}::text, ${boolean}::boolean)
      on conflict (feature_state_id) do update set type = excluded.type, integer_value = excluded.integer_value,
        string_value = excluded.string_value, boolean_value = excluded.boolean_value, deleted_at = null`);
  }
  if (weights !== undefined) await replaceWeights(db, featureId, stateId, weights);
}

/** Entries of options that keep one keep their ids. */
async function replaceWeights(db: Db, featureId: number, stateId: number, weights: readonly Weight[]): Promise<void> {
  const wanted = JSON.stringify(weights.map(({ optionId, weight }) => ({ option_id: optionId, weight })));
  await db.execute(sql`
    with wanted as (select * from jsonb_to_recordset(${wanted}::jsonb) as w (option_id int, weight float8)),
    removed as (
      delete from multivariate_feature_state_values
      where feature_state_id = ${stateId} and multivariate_feature_option_id not in (select option_id from wanted)
    )
    insert into multivariate_feature_state_values (feature_id, feature_state_id, multivariate_feature_option_id, percentage_allocation)
    select ${featureId}, ${stateId}, option_id, weight from wanted
    on conflict (feature_state_id, multivariate_feature_option_id)
      do update set percentage_allocation = excluded.percentage_allocation`);
}

/** Hides the states with their values; their rows stay. */
export async function softDeleteStates(db: Db, environmentId: number, stateIds: readonly number[]): Promise<void> {
  if (stateIds.length === 0) return;
  const ids = sql.join(
    stateIds.map((id) => sql`${id}`),
    sql`, `,
  );
  await db.execute(sql`
    with gone as (
      update feature_states set deleted_at = now()
      where id in (${ids}) and environment_id = ${environmentId} and deleted_at is null returning id
    )
    update feature_state_values v set deleted_at = now() from gone where v.feature_state_id = gone.id and v.deleted_at is null`);
}

/** Whether a state that is not deleted, live or yet to be, stands at the place outside of versions. */
export async function hasState(db: Db, { environmentId, featureId }: Lineage, target: Target): Promise<boolean> {
  const rows = await db.execute(sql`select from feature_states s
    where s.environment_id = ${environmentId} and s.feature_id = ${featureId} and s.deleted_at is null and s.version is not null
      and s.environment_feature_version_uuid is null
      and s.feature_segment_id is not distinct from ${target.featureSegmentId}::int
      and s.identity_id is not distinct from ${target.identityId}::int limit 1`);
  return rows.length > 0;
}
