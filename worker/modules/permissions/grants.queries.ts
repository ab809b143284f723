import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

/** One source of permissions: a direct grant, or one that came through a group or a role. */
export type GrantRow = {
  level: 'organisation' | 'project' | 'environment';
  via: 'user' | 'group' | 'role';
  /** The group or role; null for a direct grant. */
  viaId: number | null;
  viaName: string | null;
  admin: boolean;
  permissions: string[];
  /** Tags that limit these permissions; empty for no limit. */
  tags: number[];
};

type Where = { organisationId: number; projectId: number | null; environmentId: number | null };

/** Everything that applies to the user at the place. Grants without current membership are gone with it (foreign keys). */
export async function findUserGrants(db: Db, userId: number, where: Where): Promise<GrantRow[]> {
  const inGroups = sql`select m.group_id from group_memberships m where m.user_id = ${userId} and m.organisation_id = ${where.organisationId}`;
  const holder = sql`(a.user_id = ${userId} or a.group_id in (${inGroups}))`;
  return readGrants(
    db,
    sql`
    ${userGrants(userId, where)}
    union all ${groupGrants(userId, where)}
    union all ${roleGrants(holder, where)}`,
  );
}

export async function findMasterKeyGrants(db: Db, masterApiKeyId: number, where: Where): Promise<GrantRow[]> {
  return readGrants(db, roleGrants(sql`a.master_api_key_id = ${masterApiKeyId}`, where));
}

/** Null if the user is not a member. */
export async function findMembershipRole(db: Db, organisationId: number, userId: number): Promise<string | null> {
  const rows = await db.execute(
    sql`select role from user_organisations where user_id = ${userId} and organisation_id = ${organisationId}`,
  );
  return (rows as { role: string }[])[0]?.role ?? null;
}

function userGrants(userId: number, { organisationId, projectId, environmentId }: Where): SQL {
  const select = (level: string, admin: string, table: string, place: SQL) => sql`
    select ${level}::text as level, 'user' as via, null::int as via_id, null::text as via_name,
      ${sql.raw(admin)} as admin, g.permissions, '{}'::int[] as tags
    from ${sql.raw(table)} g where g.user_id = ${userId} and g.organisation_id = ${organisationId} and ${place}`;
  return sql.join(
    [
      select('organisation', 'false', 'user_organisation_permissions', sql`true`),
      select('project', 'g.admin', 'user_project_permissions', sql`g.project_id = ${projectId}`),
      select('environment', 'g.admin', 'user_environment_permissions', sql`g.environment_id = ${environmentId}`),
    ],
    sql` union all `,
  );
}

function groupGrants(userId: number, { organisationId, projectId, environmentId }: Where): SQL {
  const select = (level: string, admin: string, table: string, place: SQL) => sql`
    select ${level}::text, 'group', n.id, n.name::text, ${sql.raw(admin)}, g.permissions, '{}'::int[]
    from ${sql.raw(table)} g
    join group_memberships m on m.group_id = g.group_id and m.user_id = ${userId} and m.organisation_id = ${organisationId}
    join groups n on n.id = g.group_id
    where g.organisation_id = ${organisationId} and ${place}`;
  return sql.join(
    [
      select('organisation', 'false', 'group_organisation_permissions', sql`true`),
      select('project', 'g.admin', 'group_project_permissions', sql`g.project_id = ${projectId}`),
      select('environment', 'g.admin', 'group_environment_permissions', sql`g.environment_id = ${environmentId}`),
    ],
    sql` union all `,
  );
}

/** One row for each permission key, as each may be limited to tags of its own; a row without key for the admin flag. */
function roleGrants(holder: SQL, { organisationId, projectId, environmentId }: Where): SQL {
  return sql`
    select case when p.environment_id is not null then 'environment' when p.project_id is not null then 'project' else 'organisation' end as level,
      'role' as via, r.id as via_id, r.name::text as via_name, p.admin,
      case when k.permission_key is null then '{}'::text[] else array[k.permission_key] end as permissions,
      array(select t.tag_id from role_permission_tags t where t.role_permission_id = p.id and t.permission_key = k.permission_key order by 1) as tags
    from role_assignments a
    join roles r on r.id = a.role_id
    join role_permissions p on p.role_id = r.id
    left join role_permission_entries k on k.role_permission_id = p.id
    where a.organisation_id = ${organisationId} and ${holder}
      and (p.project_id is null or (p.project_id = ${projectId} and (p.environment_id is null or p.environment_id = ${environmentId})))
      and (p.admin or k.limited is not true or exists (select from role_permission_tags t where t.role_permission_id = p.id and t.permission_key = k.permission_key))`;
}

async function readGrants(db: Db, statement: SQL): Promise<GrantRow[]> {
  const rows = (await db.execute(statement)) as Record<string, unknown>[];
  return rows.map((row) => ({
    level: row['level'] as GrantRow['level'],
    via: row['via'] as GrantRow['via'],
    viaId: row['via_id'] === null ? null : Number(row['via_id']),
    viaName: row['via_name'] as string | null,
    admin: row['admin'] === true,
    permissions: row['permissions'] as string[],
    tags: (row['tags'] as number[]).map(Number),
  }));
}
