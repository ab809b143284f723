import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { containing } from '../../core/like.ts';
import type { FeatureFilter } from './feature-filter.ts';
import {
  COUNT_IDENTITY_OVERRIDES,
  COUNT_SEGMENT_OVERRIDES,
  environmentRow,
  LIVE_IDENTITY_STATE,
  liveState,
} from './live-states.queries.ts';
import { FEATURE_COLUMNS, ISO, type FeatureRow } from './feature-rows.queries.ts';

export type FeatureWindow = { limit: number; offset: number };

/** How many features the filter lets through. */
export async function countFeatures(db: Db, projectId: number, filter: FeatureFilter): Promise<number> {
  const [row] = (await db.execute(sql`select count(*)::int as count from ${source(projectId, filter)}`)) as {
    count: number;
  }[];
  return row?.count ?? 0;
}

/** One page of features with all that the wire shows of them but custom fields: one statement, whatever the filter. */
export async function listFeatureRows(
  db: Db,
  projectId: number,
  filter: FeatureFilter,
  { limit, offset }: FeatureWindow,
): Promise<FeatureRow[]> {
  const rows = await db.execute(sql`
    with page as materialized (
      select f.*, row_number() over (order by ${order(filter)}) as place
      from ${source(projectId, filter)} order by place limit ${limit} offset ${offset}
    )
    ${selectRows(projectId, filter, sql`page`)} order by f.place`);
  return rows as FeatureRow[];
}

/** One feature of the project, as it is seen in the environment if one is named. */
export async function findFeatureRow(
  db: Db,
  projectId: number,
  featureId: number,
  environmentId: number | null = null,
): Promise<FeatureRow | null> {
  const feature = sql`(select * from features where id = ${featureId} and project_id = ${projectId} and deleted_at is null)`;
  const rows = await db.execute(selectRows(projectId, { environmentId, segmentId: null }, feature));
  return (rows as FeatureRow[])[0] ?? null;
}

function selectRows(
  projectId: number,
  { environmentId, segmentId }: Pick<FeatureFilter, 'environmentId' | 'segmentId'>,
  from: SQL,
): SQL {
  const isPlaced = environmentId !== null;
  const segmentState =
    isPlaced && segmentId !== null
      ? sql`left join lateral ${liveState(segmentId)} o on true left join feature_state_values ov on ov.feature_state_id = o.id`
      : sql``;
  return sql`
    select ${FEATURE_COLUMNS},
      ${isPlaced ? stateJson('d', 'dv') : sql`null`} as default_state,
      ${isPlaced && segmentId !== null ? stateJson('o', 'ov') : sql`null`} as segment_state,
      ${isPlaced ? COUNT_SEGMENT_OVERRIDES : sql`0`} as segment_overrides,
      ${isPlaced ? COUNT_IDENTITY_OVERRIDES : sql`null::int`} as identity_overrides,
      ${ISO(sql`c.anywhere`)} as changed_anywhere, ${ISO(sql`c.here`)} as changed_here
    from ${from} f
    left join ${environmentRow(projectId, environmentId)} on true
    left join lateral ${liveState(null)} d on true
    left join feature_state_values dv on dv.feature_state_id = d.id
    ${segmentState}
    left join lateral (
      select max(s.updated_at) as anywhere, max(s.updated_at) filter (where s.environment_id = e.id) as here
      from feature_states s
      where s.feature_id = f.id and s.identity_id is null and s.deleted_at is null
    ) c on true`;
}

function stateJson(state: string, value: string): SQL {
  const [s, v] = [sql.raw(state), sql.raw(value)];
  return sql`case when ${s}.id is not null then json_build_object('id', ${s}.id, 'environment', e.id, 'enabled', ${s}.enabled,
    'feature_segment', ${s}.feature_segment_id, 'type', ${v}.type, 'integer_value', ${v}.integer_value,
    'string_value', ${v}.string_value, 'boolean_value', ${v}.boolean_value) end`;
}

/** The features that the filter lets through as `f`, beside what the filter and the order need to know of them. */
function source(projectId: number, filter: FeatureFilter): SQL {
  const all = conditions(filter);
  return sql`features f
    left join ${environmentRow(projectId, filter.environmentId)} on true
    ${filter.isEnabled === null && filter.valueSearch === null ? sql`` : sql`left join lateral ${liveState(null)} d on true left join feature_state_values dv on dv.feature_state_id = d.id`}
    where f.project_id = ${projectId} and f.deleted_at is null ${all.length === 0 ? sql`` : sql`and ${sql.join(all, sql` and `)}`}`;
}

function conditions(filter: FeatureFilter): SQL[] {
  const all: (SQL | null)[] = [
    filter.search === null ? null : sql`f.name ilike ${containing(filter.search)}`,
    filter.isArchived === null ? null : sql`f.is_archived = ${filter.isArchived}`,
    filter.type === null ? null : sql`f.type = ${filter.type}`,
    filter.isEnabled === null ? null : sql`d.enabled = ${filter.isEnabled}`,
    filter.valueSearch === null
      ? null
      : sql`coalesce(dv.string_value, dv.integer_value::text, dv.boolean_value::text) ilike ${containing(filter.valueSearch)}`,
    tagCondition(filter),
    ownerCondition(filter),
  ];
  return all.filter((condition) => condition !== null);
}

function tagCondition({ tags, everyTag }: FeatureFilter): SQL | null {
  if (tags === null) return null;
  if (tags.length === 0) return sql`not exists (select from feature_tags t where t.feature_id = f.id)`;
  const matching = sql`from feature_tags t where t.feature_id = f.id and t.tag_id in (${listOf(tags)})`;
  return everyTag ? sql`(select count(*) ${matching}) = ${tags.length}` : sql`exists (select ${matching})`;
}

function ownerCondition({ owners, groupOwners }: FeatureFilter): SQL | null {
  const either = [
    ...(owners.length === 0
      ? []
      : [sql`exists (select from feature_owners w where w.feature_id = f.id and w.user_id in (${listOf(owners)}))`]),
    ...(groupOwners.length === 0
      ? []
      : [
          sql`exists (select from feature_group_owners w where w.feature_id = f.id and w.group_id in (${listOf(groupOwners)}))`,
        ]),
  ];
  return either.length === 0 ? null : sql`(${sql.join(either, sql` or `)})`;
}

/** What an asked-for segment or identity overrides comes first; the id makes the order whole. */
function order({ sort, environmentId, segmentId, identityId }: FeatureFilter): SQL {
  const first = [
    ...(segmentId === null || environmentId === null ? [] : [sql`exists (select from ${liveState(segmentId)} x) desc`]),
    ...(identityId === null
      ? []
      : environmentId === null
        ? [
            sql`exists (select from feature_states s where s.feature_id = f.id and s.identity_id = ${identityId} and s.deleted_at is null) desc`,
          ]
        : [
            sql`exists (select from feature_states s where s.identity_id = ${identityId} and ${LIVE_IDENTITY_STATE}) desc`,
          ]),
  ];
  const column = sort.field === 'name' ? sql`lower(f.name)` : sql`f.created_date`;
  const direction = sort.descending ? sql`desc` : sql`asc`;
  return sql.join([...first, sql`${column} ${direction}`, sql`f.id ${direction}`], sql`, `);
}

function listOf(ids: number[]): SQL {
  return sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  );
}
