import { and, asc, count, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { groupMemberships, groups } from '../../../drizzle/schema/groups.ts';
import { users } from '../../../drizzle/schema/users.ts';

export type GroupRow = typeof groups.$inferSelect;
export type GroupMemberRow = Awaited<ReturnType<typeof listGroupMembers>>[number];

/** Which groups of an organisation: all, those that the user administers, or those that the user is in, or those named. */
export type GroupFilter = { organisationId: number; administeredBy?: number; joinedBy?: number; ids?: number[] };
type Window = { limit: number; offset: number };

export async function listGroups(db: Db, filter: GroupFilter, window?: Window): Promise<GroupRow[]> {
  const query = db.select().from(groups).where(matching(filter)).orderBy(asc(groups.id)).$dynamic();
  return window === undefined ? query : query.limit(window.limit).offset(window.offset);
}

export async function countGroups(db: Db, filter: GroupFilter): Promise<number> {
  const [row] = await db.select({ count: count() }).from(groups).where(matching(filter));
  return row?.count ?? 0;
}

export async function findGroup(db: Db, organisationId: number, id: number): Promise<GroupRow | null> {
  const [row] = await db
    .select()
    .from(groups)
    .where(and(eq(groups.organisationId, organisationId), eq(groups.id, id)));
  return row ?? null;
}

export async function listGroupMembers(db: Db, groupIds: number[]) {
  if (groupIds.length === 0) return [];
  return db
    .select({
      groupId: groupMemberships.groupId,
      groupAdmin: groupMemberships.groupAdmin,
      id: users.id,
      email: users.email,
      firstName: users.firstName,
      lastName: users.lastName,
      lastLogin: users.lastLogin,
    })
    .from(groupMemberships)
    .innerJoin(users, eq(users.id, groupMemberships.userId))
    .where(inArray(groupMemberships.groupId, groupIds))
    .orderBy(asc(groupMemberships.groupId), asc(users.id));
}

export async function isGroupAdmin(db: Db, organisationId: number, groupId: number, userId: number): Promise<boolean> {
  const rows = await db
    .select({ admin: groupMemberships.groupAdmin })
    .from(groupMemberships)
    .where(
      and(
        eq(groupMemberships.organisationId, organisationId),
        eq(groupMemberships.groupId, groupId),
        eq(groupMemberships.userId, userId),
        eq(groupMemberships.groupAdmin, true),
      ),
    );
  return rows.length > 0;
}

export async function insertGroup(db: Db, values: typeof groups.$inferInsert): Promise<GroupRow | undefined> {
  const [row] = await db.insert(groups).values(values).returning();
  return row;
}

export async function updateGroupRow(
  db: Db,
  organisationId: number,
  id: number,
  values: Partial<typeof groups.$inferInsert>,
): Promise<GroupRow | null> {
  const [row] = await db
    .update(groups)
    .set(values)
    .where(and(eq(groups.organisationId, organisationId), eq(groups.id, id)))
    .returning();
  return row ?? null;
}

/** Its grants and memberships go with it, by foreign keys. */
export async function deleteGroupRow(db: Db, organisationId: number, id: number): Promise<GroupRow | null> {
  const [row] = await db
    .delete(groups)
    .where(and(eq(groups.organisationId, organisationId), eq(groups.id, id)))
    .returning();
  return row ?? null;
}

function matching({ organisationId, administeredBy, joinedBy, ids }: GroupFilter): SQL | undefined {
  const member = (userId: number, more: SQL) =>
    sql`exists (select 1 from group_memberships m where m.group_id = ${groups.id} and m.user_id = ${userId} ${more})`;
  return and(
    eq(groups.organisationId, organisationId),
    ids === undefined ? undefined : inArray(groups.id, ids),
    administeredBy === undefined ? undefined : member(administeredBy, sql`and m.group_admin`),
    joinedBy === undefined ? undefined : member(joinedBy, sql``),
  );
}
