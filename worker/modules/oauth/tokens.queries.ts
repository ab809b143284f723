import { and, eq, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { oauthApplications, oauthTokens } from '../../../drizzle/schema/oauth.ts';
import { users } from '../../../drizzle/schema/users.ts';
import { lacksSecondFactor } from '../../../drizzle/second-factor.ts';

export type Token = typeof oauthTokens.$inferSelect;

/** The user for whom the token lets an application act, unless it has been revoked. */
export async function findUserByAccessToken(db: Db, accessTokenHash: string) {
  const [row] = await db
    .select({
      id: users.id,
      email: users.email,
      isSuperuser: users.isSuperuser,
      isActive: users.isActive,
      family: oauthTokens.family,
      scope: oauthTokens.scope,
      expiresAt: oauthTokens.expiresAt,
      lacksSecondFactor,
    })
    .from(oauthTokens)
    .innerJoin(users, eq(users.id, oauthTokens.userId))
    .where(and(eq(oauthTokens.accessTokenHash, accessTokenHash), isNull(oauthTokens.revokedAt)));
  return row ?? null;
}

/** A token of either kind, with the names of its user and its application. */
export async function findToken(db: Db, hash: string) {
  const [row] = await db
    .select({
      token: oauthTokens,
      email: users.email,
      isActive: users.isActive,
      clientId: oauthApplications.clientId,
      isAccess: sql<boolean>`${oauthTokens.accessTokenHash} = ${hash}`,
    })
    .from(oauthTokens)
    .innerJoin(users, eq(users.id, oauthTokens.userId))
    .innerJoin(oauthApplications, eq(oauthApplications.id, oauthTokens.applicationId))
    .where(or(eq(oauthTokens.accessTokenHash, hash), eq(oauthTokens.refreshTokenHash, hash)));
  return row ?? null;
}

export async function lockRefreshToken(db: Db, refreshTokenHash: string): Promise<Token | null> {
  const [row] = await db
    .select()
    .from(oauthTokens)
    .where(eq(oauthTokens.refreshTokenHash, refreshTokenHash))
    .for('update');
  return row ?? null;
}

/** Whether a refresh token that came after this one has been used: whoever holds it has then arrived. */
export async function hasUsedSuccessor(db: Db, { id, family }: Token): Promise<boolean> {
  const [row] = await db
    .select({ id: oauthTokens.id })
    .from(oauthTokens)
    .where(and(eq(oauthTokens.family, family), gt(oauthTokens.id, id), isNotNull(oauthTokens.rotatedAt)))
    .limit(1);
  return row !== undefined;
}

export async function isActiveUser(db: Db, userId: number): Promise<boolean> {
  const [row] = await db.select({ isActive: users.isActive }).from(users).where(eq(users.id, userId));
  return row?.isActive === true;
}

export async function insertTokens(db: Db, row: typeof oauthTokens.$inferInsert): Promise<void> {
  await db.insert(oauthTokens).values(row);
}

export async function markRotated(db: Db, id: number, rotatedAt: Date): Promise<void> {
  await db.update(oauthTokens).set({ rotatedAt }).where(eq(oauthTokens.id, id));
}

/** Ends all tokens of one authorisation. */
export async function revokeFamily(db: Db, family: string, revokedAt: Date): Promise<void> {
  await db
    .update(oauthTokens)
    .set({ revokedAt })
    .where(and(eq(oauthTokens.family, family), isNull(oauthTokens.revokedAt)));
}

export async function deleteOldTokens(db: Db, before: Date): Promise<void> {
  await db
    .delete(oauthTokens)
    .where(lt(sql`coalesce(${oauthTokens.refreshExpiresAt}, ${oauthTokens.expiresAt})`, before));
}
