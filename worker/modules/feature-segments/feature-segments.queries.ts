import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

export type FeatureSegmentRow = {
  id: number;
  uuid: string;
  environment_id: number;
  feature_id: number;
  segment_id: number;
  priority: number;
  version_uuid: string | null;
  segment_name: string;
  is_feature_specific: boolean;
};

type Lineage = { projectId: number; environmentId: number; featureId: number };

const COLUMNS = sql`l.id, l.uuid, l.environment_id, l.feature_id, l.segment_id, l.priority, l.environment_feature_version_uuid as version_uuid,
  g.name as segment_name, g.feature_id is not null as is_feature_specific`;
const FROM = sql`feature_segments l join segments g on g.id = l.segment_id and g.deleted_at is null`;

/** The version whose feature segments count: the live one where the environment uses versions, else none. */
const currentVersion = (environmentId: number, featureId: number): SQL => sql`(
  select v.uuid from environment_feature_versions v join environments e on e.id = v.environment_id and e.use_v2_feature_versioning
  where v.environment_id = ${environmentId} and v.feature_id = ${featureId} and v.deleted_at is null
    and v.published_at is not null and v.live_from <= statement_timestamp()
  order by v.live_from desc, v.created_at desc limit 1)`;

/** The feature segments in force, by priority. */
export async function listFeatureSegments(
  db: Db,
  environmentId: number,
  featureId: number,
  window?: { limit: number; offset: number },
): Promise<{ count: number; items: FeatureSegmentRow[] }> {
  const rows = (await db.execute(sql`select ${COLUMNS}, count(*) over ()::int as total from ${FROM}
    where l.environment_id = ${environmentId} and l.feature_id = ${featureId}
      and l.environment_feature_version_uuid is not distinct from ${currentVersion(environmentId, featureId)}
    order by l.priority, l.id
    ${window === undefined ? sql`` : sql`limit ${window.limit} offset ${window.offset}`}`)) as (FeatureSegmentRow & {
    total: number;
  })[];
  return { count: rows[0]?.total ?? 0, items: rows.map(({ total: _total, ...row }) => row) };
}

export async function findFeatureSegment(db: Db, environmentId: number, id: number): Promise<FeatureSegmentRow | null> {
  const [row] = await db.execute(
    sql`select ${COLUMNS} from ${FROM} where l.id = ${id} and l.environment_id = ${environmentId}`,
  );
  return (row as FeatureSegmentRow | undefined) ?? null;
}

/** Appends the segment to those that override the feature, outside of versions. */
export async function insertFeatureSegment(db: Db, lineage: Lineage, segmentId: number): Promise<number> {
  const { projectId, environmentId, featureId } = lineage;
  const [row] = (await db.execute(sql`
    insert into feature_segments (project_id, environment_id, feature_id, segment_id, priority)
    select ${projectId}, ${environmentId}, ${featureId}, ${segmentId}, coalesce(max(priority) + 1, 0)
    from feature_segments where environment_id = ${environmentId} and feature_id = ${featureId} and environment_feature_version_uuid is null
    returning id`)) as { id: number }[];
  if (row === undefined) throw new Error('an insert returned no row');
  return row.id;
}

/** Points the feature segment at another segment, whose members are bucketed by a seed of their own. */
export async function replaceSegment(db: Db, lineage: Lineage, id: number, segmentId: number): Promise<void> {
  const { projectId, environmentId, featureId } = lineage;
  await db.execute(sql`
    with moved as (update feature_segments set segment_id = ${segmentId} where id = ${id} and environment_id = ${environmentId})
    insert into bucketing_seeds (environment_id, project_id, feature_id, segment_id)
    select ${environmentId}, ${projectId}, ${featureId}, ${segmentId}
    where not exists (select from bucketing_seeds where environment_id = ${environmentId} and feature_id = ${featureId} and segment_id = ${segmentId})`);
}

/** Removes the feature segment; its states go with it. */
export async function deleteFeatureSegmentRow(db: Db, environmentId: number, id: number): Promise<void> {
  await db.execute(sql`delete from feature_segments where id = ${id} and environment_id = ${environmentId}`);
}

/** Numbers the feature segments from 0 in the order of the ids. */
export async function writeOrder(db: Db, environmentId: number, ids: readonly number[]): Promise<void> {
  await db.execute(sql`
    update feature_segments l set priority = o.priority - 1
    from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) with ordinality as o (id, priority)
    where l.id = o.id::int and l.environment_id = ${environmentId} and l.priority <> o.priority - 1`);
}

/** A segment of the project that overrides may use: its name, and the feature whose own it is. */
export async function findSegment(
  db: Db,
  projectId: number,
  segmentId: number,
): Promise<{ name: string; feature_id: number | null } | null> {
  // Shared: whoever deletes the segment waits, and then finds the override too.
  const [row] = await db.execute(sql`select name, feature_id from segments
    where id = ${segmentId} and project_id = ${projectId} and deleted_at is null and version_of_id is null and change_request_id is null
    for share`);
  return (row as { name: string; feature_id: number | null } | undefined) ?? null;
}

/** How many segment overrides the environment has now, whatever their feature. */
export async function countOverrides(db: Db, environmentId: number): Promise<number> {
  const [row] = await db.execute(sql`
    with environment as (select use_v2_feature_versioning as uses_versions from environments where id = ${environmentId}),
    live as (
      select distinct on (v.feature_id) v.uuid from environment_feature_versions v
      where (select uses_versions from environment) and v.environment_id = ${environmentId} and v.deleted_at is null
        and v.published_at is not null and v.live_from <= statement_timestamp()
      order by v.feature_id, v.live_from desc, v.created_at desc
    )
    select count(*)::int as count from feature_segments l join features f on f.id = l.feature_id and f.deleted_at is null
    where l.environment_id = ${environmentId} and case when (select uses_versions from environment)
      then l.environment_feature_version_uuid in (select uuid from live) else l.environment_feature_version_uuid is null end`);
  return Number(row?.['count'] ?? 0);
}
