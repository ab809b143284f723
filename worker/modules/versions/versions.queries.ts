import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

export type VersionRow = {
  uuid: string;
  created_at: string;
  updated_at: string;
  live_from: string | null;
  is_published: boolean;
  is_live: boolean;
  published_by_id: number | null;
  created_by_id: number | null;
  description: string | null;
  previous_uuid: string | null;
  feature_id: number;
  environment_id: number;
};

type Place = { environmentId: number; featureId: number };

const ISO = (column: SQL): SQL => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const COLUMNS = sql`v.uuid, ${ISO(sql`v.created_at`)} as created_at, ${ISO(sql`v.updated_at`)} as updated_at,
  ${ISO(sql`v.live_from`)} as live_from, v.published_at is not null as is_published,
  v.published_at is not null and v.live_from <= statement_timestamp() as is_live, v.published_by_id, v.created_by_id, v.description,
  v.feature_id, v.environment_id,
  (select p.uuid from environment_feature_versions p
    where p.environment_id = v.environment_id and p.feature_id = v.feature_id and p.uuid <> v.uuid and p.deleted_at is null
      and p.published_at is not null and (v.live_from is null or (p.live_from, p.created_at) < (v.live_from, v.created_at))
    order by p.live_from desc, p.created_at desc limit 1) as previous_uuid`;

/** Newest first: what waits to be published, then by the moment from which it is live. */
export async function listVersionRows(
  db: Db,
  { environmentId, featureId }: Place,
  isLive: boolean | null,
  window: { limit: number; offset: number },
): Promise<{ count: number; items: VersionRow[] }> {
  const fits = sql`v.environment_id = ${environmentId} and v.feature_id = ${featureId} and v.deleted_at is null
    ${isLive === null ? sql`` : sql`and (v.published_at is not null and v.live_from <= statement_timestamp()) = ${isLive}`}`;
  const [counted, rows] = await Promise.all([
    db.execute(sql`select count(*)::int as count from environment_feature_versions v where ${fits}`),
    db.execute(sql`select ${COLUMNS} from environment_feature_versions v where ${fits}
      order by v.live_from desc nulls first, v.created_at desc limit ${window.limit} offset ${window.offset}`),
  ]);
  return { count: (counted as { count: number }[])[0]?.count ?? 0, items: rows as VersionRow[] };
}

export async function findVersionRow(
  db: Db,
  environmentId: number,
  uuid: string,
  featureId: number | null = null,
): Promise<VersionRow | null> {
  const [row] = await db.execute(sql`select ${COLUMNS} from environment_feature_versions v
    where v.uuid = ${uuid}::uuid and v.environment_id = ${environmentId} and v.deleted_at is null
      ${featureId === null ? sql`` : sql`and v.feature_id = ${featureId}`}`);
  return (row as VersionRow | undefined) ?? null;
}

/** Whether a version of the feature waits to be published. */
export async function hasDraft(db: Db, { environmentId, featureId }: Place): Promise<boolean> {
  const rows = await db.execute(sql`select from environment_feature_versions
    where environment_id = ${environmentId} and feature_id = ${featureId} and deleted_at is null and published_at is null
      and change_request_id is null`);
  return rows.length > 0;
}

/** Publishes the version from the moment on, at once without one. Its states are live from then too. */
export async function publishVersionRow(
  db: Db,
  { environmentId }: Place,
  uuid: string,
  liveFrom: Date | null,
  by: { userId: number | null; masterApiKeyId: number | null },
): Promise<void> {
  const moment = sql`greatest(statement_timestamp(), coalesce(${liveFrom?.toISOString() ?? null}::timestamptz, live_from))`;
  await db.execute(sql`
    with published as (
      update environment_feature_versions set published_at = statement_timestamp(), updated_at = statement_timestamp(),
        live_from = ${moment}, published_by_id = ${by.userId}::int, published_by_api_key_id = ${by.masterApiKeyId}::int
      where uuid = ${uuid}::uuid and environment_id = ${environmentId} returning uuid, live_from
    )
    update feature_states s set live_from = p.live_from from published p where s.environment_feature_version_uuid = p.uuid`);
}

export async function deleteVersionRow(db: Db, { environmentId }: Place, uuid: string): Promise<void> {
  await db.execute(sql`
    with gone as (
      update environment_feature_versions set deleted_at = statement_timestamp()
      where uuid = ${uuid}::uuid and environment_id = ${environmentId} returning uuid
    )
    update feature_states s set deleted_at = statement_timestamp() from gone g
    where s.environment_feature_version_uuid = g.uuid and s.deleted_at is null`);
}

/** The feature segment that a new override of the version hangs on, at the place wanted or the last one; the others make room. */
export async function insertVersionSegment(
  db: Db,
  { projectId, environmentId, featureId }: Place & { projectId: number },
  uuid: string,
  segmentId: number,
  priority: number | null,
): Promise<number> {
  const ofVersion = sql`environment_feature_version_uuid = ${uuid}::uuid`;
  const [last] = (await db.execute(
    sql`select coalesce(max(priority), -1) + 1 as place from feature_segments where ${ofVersion}`,
  )) as { place: number }[];
  const place = Math.min(priority ?? Number.MAX_SAFE_INTEGER, last?.place ?? 0);
  await db.execute(
    sql`update feature_segments set priority = priority + 1 where ${ofVersion} and priority >= ${place}`,
  );
  const [row] = (await db.execute(sql`
    insert into feature_segments (project_id, environment_id, feature_id, segment_id, priority, environment_feature_version_uuid)
    values (${projectId}, ${environmentId}, ${featureId}, ${segmentId}, ${place}, ${uuid}::uuid) returning id`)) as {
    id: number;
  }[];
  if (row === undefined) throw new Error('an insert returned no row');
  return row.id;
}

/** Moves an override of the version to the place; those between make room. */
export async function moveVersionSegment(
  db: Db,
  uuid: string,
  featureSegmentId: number,
  priority: number,
): Promise<void> {
  await db.execute(sql`
    with others as (
      select id, row_number() over (order by priority) - 1 as place from feature_segments
      where environment_feature_version_uuid = ${uuid}::uuid and id <> ${featureSegmentId}
    ), moved as (
      select id, case when place >= ${priority} then place + 1 else place end as place from others
      union all select ${featureSegmentId}, least(${priority}, (select count(*) from others))
    )
    update feature_segments l set priority = m.place from moved m where l.id = m.id`);
}

/** Deletes an override of the version with its state; those behind it move up. */
export async function deleteVersionSegment(db: Db, uuid: string, featureSegmentId: number): Promise<void> {
  await db.execute(
    sql`delete from feature_segments where id = ${featureSegmentId} and environment_feature_version_uuid = ${uuid}::uuid`,
  );
  await db.execute(sql`
    with places as (
      select id, row_number() over (order by priority) - 1 as place from feature_segments
      where environment_feature_version_uuid = ${uuid}::uuid
    )
    update feature_segments l set priority = p.place from places p where l.id = p.id and l.priority <> p.place`);
}
