import { and, eq, ne } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { authTokens } from '../../../drizzle/schema/sign-in.ts';

export async function insertToken(db: Db, row: { userId: number; tokenHash: string }): Promise<void> {
  await db.insert(authTokens).values({ ...row, kind: 'token' });
}

export async function deleteToken(db: Db, userId: number, tokenId: number): Promise<void> {
  await db.delete(authTokens).where(and(eq(authTokens.userId, userId), eq(authTokens.id, tokenId)));
}

/** Signs the user out everywhere, but for one token if it is given. */
export async function deleteTokens(db: Db, userId: number, exceptId: number | null): Promise<void> {
  const others = exceptId === null ? undefined : ne(authTokens.id, exceptId);
  await db.delete(authTokens).where(and(eq(authTokens.userId, userId), others));
}
