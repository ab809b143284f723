import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { inviteLinks } from '../../../drizzle/schema/invites.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';

export type InviteLinkRow = typeof inviteLinks.$inferSelect;

export async function listInviteLinks(db: Db, organisationId: number): Promise<InviteLinkRow[]> {
  return db
    .select()
    .from(inviteLinks)
    .where(eq(inviteLinks.organisationId, organisationId))
    .orderBy(asc(inviteLinks.id));
}

export async function findInviteLinkByToken(db: Db, tokenHash: string): Promise<InviteLinkRow | null> {
  const [row] = await db
    .select({ link: inviteLinks })
    .from(inviteLinks)
    .innerJoin(organisations, and(eq(organisations.id, inviteLinks.organisationId), isNull(organisations.deletedAt)))
    .where(eq(inviteLinks.tokenHash, tokenHash));
  return row?.link ?? null;
}

export async function insertInviteLink(
  db: Db,
  values: typeof inviteLinks.$inferInsert,
): Promise<InviteLinkRow | undefined> {
  const [row] = await db.insert(inviteLinks).values(values).returning();
  return row;
}

export async function deleteInviteLinkRow(db: Db, organisationId: number, id: number): Promise<InviteLinkRow | null> {
  const [row] = await db
    .delete(inviteLinks)
    .where(and(eq(inviteLinks.organisationId, organisationId), eq(inviteLinks.id, id)))
    .returning();
  return row ?? null;
}
