import { and, desc, eq, gt, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { authTokens } from '../../../drizzle/schema/sign-in.ts';

type NewToken = {
  userId: number;
  kind: 'token' | 'session';
  tokenHash: string;
  userAgent: string;
  expiresInSeconds: number | null;
};

/** What of the user's has expired leaves at the same time. */
export async function insertToken(db: Db, { expiresInSeconds, ...row }: NewToken): Promise<void> {
  await db
    .delete(authTokens)
    .where(
      and(eq(authTokens.userId, row.userId), isNotNull(authTokens.expiresAt), sql`${authTokens.expiresAt} < now()`),
    );
  const expiresAt = expiresInSeconds === null ? null : sql`now() + make_interval(secs => ${expiresInSeconds}::int)`;
  await db.insert(authTokens).values({ ...row, expiresAt });
}

/** The ways in which the user is signed in, the last used first. */
export async function listTokens(db: Db, userId: number) {
  return db
    .select({
      id: authTokens.id,
      kind: authTokens.kind,
      userAgent: authTokens.userAgent,
      createdAt: authTokens.createdAt,
      lastUsedAt: authTokens.lastUsedAt,
      expiresAt: authTokens.expiresAt,
    })
    .from(authTokens)
    .where(and(eq(authTokens.userId, userId), or(isNull(authTokens.expiresAt), gt(authTokens.expiresAt, sql`now()`))))
    .orderBy(desc(sql`coalesce(${authTokens.lastUsedAt}, ${authTokens.createdAt})`), desc(authTokens.id))
    .limit(200);
}

/** Whether the user signed in by this token no longer ago than that. */
export async function isTokenYoung(db: Db, userId: number, tokenId: number | null, seconds: number): Promise<boolean> {
  if (tokenId === null) return false;
  const since = sql`now() - make_interval(secs => ${seconds}::int)`;
  const rows = await db
    .select({ id: authTokens.id })
    .from(authTokens)
    .where(and(eq(authTokens.userId, userId), eq(authTokens.id, tokenId), gt(authTokens.createdAt, since)));
  return rows.length > 0;
}

/** False if the user has no such token. */
export async function deleteToken(db: Db, userId: number, tokenId: number): Promise<boolean> {
  const rows = await db
    .delete(authTokens)
    .where(and(eq(authTokens.userId, userId), eq(authTokens.id, tokenId)))
    .returning({ id: authTokens.id });
  return rows.length > 0;
}

/** Signs the user out everywhere, but for one token if it is given. */
export async function deleteTokens(db: Db, userId: number, exceptId: number | null): Promise<void> {
  const others = exceptId === null ? undefined : ne(authTokens.id, exceptId);
  await db.delete(authTokens).where(and(eq(authTokens.userId, userId), others));
}
