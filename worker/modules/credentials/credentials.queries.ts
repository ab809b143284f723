import { and, eq, isNull } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { masterApiKeys } from '../../../drizzle/schema/api-keys.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';
import { authTokens } from '../../../drizzle/schema/sign-in.ts';
import { users } from '../../../drizzle/schema/users.ts';
import { lacksSecondFactor } from '../../../drizzle/second-factor.ts';

/** The active user that a token's hash signs in. */
export async function findUserByToken(db: Db, tokenHash: string) {
  const [row] = await db
    .select({
      id: users.id,
      email: users.email,
      isSuperuser: users.isSuperuser,
      isActive: users.isActive,
      tokenId: authTokens.id,
      expiresAt: authTokens.expiresAt,
      lacksSecondFactor,
    })
    .from(authTokens)
    .innerJoin(users, eq(users.id, authTokens.userId))
    .where(and(eq(authTokens.tokenHash, tokenHash), eq(authTokens.kind, 'token')));
  return row ?? null;
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
