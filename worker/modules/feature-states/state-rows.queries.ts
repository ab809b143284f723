import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { containing } from '../../core/like.ts';
import { liveIdentityIds, liveIds } from './live-states.queries.ts';
import type { EnvironmentPlace } from './state-place.ts';
import type { StateFilter, StateRow } from './state-row.ts';

/** A point in time as the wire writes it, with microseconds. */
const ISO = (column: SQL): SQL => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const COLUMNS = sql`s.id, s.uuid, s.enabled, ${ISO(sql`s.created_at`)} as created_at, ${ISO(sql`s.updated_at`)} as updated_at,
  ${ISO(sql`s.live_from`)} as live_from, coalesce(s.live_from > statement_timestamp(), false) as is_scheduled, s.version,
  s.feature_id, f.name as feature_name, s.environment_id, s.identity_id, i.identifier, s.feature_segment_id,
  l.uuid as feature_segment_uuid, l.segment_id, g.name as segment_name, l.priority, s.change_request_id,
  s.environment_feature_version_uuid as version_uuid, n.published_at is not null as is_published_version,
  json_build_object('type', coalesce(v.type, 'unicode'), 'value',
    case v.type when 'int' then to_jsonb(v.integer_value) when 'bool' then to_jsonb(v.boolean_value) else to_jsonb(v.string_value) end) as value,
  (select coalesce(json_agg(json_build_object('id', m.id, 'option_id', m.multivariate_feature_option_id, 'weight', m.percentage_allocation)
      order by m.multivariate_feature_option_id), '[]')
    from multivariate_feature_state_values m where m.feature_state_id = s.id) as weights`;

const FROM = sql`feature_states s
  join features f on f.id = s.feature_id and f.deleted_at is null
  left join identities i on i.id = s.identity_id
  left join feature_segments l on l.id = s.feature_segment_id
  left join segments g on g.id = l.segment_id
  left join environment_feature_versions n on n.uuid = s.environment_feature_version_uuid
  left join feature_state_values v on v.feature_state_id = s.id and v.deleted_at is null`;

/** One page of the live states that fit the filter, and their number. */
export async function listStateRows(
  db: Db,
  { environmentId }: EnvironmentPlace,
  filter: StateFilter,
  window: { limit: number; offset: number },
): Promise<{ count: number; items: StateRow[] }> {
  const { identities } = filter;
  const live =
    identities === 'none'
      ? liveIds(environmentId, filter.featureId)
      : liveIdentityIds(environmentId, identities === 'any' ? null : identities);
  const fits = sql`s.id in (select id from live_ids) and s.environment_id = ${environmentId}
    ${filter.featureId === null ? sql`` : sql`and s.feature_id = ${filter.featureId}`}
    ${filter.featureName === null ? sql`` : sql`and f.name = ${filter.featureName}`}
    ${filter.identifier === null ? sql`` : sql`and s.identity_id in (select i.id from identities i where i.environment_id = ${environmentId} and i.identifier ilike ${containing(filter.identifier)})`}
    ${filter.featureSegmentId === null ? sql`` : filter.featureSegmentId === 'none' ? sql`and s.feature_segment_id is null` : sql`and s.feature_segment_id = ${filter.featureSegmentId}`}`;
  const [counted, rows] = await Promise.all([
    db.execute(
      sql`${live} select count(*)::int as count from feature_states s join features f on f.id = s.feature_id and f.deleted_at is null where ${fits}`,
    ),
    db.execute(
      sql`${live} select ${COLUMNS} from ${FROM} where ${fits} order by s.id limit ${window.limit} offset ${window.offset}`,
    ),
  ]);
  return { count: (counted as { count: number }[])[0]?.count ?? 0, items: rows as StateRow[] };
}

/** All that is live of a feature, the default first and then the overrides by priority. */
export async function listLineageRows(db: Db, environmentId: number, featureId: number): Promise<StateRow[]> {
  const rows = await db.execute(sql`${liveIds(environmentId, featureId)} select ${COLUMNS} from ${FROM}
    where s.id in (select id from live_ids) and (l.id is null or g.deleted_at is null)
    order by l.priority nulls first, s.id`);
  return rows as StateRow[];
}

/** All that is live in the environment, the default of each feature first and then the overrides by priority. */
export async function listEnvironmentRows(db: Db, environmentId: number): Promise<StateRow[]> {
  const rows = await db.execute(sql`${liveIds(environmentId)} select ${COLUMNS} from ${FROM}
    where s.id in (select id from live_ids) and (l.id is null or g.deleted_at is null)
    order by s.feature_id, l.priority nulls first, s.id`);
  return rows as StateRow[];
}

/** Ids of the defaults and overrides in force in the environment. */
export async function listLiveIds(db: Db, environmentId: number): Promise<number[]> {
  const rows = await db.execute(sql`${liveIds(environmentId)} select l.id from live_ids l
    join feature_states s on s.id = l.id join features f on f.id = s.feature_id and f.deleted_at is null order by l.id`);
  return (rows as { id: number }[]).map(({ id }) => id);
}

/** Those of the states that are the feature's, the default first and then the overrides by priority. */
export async function listRowsById(
  db: Db,
  environmentId: number,
  featureId: number,
  ids: readonly number[],
): Promise<StateRow[]> {
  const rows = await db.execute(sql`select ${COLUMNS} from ${FROM}
    where s.id in (select value::int from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
      and s.environment_id = ${environmentId} and s.feature_id = ${featureId} and (l.id is null or g.deleted_at is null)
    order by l.priority nulls first, s.id`);
  return rows as StateRow[];
}

/** All that a version says of its feature, the default first and then the overrides by priority. */
export async function listVersionStateRows(db: Db, environmentId: number, versionUuid: string): Promise<StateRow[]> {
  const rows = await db.execute(sql`select ${COLUMNS} from ${FROM}
    where s.environment_feature_version_uuid = ${versionUuid}::uuid and s.environment_id = ${environmentId}
      and s.deleted_at is null and (l.id is null or g.deleted_at is null)
    order by l.priority nulls first, s.id`);
  return rows as StateRow[];
}

export async function listIdentityRows(db: Db, environmentId: number, identityId: number): Promise<StateRow[]> {
  const rows = await db.execute(sql`${liveIdentityIds(environmentId, identityId)} select ${COLUMNS} from ${FROM}
    where s.id in (select id from live_ids) order by s.feature_id`);
  return rows as StateRow[];
}

/** A state of the environment that is not deleted, and of the identity if one is named. */
export async function findStateRow(
  db: Db,
  { environmentId }: Pick<EnvironmentPlace, 'environmentId'>,
  stateId: number,
  identityId: number | null = null,
): Promise<StateRow | null> {
  const [row] = await db.execute(sql`select ${COLUMNS} from ${FROM}
    where s.id = ${stateId} and s.environment_id = ${environmentId} and s.deleted_at is null
      ${identityId === null ? sql`` : sql`and s.identity_id = ${identityId}`}`);
  return (row as StateRow | undefined) ?? null;
}

export async function listStateRowsById(
  db: Db,
  states: readonly { environmentId: number; id: number }[],
): Promise<StateRow[]> {
  if (states.length === 0) return [];
  const ids = `{${states.map(({ id }) => id).join(',')}}`;
  const environmentIds = `{${states.map(({ environmentId }) => environmentId).join(',')}}`;
  const rows = await db.execute(sql`select ${COLUMNS} from ${FROM}
    where s.id = any(${ids}::int[]) and s.environment_id = any(${environmentIds}::int[]) and s.deleted_at is null order by s.id`);
  return rows as StateRow[];
}

/** A state that has gone live by its schedule, and the one of the same place that was live before; null unless it is live. */
export async function findScheduledPair(
  db: Db,
  environmentId: number,
  stateId: number,
): Promise<{ next: StateRow; previous: StateRow | null } | null> {
  const next = await findStateRow(db, { environmentId }, stateId);
  if (next === null || next.is_scheduled) return null;
  const [previous] = await db.execute(sql`select ${COLUMNS} from ${FROM}
    where s.environment_id = ${environmentId} and s.feature_id = ${next.feature_id} and s.id <> ${stateId} and s.deleted_at is null
      and s.environment_feature_version_uuid is null and s.version is not null
      and s.feature_segment_id is not distinct from ${next.feature_segment_id}::int
      and s.identity_id is not distinct from ${next.identity_id}::int
      and (s.live_from, s.version) < (${next.live_from}::timestamptz, ${next.version}::int)
    order by s.live_from desc, s.version desc limit 1`);
  return { next, previous: (previous as StateRow | undefined) ?? null };
}

export async function findIdentity(
  db: Db,
  environmentId: number,
  who: { id: number } | { identifier: string },
): Promise<{ id: number; identifier: string } | null> {
  const own = 'id' in who ? sql`id = ${who.id}` : sql`identifier_digest = text_digest(${who.identifier})`;
  const [row] = await db.execute(
    sql`select id, identifier from identities where environment_id = ${environmentId} and ${own}`,
  );
  return (row as { id: number; identifier: string } | undefined) ?? null;
}
