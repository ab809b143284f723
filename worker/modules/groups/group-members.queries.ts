import { and, eq, inArray, or } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { groupMemberships, groups } from '../../../drizzle/schema/groups.ts';

type Membership = { organisationId: number; groupId: number; userId: number };

/** Adds who is not in yet, and returns them. Breaks a foreign key for who is not of the organisation. */
export async function insertGroupMembers(db: Db, rows: Membership[]): Promise<Membership[]> {
  if (rows.length === 0) return [];
  return db.insert(groupMemberships).values(rows).onConflictDoNothing().returning();
}

/** Returns who was in. */
export async function deleteGroupMembers(
  db: Db,
  organisationId: number,
  groupId: number,
  userIds: number[],
): Promise<Membership[]> {
  return db
    .delete(groupMemberships)
    .where(
      and(
        eq(groupMemberships.organisationId, organisationId),
        eq(groupMemberships.groupId, groupId),
        inArray(groupMemberships.userId, userIds),
      ),
    )
    .returning();
}

/** Null if the user is not in the group. */
export async function lockGroupMember(db: Db, { organisationId, groupId, userId }: Membership) {
  const [row] = await db
    .select()
    .from(groupMemberships)
    .where(
      and(
        eq(groupMemberships.organisationId, organisationId),
        eq(groupMemberships.groupId, groupId),
        eq(groupMemberships.userId, userId),
      ),
    )
    .for('update');
  return row ?? null;
}

export async function updateGroupAdmin(db: Db, { groupId, userId }: Membership, groupAdmin: boolean): Promise<void> {
  await db
    .update(groupMemberships)
    .set({ groupAdmin })
    .where(and(eq(groupMemberships.groupId, groupId), eq(groupMemberships.userId, userId)));
}

/** Those of the groups that are the organisation's, and with them its default groups if wanted. */
export async function listGroupsToJoin(
  db: Db,
  organisationId: number,
  groupIds: number[],
  withDefaults: boolean,
): Promise<number[]> {
  const wanted = or(
    groupIds.length === 0 ? undefined : inArray(groups.id, groupIds),
    withDefaults ? eq(groups.isDefault, true) : undefined,
  );
  if (wanted === undefined) return [];
  const rows = await db
    .select({ id: groups.id })
    .from(groups)
    .where(and(eq(groups.organisationId, organisationId), wanted));
  return rows.map(({ id }) => id);
}
