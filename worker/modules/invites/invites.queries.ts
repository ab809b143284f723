import { and, asc, count, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { groups } from '../../../drizzle/schema/groups.ts';
import { inviteGroups, invites } from '../../../drizzle/schema/invites.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';
import { userOrganisations, users } from '../../../drizzle/schema/users.ts';

export type InviteRow = Awaited<ReturnType<typeof listInvites>>[number];
export type NewInviteRow = typeof invites.$inferInsert;
type Window = { limit: number; offset: number };

const groupIds = sql<
  number[]
>`array(select g.group_id from invite_groups g where g.invite_id = ${invites.id} order by 1)`;

export async function listInvites(db: Db, organisationId: number, window: Window) {
  return select(db, eq(invites.organisationId, organisationId)).limit(window.limit).offset(window.offset);
}

export async function countInvites(db: Db, organisationId: number): Promise<number> {
  const [row] = await db.select({ count: count() }).from(invites).where(eq(invites.organisationId, organisationId));
  return row?.count ?? 0;
}

export async function findInvite(db: Db, organisationId: number, id: number): Promise<InviteRow | null> {
  const [row] = await select(db, and(eq(invites.organisationId, organisationId), eq(invites.id, id)));
  return row ?? null;
}

/** The invite that a token opens, locked until the transaction ends; null if there is none, or its organisation is gone. */
export async function lockInviteByToken(db: Db, tokenHash: string) {
  const [row] = await db
    .select({ invite: invites })
    .from(invites)
    .innerJoin(organisations, and(eq(organisations.id, invites.organisationId), isNull(organisations.deletedAt)))
    .where(eq(invites.tokenHash, tokenHash))
    .for('update', { of: invites });
  return row?.invite ?? null;
}

export async function listInviteGroupIds(db: Db, inviteId: number): Promise<number[]> {
  const rows = await db
    .select({ groupId: inviteGroups.groupId })
    .from(inviteGroups)
    .where(eq(inviteGroups.inviteId, inviteId));
  return rows.map(({ groupId }) => groupId);
}

export async function insertInvite(db: Db, values: NewInviteRow, groupIds: number[]): Promise<number> {
  const [row] = await db.insert(invites).values(values).returning({ id: invites.id });
  const inviteId = row?.id ?? 0;
  const { organisationId } = values;
  if (groupIds.length > 0) {
    await db.insert(inviteGroups).values(groupIds.map((groupId) => ({ inviteId, groupId, organisationId })));
  }
  return inviteId;
}

export async function updateInviteToken(
  db: Db,
  id: number,
  values: { tokenHash: string; expiresAt: Date },
): Promise<void> {
  await db.update(invites).set(values).where(eq(invites.id, id));
}

export async function deleteInvite(db: Db, organisationId: number, id: number) {
  const [row] = await db
    .delete(invites)
    .where(and(eq(invites.organisationId, organisationId), eq(invites.id, id)))
    .returning();
  return row ?? null;
}

/** Which of the lower-case addresses belong to members. */
export async function listMemberEmails(db: Db, organisationId: number, emails: string[]): Promise<string[]> {
  const email = sql<string>`lower(${users.email})`;
  const rows = await db
    .select({ email })
    .from(userOrganisations)
    .innerJoin(users, eq(users.id, userOrganisations.userId))
    .where(and(eq(userOrganisations.organisationId, organisationId), inArray(email, emails)));
  return rows.map((row) => row.email);
}

/** Which of the groups are the organisation's. */
export async function listOwnGroupIds(db: Db, organisationId: number, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: groups.id })
    .from(groups)
    .where(and(eq(groups.organisationId, organisationId), inArray(groups.id, ids)));
  return rows.map(({ id }) => id);
}

function select(db: Db, where: SQL | undefined) {
  return db
    .select({
      id: invites.id,
      email: invites.email,
      role: invites.role,
      dateCreated: invites.dateCreated,
      groupIds,
      author: {
        id: users.id,
        uuid: users.uuid,
        email: users.email,
        firstName: users.firstName,
        lastName: users.lastName,
        lastLogin: users.lastLogin,
      },
    })
    .from(invites)
    .leftJoin(users, eq(users.id, invites.invitedById))
    .where(where)
    .orderBy(asc(invites.id))
    .$dynamic();
}
