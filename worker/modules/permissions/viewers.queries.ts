import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

/** Those of the users who are members and may see the project, through whatever grants it. */
export async function selectProjectViewers(
  db: Db,
  { organisationId, projectId }: { organisationId: number; projectId: number },
  userIds: readonly number[],
): Promise<number[]> {
  if (userIds.length === 0) return [];
  const ids = sql.join(
    userIds.map((id) => sql`${id}`),
    sql`, `,
  );
  const grants = sql`(g.admin or 'VIEW_PROJECT' = any(g.permissions))`;
  const groups = sql`(select m.group_id from group_memberships m where m.user_id = u.user_id and m.organisation_id = u.organisation_id)`;
  const rows = await db.execute(sql`
    select u.user_id as id from user_organisations u
    where u.organisation_id = ${organisationId} and u.user_id in (${ids}) and (
      u.role = 'ADMIN'
      or exists (select from user_project_permissions g
        where g.user_id = u.user_id and g.organisation_id = u.organisation_id and g.project_id = ${projectId} and ${grants})
      or exists (select from group_project_permissions g
        where g.group_id in ${groups} and g.organisation_id = u.organisation_id and g.project_id = ${projectId} and ${grants})
      or exists (select from role_assignments a
        join role_permissions p on p.role_id = a.role_id and p.project_id = ${projectId} and p.environment_id is null
        left join role_permission_entries k on k.role_permission_id = p.id and k.permission_key = 'VIEW_PROJECT'
        where a.organisation_id = u.organisation_id and (a.user_id = u.user_id or a.group_id in ${groups})
          and (p.admin or (k.permission_key is not null and not exists (
            select from role_permission_tags t where t.role_permission_id = p.id and t.permission_key = k.permission_key)))))`);
  return (rows as { id: number }[]).map(({ id }) => id);
}
