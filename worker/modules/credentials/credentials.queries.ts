import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { lacksSecondFactor } from '../../../drizzle/second-factor.ts';
import { masterApiKeys } from '../../../drizzle/schema/api-keys.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';
import { authTokens } from '../../../drizzle/schema/sign-in.ts';
import { users } from '../../../drizzle/schema/users.ts';

/** The user that a token's hash signs in; a session's hash is no token's. */
export async function findUserByToken(db: Db, kind: 'token' | 'session', tokenHash: string) {
  const [row] = await db
    .select({
      id: users.id,
      email: users.email,
      isSuperuser: users.isSuperuser,
      isActive: users.isActive,
      tokenId: authTokens.id,
      expiresAt: authTokens.expiresAt,
      lastUsedAt: authTokens.lastUsedAt,
      lacksSecondFactor,
    })
    .from(authTokens)
    .innerJoin(users, eq(users.id, authTokens.userId))
    .where(and(eq(authTokens.tokenHash, tokenHash), eq(authTokens.kind, kind)));
  return row ?? null;
}

/** Notes that a token has been used; a session then lasts for so many seconds more, a token's end stays. */
export async function touchToken(db: Db, tokenId: number, seconds: number | null): Promise<void> {
  const expiresAt = seconds === null ? authTokens.expiresAt : sql`now() + make_interval(secs => ${seconds}::int)`;
  await db
    .update(authTokens)
    .set({ lastUsedAt: sql`now()`, expiresAt })
    .where(eq(authTokens.id, tokenId));
}

export async function findMasterKey(db: Db, keyHash: string) {
  const [row] = await db
    .select({
      id: masterApiKeys.id,
      name: masterApiKeys.name,
      organisationId: masterApiKeys.organisationId,
      isAdmin: masterApiKeys.isAdmin,
      revoked: masterApiKeys.revoked,
      expiryDate: masterApiKeys.expiryDate,
    })
    .from(masterApiKeys)
    .innerJoin(organisations, and(eq(organisations.id, masterApiKeys.organisationId), isNull(organisations.deletedAt)))
    .where(and(eq(masterApiKeys.keyHash, keyHash), isNull(masterApiKeys.deletedAt)));
  return row ?? null;
}
