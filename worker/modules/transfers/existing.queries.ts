import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

type Named = { id: number; name: string };

export async function listTags(db: Db, projectId: number): Promise<{ id: number; label: string }[]> {
  const rows = await db.execute(
    sql`select id, label from tags where project_id = ${projectId} and not is_system_tag order by id desc`,
  );
  return rows as { id: number; label: string }[];
}

/** Live ones; the names in lower case. */
export async function listFeatures(db: Db, projectId: number): Promise<(Named & { uuid: string })[]> {
  const rows = await db.execute(
    sql`select id, uuid, lower(name) as name from features where project_id = ${projectId} and deleted_at is null`,
  );
  return rows as (Named & { uuid: string })[];
}

export async function listSegments(db: Db, projectId: number): Promise<Named[]> {
  const rows = await db.execute(sql`
    select id, name from segments where project_id = ${projectId} and deleted_at is null and version_of_id is null
      and change_request_id is null and feature_id is null and not is_system_segment order by id desc`);
  return rows as Named[];
}

export type LiveEnvironment = Named & { uses_versions: boolean };

export async function listEnvironments(db: Db, projectId: number): Promise<LiveEnvironment[]> {
  const rows = await db.execute(sql`
    select id, name, use_v2_feature_versioning as uses_versions from environments
    where project_id = ${projectId} and deleted_at is null order by id`);
  return rows as LiveEnvironment[];
}

/** Of the keys, those that an environment of this server has or had. */
export async function findTakenKeys(db: Db, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db.execute(sql`
    select api_key from environments where api_key in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`);
  return new Set((rows as { api_key: string }[]).map(({ api_key }) => api_key));
}

/** As `findTakenKeys`, of server-side keys by their hashes. */
export async function findTakenHashes(db: Db, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await db.execute(sql`
    select key_hash from environment_api_keys
    where key_hash in (select jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb))`);
  return new Set((rows as { key_hash: string }[]).map(({ key_hash }) => key_hash));
}

/** Members of the organisation by e-mail address in lower case. */
export async function findMembers(db: Db, organisationId: number): Promise<Map<string, number>> {
  const rows = await db.execute(sql`
    select u.id, lower(u.email) as name from user_organisations m join users u on u.id = m.user_id
    where m.organisation_id = ${organisationId}`);
  return new Map((rows as Named[]).map(({ id, name }) => [name, id]));
}

export async function findGroups(db: Db, organisationId: number): Promise<Map<string, number>> {
  const rows = await db.execute(sql`select id, name from groups where organisation_id = ${organisationId}`);
  return new Map((rows as Named[]).map(({ id, name }) => [name, id]));
}

/**
 * Those of the wanted segment ids that are free, and will never be given to somebody else: ids below the sequence that no row has. With
 * `mayAdvance` the sequence is moved behind the largest of them first.
 */
export async function findFreeSegmentIds(db: Db, wanted: readonly number[], mayAdvance: boolean): Promise<Set<number>> {
  if (wanted.length === 0) return new Set();
  const list = JSON.stringify(wanted);
  if (mayAdvance) {
    await db.execute(sql`
      select setval(seq, greatest(nextval(seq), ${Math.max(...wanted)}))
      from (select pg_get_serial_sequence('segments', 'id')::regclass as seq) s`);
  }
  const rows = await db.execute(sql`
    select w.id::int as id from jsonb_array_elements_text(${list}::jsonb) w (id)
    where w.id::int <= coalesce((
        select last_value from pg_sequences where schemaname || '.' || sequencename = pg_get_serial_sequence('segments', 'id')), 0)
      and not exists (select from segments g where g.id = w.id::int)`);
  return new Set((rows as { id: number }[]).map(({ id }) => id));
}

export async function hasNoSegments(db: Db): Promise<boolean> {
  const [row] = (await db.execute(sql`select not exists (select from segments) as is`)) as { is: boolean }[];
  return row?.is ?? false;
}

export type KnownField = { name: string; type: string; uses: Record<string, number> };

/** The organisation's own custom fields, with the ids of their uses by kind of entity. */
export async function listFields(db: Db, organisationId: number): Promise<KnownField[]> {
  const rows = await db.execute(sql`
    select f.name, f.type, coalesce((select jsonb_object_agg(m.entity, m.id) from metadata_model_fields m where m.field_id = f.id),
      '{}'::jsonb) as uses
    from metadata_fields f where f.organisation_id = ${organisationId} and f.project_id is null`);
  return rows as KnownField[];
}
