import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { RoleHolderKind as HolderKind } from '../../contract/roles.ts';

/** `name` is the address of a user, the name of a group or key; `key` is what the wire calls the holder by. */
export type Holder = { id: number; key: number | string; name: string; isAdmin: boolean };
export type RoleHolderRow = { id: number; holderId: number; key: number | string; name: string };

/** The organisation's rows that can hold roles. Keys behind trust relationships, too: they are how machines come by roles. */
const HOLDERS: Record<HolderKind, SQL> = {
  user: sql`(select u.id, u.id as key, u.email as name, false as is_admin, o.organisation_id from users u join user_organisations o on o.user_id = u.id)`,
  group: sql`(select id, id as key, name, false as is_admin, organisation_id from groups)`,
  master_api_key: sql`(select id, prefix as key, name, is_admin, organisation_id from master_api_keys where deleted_at is null and not revoked)`,
};
const columnOf = (kind: HolderKind) => sql.identifier(`${kind}_id`);

/** Null for who is not of the organisation. */
export async function findHolder(
  db: Db,
  organisationId: number,
  kind: HolderKind,
  key: number | string,
): Promise<Holder | null> {
  const rows = await db.execute(
    sql`select h.id, h.key, h.name, h.is_admin as "isAdmin" from ${HOLDERS[kind]} h where h.organisation_id = ${organisationId} and h.key = ${key}`,
  );
  return (rows as Holder[])[0] ?? null;
}

/** Keeps a key from becoming an administrator meanwhile. */
export async function lockKey(db: Db, id: number): Promise<void> {
  await db.execute(sql`select from master_api_keys where id = ${id} for update`);
}

export async function listRoleHolders(
  db: Db,
  roleId: number,
  kind: HolderKind,
  { limit, offset }: { limit: number; offset: number },
  id: number | null = null,
): Promise<(RoleHolderRow & { count: number })[]> {
  const one = id === null ? sql`` : sql`and a.id = ${id}`;
  const rows = await db.execute(
    sql`select a.id, h.id as "holderId", h.key, h.name, count(*) over ()::int as count
      from role_assignments a join ${HOLDERS[kind]} h on h.id = a.${columnOf(kind)} and h.organisation_id = a.organisation_id
      where a.role_id = ${roleId} ${one} order by a.id limit ${limit} offset ${offset}`,
  );
  return rows as (RoleHolderRow & { count: number })[];
}

/** Breaks `role_assignments_unique` for who holds the role already. */
export async function insertRoleHolder(
  db: Db,
  { organisationId, roleId }: { organisationId: number; roleId: number },
  kind: HolderKind,
  holderId: number,
): Promise<number> {
  const rows = await db.execute(
    sql`insert into role_assignments (organisation_id, role_id, ${columnOf(kind)}) values (${organisationId}, ${roleId}, ${holderId}) returning id`,
  );
  return Number((rows as { id: number }[])[0]?.id);
}

export async function updateRoleHolder(db: Db, id: number, kind: HolderKind, holderId: number): Promise<void> {
  await db.execute(sql`update role_assignments set ${columnOf(kind)} = ${holderId} where id = ${id}`);
}

/** Returns whether the holder had the role. */
export async function deleteRoleHolder(db: Db, roleId: number, kind: HolderKind, holderId: number): Promise<boolean> {
  const rows = await db.execute(
    sql`delete from role_assignments a where a.role_id = ${roleId} and a.${columnOf(kind)} = ${holderId} returning a.id`,
  );
  return (rows as unknown[]).length > 0;
}
