import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { inviteLinks, invites } from '../../../drizzle/schema/invites.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';

/** Whether somebody has invited the address, in any case, into an organisation that lives, and the invite holds. */
export async function isEmailInvited(db: Db, email: string): Promise<boolean> {
  const rows = await db
    .select({ id: invites.id })
    .from(invites)
    .innerJoin(organisations, and(eq(organisations.id, invites.organisationId), isNull(organisations.deletedAt)))
    .where(
      and(
        eq(sql`lower(${invites.email})`, email.toLowerCase()),
        or(isNull(invites.expiresAt), gt(invites.expiresAt, sql`now()`)),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Whether an invite link with that token exists, holds, and leads to an organisation that lives. */
export async function isLinkValid(db: Db, tokenHash: string): Promise<boolean> {
  const rows = await db
    .select({ id: inviteLinks.id })
    .from(inviteLinks)
    .innerJoin(organisations, and(eq(organisations.id, inviteLinks.organisationId), isNull(organisations.deletedAt)))
    .where(
      and(
        eq(inviteLinks.tokenHash, tokenHash),
        or(isNull(inviteLinks.expiresAt), gt(inviteLinks.expiresAt, sql`now()`)),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
