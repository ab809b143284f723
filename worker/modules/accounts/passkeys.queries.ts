import { and, asc, count, eq, gt, lt, or, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { passkeyChallenges, passkeys, type passkeyPurposes } from '../../../drizzle/schema/passkeys.ts';

export type PasskeyRow = typeof passkeys.$inferSelect;
export type Purpose = (typeof passkeyPurposes)[number];

const isOwn = (userId: number, id: number) => and(eq(passkeys.userId, userId), eq(passkeys.id, id));

/** The oldest first. */
export async function listPasskeys(db: Db, userId: number): Promise<PasskeyRow[]> {
  return db.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(passkeys.id));
}

export async function countPasskeys(db: Db, userId: number): Promise<number> {
  const [row] = await db.select({ count: count() }).from(passkeys).where(eq(passkeys.userId, userId));
  return row?.count ?? 0;
}

/** Whoever's it is. */
export async function findPasskey(db: Db, credentialId: string): Promise<PasskeyRow | null> {
  const [row] = await db.select().from(passkeys).where(eq(passkeys.credentialId, credentialId));
  return row ?? null;
}

/** Null if somebody has that credential already. */
export async function insertPasskey(db: Db, row: typeof passkeys.$inferInsert): Promise<PasskeyRow | null> {
  const [added] = await db.insert(passkeys).values(row).onConflictDoNothing().returning();
  return added ?? null;
}

/** Null if the user has no such passkey. */
export async function renamePasskey(db: Db, userId: number, id: number, name: string): Promise<PasskeyRow | null> {
  const [row] = await db.update(passkeys).set({ name }).where(isOwn(userId, id)).returning();
  return row ?? null;
}

/** Null if the user has no such passkey. */
export async function deletePasskey(db: Db, userId: number, id: number): Promise<PasskeyRow | null> {
  const [row] = await db.delete(passkeys).where(isOwn(userId, id)).returning();
  return row ?? null;
}

/** Notes a use. False if the counter does not say that the passkey has signed more often than was known: it may have been copied. */
export async function takeCounter(db: Db, id: number, counter: number): Promise<boolean> {
  const isNext = or(lt(passkeys.counter, counter), and(eq(passkeys.counter, 0), sql`${counter} = 0`));
  const rows = await db
    .update(passkeys)
    .set({ counter, lastUsedAt: sql`now()` })
    .where(and(eq(passkeys.id, id), isNext))
    .returning({ id: passkeys.id });
  return rows.length > 0;
}

type Challenge = { purpose: Purpose; userId: number | null; challengeHash: string };

/** Those that have expired leave at the same time. */
export async function insertChallenge(db: Db, challenge: Challenge, seconds: number): Promise<void> {
  await db.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, sql`now()`));
  const expiresAt = sql`now() + make_interval(secs => ${seconds}::int)`;
  await db.insert(passkeyChallenges).values({ ...challenge, expiresAt });
}

/** Uses the challenge. False if it was used before, has expired, was for something or somebody else, or was never made. */
export async function takeChallenge(db: Db, { purpose, userId, challengeHash }: Challenge): Promise<boolean> {
  const rows = await db
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.challengeHash, challengeHash),
        eq(passkeyChallenges.purpose, purpose),
        sql`${passkeyChallenges.userId} is not distinct from ${userId}::int`,
        gt(passkeyChallenges.expiresAt, sql`now()`),
      ),
    )
    .returning({ id: passkeyChallenges.id });
  return rows.length > 0;
}
