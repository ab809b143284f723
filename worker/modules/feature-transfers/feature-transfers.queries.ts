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
