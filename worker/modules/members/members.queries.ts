import { and, asc, count, eq, inArray, ne, notInArray, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { userOrganisations, users } from '../../../drizzle/schema/users.ts';

export type MemberRow = Awaited<ReturnType<typeof selectMembers>>[number];
export type MemberRole = 'ADMIN' | 'USER';

export async function selectMembers(db: Db, organisationId: number, where?: SQL) {
  return db
    .select({
      id: users.id,
      uuid: users.uuid,
      email: users.email,
      firstName: users.firstName,
      lastName: users.lastName,
      lastLogin: users.lastLogin,
      role: userOrganisations.role,
      dateJoined: userOrganisations.dateJoined,
    })
    .from(userOrganisations)
    .innerJoin(users, eq(users.id, userOrganisations.userId))
    .where(and(eq(userOrganisations.organisationId, organisationId), where))
    .orderBy(asc(users.id));
}

export async function selectMembersBut(db: Db, organisationId: number, userId: number): Promise<MemberRow[]> {
  return selectMembers(db, organisationId, ne(users.id, userId));
}

export async function selectMembersAmong(db: Db, organisationId: number, userIds: number[]): Promise<MemberRow[]> {
  return selectMembers(db, organisationId, inArray(users.id, userIds));
}

/** How many administrators the organisation has besides these users. */
export async function countAdministratorsBut(db: Db, organisationId: number, userIds: number[]): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(userOrganisations)
    .where(
      and(
        eq(userOrganisations.organisationId, organisationId),
        eq(userOrganisations.role, 'ADMIN'),
        notInArray(userOrganisations.userId, userIds),
      ),
    );
  return row?.count ?? 0;
}

/** False if the user is a member already. */
export async function insertMember(
  db: Db,
  row: { organisationId: number; userId: number; role: MemberRole },
): Promise<boolean> {
  const added = await db.insert(userOrganisations).values(row).onConflictDoNothing().returning({
    userId: userOrganisations.userId,
  });
  return added.length > 0;
}

export async function updateMemberRole(
  db: Db,
  organisationId: number,
  userId: number,
  role: MemberRole,
): Promise<void> {
  await db
    .update(userOrganisations)
    .set({ role })
    .where(and(eq(userOrganisations.organisationId, organisationId), eq(userOrganisations.userId, userId)));
}

/** Their grants, ownerships and group memberships in the organisation go with them, by foreign keys. */
export async function deleteMembers(db: Db, organisationId: number, userIds: number[]): Promise<void> {
  await db
    .delete(userOrganisations)
    .where(and(eq(userOrganisations.organisationId, organisationId), inArray(userOrganisations.userId, userIds)));
}
