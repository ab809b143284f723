import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { mfaMethods } from '../../../drizzle/schema/sign-in.ts';

export type SecondFactorRow = typeof mfaMethods.$inferSelect;

const isApp = (userId: number) => and(eq(mfaMethods.userId, userId), eq(mfaMethods.name, 'app'));

/** The user's authenticator app, active or about to be. */
export async function findApp(db: Db, userId: number): Promise<SecondFactorRow | null> {
  const [row] = await db.select().from(mfaMethods).where(isApp(userId));
  return row ?? null;
}

/** Keeps the secret until a code confirms it, in the place of one that never was. False if an app is active. */
export async function startApp(db: Db, userId: number, sealedSecret: string): Promise<boolean> {
  const fresh = { sealedSecret, lastUsedStep: null, backupCodeHashes: [], updatedAt: new Date() };
  const rows = await db
    .insert(mfaMethods)
    .values({ userId, name: 'app', sealedSecret })
    .onConflictDoUpdate({
      target: [mfaMethods.userId, mfaMethods.name],
      set: fresh,
      setWhere: eq(mfaMethods.isActive, false),
    })
    .returning({ id: mfaMethods.id });
  return rows.length > 0;
}

/** False if that secret is no longer the one that waits to be confirmed. */
export async function activateApp(
  db: Db,
  { id, sealedSecret }: SecondFactorRow,
  step: number,
  backupCodeHashes: string[],
): Promise<boolean> {
  const rows = await db
    .update(mfaMethods)
    .set({ isActive: true, isPrimary: true, lastUsedStep: step, backupCodeHashes, updatedAt: new Date() })
    .where(and(eq(mfaMethods.id, id), eq(mfaMethods.sealedSecret, sealedSecret), eq(mfaMethods.isActive, false)))
    .returning({ id: mfaMethods.id });
  return rows.length > 0;
}

/** Accepts the step's code, once. */
export async function takeStep(db: Db, id: number, step: number): Promise<boolean> {
  const rows = await db
    .update(mfaMethods)
    .set({ lastUsedStep: step })
    .where(and(eq(mfaMethods.id, id), or(isNull(mfaMethods.lastUsedStep), lt(mfaMethods.lastUsedStep, step))))
    .returning({ id: mfaMethods.id });
  return rows.length > 0;
}

/** Accepts the backup code, once. */
export async function takeBackupCode(db: Db, id: number, hash: string): Promise<boolean> {
  const { backupCodeHashes } = mfaMethods;
  const rows = await db
    .update(mfaMethods)
    .set({ backupCodeHashes: sql`array_remove(${backupCodeHashes}, ${hash})` })
    .where(and(eq(mfaMethods.id, id), sql`${hash} = any(${backupCodeHashes})`))
    .returning({ id: mfaMethods.id });
  return rows.length > 0;
}

export async function deleteApp(db: Db, userId: number): Promise<boolean> {
  const rows = await db.delete(mfaMethods).where(isApp(userId)).returning({ id: mfaMethods.id });
  return rows.length > 0;
}
