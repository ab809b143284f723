import { and, count, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import {
  accountConfirmations,
  passwordResetRequests,
  type confirmationPurposes,
} from '../../../drizzle/schema/sign-in.ts';

export type Purpose = (typeof confirmationPurposes)[number];
type NewLink = { userId: number; tokenHash: string; seconds: number };

const inSeconds = (seconds: number) => sql`now() + make_interval(secs => ${seconds}::int)`;
const since = (seconds: number) => sql`now() - make_interval(secs => ${seconds}::int)`;

export async function countPasswordResets(db: Db, userId: number, seconds: number): Promise<number> {
  const isRecent = gt(passwordResetRequests.requestedAt, since(seconds));
  const [row] = await db
    .select({ count: count() })
    .from(passwordResetRequests)
    .where(and(eq(passwordResetRequests.userId, userId), isRecent));
  return row?.count ?? 0;
}

export async function insertPasswordReset(db: Db, { userId, tokenHash, seconds }: NewLink): Promise<void> {
  await db.insert(passwordResetRequests).values({ userId, tokenHash, expiresAt: inSeconds(seconds) });
}

const isOpenReset = (userId: number, tokenHash: string) =>
  and(
    eq(passwordResetRequests.userId, userId),
    eq(passwordResetRequests.tokenHash, tokenHash),
    isNull(passwordResetRequests.usedAt),
    gt(passwordResetRequests.expiresAt, sql`now()`),
  );

export async function hasOpenPasswordReset(db: Db, userId: number, tokenHash: string): Promise<boolean> {
  const rows = await db
    .select({ id: passwordResetRequests.id })
    .from(passwordResetRequests)
    .where(isOpenReset(userId, tokenHash));
  return rows.length > 0;
}

/** False if the link was used before, has expired, or was never made. */
export async function takePasswordReset(db: Db, userId: number, tokenHash: string): Promise<boolean> {
  const rows = await db
    .update(passwordResetRequests)
    .set({ usedAt: sql`now()` })
    .where(isOpenReset(userId, tokenHash))
    .returning({ id: passwordResetRequests.id });
  return rows.length > 0;
}

/** Forgets all links and what was counted of them: the next mails begin anew. */
export async function deletePasswordResets(db: Db, userId: number): Promise<void> {
  await db.delete(passwordResetRequests).where(eq(passwordResetRequests.userId, userId));
}

/** Makes open links worthless and keeps what was counted. */
export async function closePasswordResets(db: Db, userId: number): Promise<void> {
  await db
    .update(passwordResetRequests)
    .set({ usedAt: sql`now()` })
    .where(and(eq(passwordResetRequests.userId, userId), isNull(passwordResetRequests.usedAt)));
}

export async function countConfirmations(db: Db, userId: number, purpose: Purpose, seconds: number): Promise<number> {
  const { requestedAt } = accountConfirmations;
  const [row] = await db
    .select({ count: count() })
    .from(accountConfirmations)
    .where(and(isOf(userId, purpose), gt(requestedAt, since(seconds))));
  return row?.count ?? 0;
}

export async function insertConfirmation(
  db: Db,
  purpose: Purpose,
  { userId, tokenHash, seconds }: NewLink,
): Promise<void> {
  await db.insert(accountConfirmations).values({ userId, purpose, tokenHash, expiresAt: inSeconds(seconds) });
}

/** Uses the link, and with it all others of its purpose. False if it was used before, has expired, or was never made. */
export async function takeConfirmation(db: Db, userId: number, purpose: Purpose, tokenHash: string): Promise<boolean> {
  const { usedAt, expiresAt } = accountConfirmations;
  const isThis = eq(accountConfirmations.tokenHash, tokenHash);
  const rows = await db
    .update(accountConfirmations)
    .set({ usedAt: sql`now()` })
    .where(and(isOf(userId, purpose), isThis, isNull(usedAt), gt(expiresAt, sql`now()`)))
    .returning({ id: accountConfirmations.id });
  if (rows.length === 0) return false;
  await db
    .update(accountConfirmations)
    .set({ usedAt: sql`now()` })
    .where(and(isOf(userId, purpose), isNull(usedAt)));
  return true;
}

/** Whether an activation link was made for the user, and none has been used: the account has never been active. */
export async function isAwaitingActivation(db: Db, userId: number): Promise<boolean> {
  const [row] = await db
    .select({ made: count(), used: count(accountConfirmations.usedAt) })
    .from(accountConfirmations)
    .where(isOf(userId, 'activation'));
  return row !== undefined && row.made > 0 && row.used === 0;
}

const isOf = (userId: number, purpose: Purpose) =>
  and(eq(accountConfirmations.userId, userId), eq(accountConfirmations.purpose, purpose));
