import { and, asc, desc, eq, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { mails } from '../../../drizzle/schema/mails.ts';

export async function insertMails(
  db: Db,
  rows: { id: string; recipient: string; subject: string; sealedBody: string }[],
): Promise<void> {
  if (rows.length > 0) await db.insert(mails).values(rows);
}

/** Takes the mail for this sender alone until `leaseSeconds` from now; null if it is sent, given up, or somebody else has it. */
export async function claimMail(db: Db, id: string, leaseSeconds: number) {
  const [row] = await db
    .update(mails)
    .set({ dueAt: sql`now() + make_interval(secs => ${leaseSeconds}::int)`, attempts: sql`${mails.attempts} + 1` })
    .where(and(eq(mails.id, id), isNull(mails.sentAt), isNotNull(mails.sealedBody), lte(mails.dueAt, sql`now()`)))
    .returning();
  return row ?? null;
}

/** Notes that the mail was carried; its body stays where people read it here. */
export async function markSent(db: Db, id: string, keepsBody: boolean): Promise<void> {
  await db
    .update(mails)
    .set({ sentAt: sql`now()`, ...(keepsBody ? {} : { sealedBody: null }) })
    .where(eq(mails.id, id));
}

export async function postponeMail(db: Db, id: string, seconds: number): Promise<void> {
  await db
    .update(mails)
    .set({ dueAt: sql`now() + make_interval(secs => ${seconds}::int)` })
    .where(eq(mails.id, id));
}

export async function listDueMailIds(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: mails.id })
    .from(mails)
    .where(and(isNull(mails.sentAt), isNotNull(mails.sealedBody), lte(mails.dueAt, sql`now()`)))
    .orderBy(asc(mails.dueAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Removes the text of mails that nobody could carry for so long that their links are dead, and old mails altogether. */
export async function expireMails(db: Db, giveUpHours: number, keepDays: number): Promise<void> {
  const olderThan = (interval: ReturnType<typeof sql>) => lt(mails.createdAt, sql`now() - ${interval}`);
  await db
    .update(mails)
    .set({ sealedBody: null })
    .where(
      and(
        isNull(mails.sentAt),
        isNotNull(mails.sealedBody),
        olderThan(sql`make_interval(hours => ${giveUpHours}::int)`),
      ),
    );
  await db.delete(mails).where(olderThan(sql`make_interval(days => ${keepDays}::int)`));
}

export async function listNewestMails(db: Db, limit: number) {
  return db.select().from(mails).where(isNotNull(mails.sealedBody)).orderBy(desc(mails.createdAt)).limit(limit);
}
