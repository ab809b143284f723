import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { RoleGrantLevel as Level, TaggedPermission } from '../../contract/roles.ts';

export type RoleGrantRow = {
  id: number;
  projectId: number | null;
  environmentId: number | null;
  admin: boolean;
  /** Without those that were limited to tags of which none is left: nothing is granted by them. */
  permissions: TaggedPermission[];
};

const LEVELS: Record<Level, SQL> = {
  organisation: sql`p.project_id is null`,
  project: sql`p.project_id is not null and p.environment_id is null`,
  environment: sql`p.environment_id is not null`,
};

const COLUMNS = sql`p.id, p.project_id as "projectId", p.environment_id as "environmentId", p.admin, coalesce((
  select json_agg(json_build_object('permission_key', k.permission_key, 'tags', k.tags) order by k.permission_key)
  from (select k.*, array(select t.tag_id from role_permission_tags t where t.role_permission_id = p.id and t.permission_key = k.permission_key order by 1) as tags
    from role_permission_entries k where k.role_permission_id = p.id) k
  where not k.limited or k.tags <> '{}'), '[]') as permissions`;

/** `placeId` is of the level's project or environment. */
export async function listRoleGrants(
  db: Db,
  { roleId, level, placeId }: { roleId: number; level: Level; placeId: number | null },
  { limit, offset }: { limit: number; offset: number },
): Promise<(RoleGrantRow & { count: number })[]> {
  const there = placeId === null ? sql`true` : sql`p.${sql.identifier(`${level}_id`)} = ${placeId}`;
  const rows = await db.execute(
    sql`select ${COLUMNS}, count(*) over ()::int as count from role_permissions p where p.role_id = ${roleId} and ${LEVELS[level]} and ${there} order by p.id limit ${limit} offset ${offset}`,
  );
  return rows as (RoleGrantRow & { count: number })[];
}

export async function findRoleGrant(db: Db, roleId: number, level: Level, id: number): Promise<RoleGrantRow | null> {
  const rows = await db.execute(
    sql`select ${COLUMNS} from role_permissions p where p.role_id = ${roleId} and ${LEVELS[level]} and p.id = ${id}`,
  );
  return (rows as RoleGrantRow[])[0] ?? null;
}

/** Breaks `role_permissions_unique` where the role has a grant at the place. */
export async function insertRoleGrant(
  db: Db,
  values: { organisationId: number; roleId: number; projectId: number | null; environmentId: number | null },
): Promise<number> {
  const rows = await db.execute(
    sql`insert into role_permissions (organisation_id, role_id, project_id, environment_id) values (${values.organisationId}, ${values.roleId}, ${values.projectId}, ${values.environmentId}) returning id`,
  );
  return Number((rows as { id: number }[])[0]?.id);
}

/** Sets what the grant is of. Breaks `role_permission_tags_tag_fk` for a tag that is not of the project. */
export async function setRoleGrant(db: Db, { id, projectId, admin, permissions }: RoleGrantRow): Promise<void> {
  await db.execute(sql`update role_permissions set admin = ${admin} where id = ${id}`);
  await db.execute(sql`delete from role_permission_entries where role_permission_id = ${id}`);
  const each = sql`json_array_elements(${JSON.stringify(permissions)}::json) k`;
  await db.execute(sql`
    insert into role_permission_entries (role_permission_id, permission_key, limited)
    select ${id}, k->>'permission_key', json_array_length(k->'tags') > 0 from ${each}`);
  await db.execute(sql`
    insert into role_permission_tags (role_permission_id, permission_key, project_id, tag_id)
    select ${id}, k->>'permission_key', ${projectId}, t::int from ${each}, json_array_elements_text(k->'tags') t`);
}

export async function deleteRoleGrantRow(db: Db, id: number): Promise<void> {
  await db.execute(sql`delete from role_permissions where id = ${id}`);
}
