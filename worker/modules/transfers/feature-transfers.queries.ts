import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { FeatureExport, FeatureImport } from '../../contract/project-lists.ts';

const CREATED = sql`to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at`;

/** Of the environments given, which must be those that the caller administers. Newest first. */
export async function listExports(db: Db, projectId: number, environmentIds: number[]): Promise<FeatureExport[]> {
  if (environmentIds.length === 0) return [];
  const rows = await db.execute(sql`
    select t.id, 'Export of ' || e.name as name, t.environment_id, t.status, ${CREATED}
    from feature_exports t join environments e on e.id = t.environment_id and e.project_id = ${projectId} and e.deleted_at is null
    where t.environment_id in (${sql.join(environmentIds, sql`, `)}) order by t.created_at desc, t.id desc`);
  return rows as FeatureExport[];
}

export async function listImports(db: Db, projectId: number, environmentIds: number[]): Promise<FeatureImport[]> {
  if (environmentIds.length === 0) return [];
  const rows = await db.execute(sql`
    select t.id, t.environment_id, t.strategy, t.status, ${CREATED}
    from feature_imports t join environments e on e.id = t.environment_id and e.project_id = ${projectId} and e.deleted_at is null
    where t.environment_id in (${sql.join(environmentIds, sql`, `)}) order by t.created_at desc, t.id desc`);
  return rows as FeatureImport[];
}

/** The project's environments that the user administers by a grant on them. */
export async function listAdministeredEnvironmentIds(
  db: Db,
  projectId: number,
  userId: number | null,
): Promise<number[]> {
  const rows = await db.execute(sql`
    select e.id from environments e where e.project_id = ${projectId} and e.deleted_at is null and (${userId}::int is null
      or exists (select from user_environment_permissions g where g.environment_id = e.id and g.user_id = ${userId} and g.admin)
      or exists (select from group_environment_permissions g join group_memberships m on m.group_id = g.group_id
        where g.environment_id = e.id and m.user_id = ${userId} and g.admin))`);
  return (rows as { id: number }[]).map(({ id }) => id);
}

export type ExportedRow = {
  id: number;
  name: string;
  default_enabled: boolean;
  is_server_key_only: boolean;
  initial_value: string | null;
  options: { id: number; value: string | number | boolean | null; weight: number }[];
};

/** The project's features that are not archived, in the order of their names; with tags, those that have one of them. */
export async function listExportedFeatures(
  db: Db,
  projectId: number,
  tagIds: readonly number[],
): Promise<ExportedRow[]> {
  const rows = await db.execute(sql`
    select f.id, f.name, f.default_enabled, f.is_server_key_only, f.initial_value, coalesce((
        select jsonb_agg(jsonb_build_object('id', o.id, 'weight', o.default_percentage_allocation, 'value',
          case o.type when 'int' then to_jsonb(o.integer_value) when 'bool' then to_jsonb(o.boolean_value)
            else to_jsonb(o.string_value) end) order by o.id)
        from multivariate_feature_options o where o.feature_id = f.id), '[]'::jsonb) as options
    from features f where f.project_id = ${projectId} and f.deleted_at is null and not f.is_archived
      and (${tagIds.length}::int = 0 or exists (select from feature_tags t
        where t.feature_id = f.id and t.tag_id in (select jsonb_array_elements_text(${JSON.stringify(tagIds)}::jsonb)::int)))
    order by lower(f.name), f.id`);
  return rows as ExportedRow[];
}

/** Without data the export has failed. */
export async function insertExport(db: Db, environmentId: number, data: string | null): Promise<FeatureExport> {
  const rows = await db.execute(sql`
    with t as (
      insert into feature_exports (environment_id, status, data)
      values (${environmentId}, ${data === null ? 'FAILED' : 'SUCCESS'}, ${data}) returning *
    )
    select t.id, 'Export of ' || e.name as name, t.environment_id, t.status, ${CREATED}
    from t join environments e on e.id = t.environment_id`);
  return (rows as FeatureExport[])[0] as FeatureExport;
}

export async function findExport(db: Db, id: number): Promise<string | null> {
  const rows = await db.execute(sql`select data from feature_exports where id = ${id} and status = 'SUCCESS'`);
  return (rows as { data: string | null }[])[0]?.data ?? null;
}

export async function insertImport(
  db: Db,
  environmentId: number,
  strategy: FeatureImport['strategy'],
  data: string,
): Promise<{ id: number }> {
  const rows = await db.execute(sql`
    insert into feature_imports (environment_id, strategy, data) values (${environmentId}, ${strategy}, ${data}) returning id`);
  return (rows as { id: number }[])[0] as { id: number };
}

/** Part of the import's transaction. Throws if others have given it up. */
export async function endImport(db: Db, id: number): Promise<FeatureImport> {
  const rows = await db.execute(sql`
    with t as (update feature_imports set status = 'SUCCESS' where id = ${id} and status = 'PROCESSING' returning *)
    select t.id, t.environment_id, t.strategy, t.status, ${CREATED} from t`);
  const [row] = rows as FeatureImport[];
  if (row === undefined) throw new Error('the import was given up meanwhile');
  return row;
}

export async function failImport(db: Db, id: number): Promise<void> {
  await db.execute(sql`update feature_imports set status = 'FAILED' where id = ${id} and status = 'PROCESSING'`);
}

/** What has been at work for ten minutes was killed, and has left nothing. */
export async function failOldTransfers(db: Db): Promise<void> {
  const old = sql`status = 'PROCESSING' and created_at < now() - interval '10 minutes'`;
  await db.execute(sql`update feature_imports set status = 'FAILED' where ${old}`);
  await db.execute(sql`update feature_exports set status = 'FAILED' where ${old}`);
}

/** Forgets transfers of more than 14 days ago. */
export async function deleteOldTransfers(db: Db): Promise<void> {
  const old = sql`created_at < now() - interval '14 days' and status <> 'PROCESSING'`;
  await db.execute(sql`delete from feature_imports where ${old}`);
  await db.execute(sql`delete from feature_exports where ${old}`);
}
