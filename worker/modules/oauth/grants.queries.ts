import { eq, lt } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { oauthGrants, oauthTokens } from '../../../drizzle/schema/oauth.ts';

export type Grant = typeof oauthGrants.$inferSelect;

export async function insertGrant(db: Db, row: typeof oauthGrants.$inferInsert): Promise<void> {
  await db.insert(oauthGrants).values(row);
}

/** Locked, so that of two exchanges the second finds it used. */
export async function lockGrant(db: Db, codeHash: string): Promise<Grant | null> {
  const [row] = await db.select().from(oauthGrants).where(eq(oauthGrants.codeHash, codeHash)).for('update');
  return row ?? null;
}

export async function markGrantUsed(db: Db, id: number, usedAt: Date): Promise<void> {
  await db.update(oauthGrants).set({ usedAt }).where(eq(oauthGrants.id, id));
}

/** No application acts for the user any longer, nor gets to by a code that is under way. */
export async function deleteGrantsOfUser(db: Db, userId: number): Promise<void> {
  await db.delete(oauthGrants).where(eq(oauthGrants.userId, userId));
  await db.delete(oauthTokens).where(eq(oauthTokens.userId, userId));
}

export async function deleteOldGrants(db: Db, before: Date): Promise<void> {
  await db.delete(oauthGrants).where(lt(oauthGrants.expiresAt, before));
}
