import { and, asc, eq } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { environmentApiKeys } from '../../../drizzle/schema/environments.ts';

export type ServerKeyRow = typeof environmentApiKeys.$inferSelect;
export type ServerKeyValues = Partial<typeof environmentApiKeys.$inferInsert>;

export async function listServerKeys(db: Db, environmentId: number): Promise<ServerKeyRow[]> {
  return db
    .select()
    .from(environmentApiKeys)
    .where(eq(environmentApiKeys.environmentId, environmentId))
    .orderBy(asc(environmentApiKeys.id));
}

export async function lockServerKey(db: Db, environmentId: number, id: number): Promise<ServerKeyRow | null> {
  const [row] = await db
    .select()
    .from(environmentApiKeys)
    .where(and(eq(environmentApiKeys.environmentId, environmentId), eq(environmentApiKeys.id, id)))
    .for('update');
  return row ?? null;
}

export async function insertServerKey(
  db: Db,
  values: { environmentId: number; key: string; keyHash: string; name: string } & ServerKeyValues,
): Promise<ServerKeyRow> {
  const [row] = await db.insert(environmentApiKeys).values(values).returning();
  if (row === undefined) throw new Error('the insert returned no row');
  return row;
}

export async function updateServerKey(db: Db, id: number, values: ServerKeyValues): Promise<ServerKeyRow> {
  const [row] = await db.update(environmentApiKeys).set(values).where(eq(environmentApiKeys.id, id)).returning();
  if (row === undefined) throw new Error('the key is gone');
  return row;
}

export async function deleteServerKey(db: Db, id: number): Promise<void> {
  await db.delete(environmentApiKeys).where(eq(environmentApiKeys.id, id));
}
