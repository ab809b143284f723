import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

type Author = { userId: number | null; masterApiKeyId: number | null };
export type Versioning = { name: string; usesVersions: boolean; projectId: number };
/** A state that is to be live from a moment to come. */
export type ScheduledState = { id: number; feature_id: number; live_from: string };

/** Keeps everybody who writes states of the environment away until the transaction ends. Null if it is gone. */
export async function lockVersioning(db: Db, environmentId: number): Promise<Versioning | null> {
  const [row] =
    (await db.execute(sql`select name, use_v2_feature_versioning as uses_versions, project_id from environments
    where id = ${environmentId} and deleted_at is null for update`)) as {
      name: string;
      uses_versions: boolean;
      project_id: number;
    }[];
  return row === undefined ? null : { name: row.name, usesVersions: row.uses_versions, projectId: row.project_id };
}

export async function writeVersioning(db: Db, environmentId: number, usesVersions: boolean): Promise<void> {
  await db.execute(
    sql`update environments set use_v2_feature_versioning = ${usesVersions}, updated_at = now() where id = ${environmentId}`,
  );
}

export async function listScheduledStates(db: Db, environmentId: number): Promise<ScheduledState[]> {
  const rows = await db.execute(sql`select id, feature_id, live_from from feature_states
    where environment_id = ${environmentId} and identity_id is null and environment_feature_version_uuid is null
      and deleted_at is null and version is not null and live_from > statement_timestamp()
    order by live_from, id`);
  return rows as ScheduledState[];
}

/** Makes the states into the first published version of each of their features. They keep their ids. */
export async function moveIntoVersions(
  db: Db,
  environmentId: number,
  stateIds: readonly number[],
  { userId, masterApiKeyId }: Author,
): Promise<void> {
  const ids = JSON.stringify(stateIds);
  await db.execute(sql`
    with live as (
      select s.* from feature_states s
      where s.id in (select value::int from jsonb_array_elements_text(${ids}::jsonb)) and s.environment_id = ${environmentId}
    ), versions as (
      insert into environment_feature_versions (project_id, environment_id, feature_id, published_at, live_from,
        created_by_id, published_by_id, created_by_api_key_id, published_by_api_key_id)
      select project_id, environment_id, feature_id, statement_timestamp(), statement_timestamp(),
        ${userId}::int, ${userId}::int, ${masterApiKeyId}::int, ${masterApiKeyId}::int
      from (select distinct project_id, environment_id, feature_id from live) f
      returning uuid, feature_id
    ), links as (
      update feature_segments l set environment_feature_version_uuid = v.uuid from versions v
      where l.environment_id = ${environmentId} and l.feature_id = v.feature_id and l.environment_feature_version_uuid is null
        and l.id in (select feature_segment_id from live)
    )
    update feature_states s set environment_feature_version_uuid = v.uuid from versions v, live l
    where l.id = s.id and v.feature_id = s.feature_id`);
}

/** Removes what lies outside of versions but for overrides of identities. */
export async function deleteUnversioned(db: Db, environmentId: number): Promise<void> {
  await db.execute(sql`update feature_states set deleted_at = statement_timestamp()
    where environment_id = ${environmentId} and identity_id is null and environment_feature_version_uuid is null
      and deleted_at is null and version is not null`);
  await db.execute(sql`delete from feature_segments
    where environment_id = ${environmentId} and environment_feature_version_uuid is null`);
}

/** Takes the states out of their versions and deletes all versions with what else they say. */
export async function moveOutOfVersions(db: Db, environmentId: number, stateIds: readonly number[]): Promise<void> {
  const kept = sql`(select value::int from jsonb_array_elements_text(${JSON.stringify(stateIds)}::jsonb))`;
  await db.execute(sql`update feature_states set deleted_at = statement_timestamp()
    where environment_id = ${environmentId} and environment_feature_version_uuid is not null and deleted_at is null
      and id not in ${kept}`);
  await db.execute(sql`update feature_segments set environment_feature_version_uuid = null
    where environment_id = ${environmentId}
      and id in (select feature_segment_id from feature_states where id in ${kept})`);
  await db.execute(sql`update feature_states set environment_feature_version_uuid = null, version = 1
    where environment_id = ${environmentId} and id in ${kept}`);
  await db.execute(sql`update environment_feature_versions set deleted_at = statement_timestamp()
    where environment_id = ${environmentId} and deleted_at is null`);
}
