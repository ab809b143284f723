import { and, asc, count, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { masterApiKeys } from '../../../drizzle/schema/api-keys.ts';
import { roleAssignments } from '../../../drizzle/schema/roles.ts';

export type MasterKeyRow = typeof masterApiKeys.$inferSelect;

export async function listMasterKeys(db: Db, organisationId: number, window: { limit: number; offset: number }) {
  return db
    .select()
    .from(masterApiKeys)
    .where(visible(organisationId))
    .orderBy(asc(masterApiKeys.id))
    .limit(window.limit)
    .offset(window.offset);
}

export async function countMasterKeys(db: Db, organisationId: number): Promise<number> {
  const [row] = await db.select({ count: count() }).from(masterApiKeys).where(visible(organisationId));
  return row?.count ?? 0;
}

export async function findMasterKey(db: Db, organisationId: number, prefix: string): Promise<MasterKeyRow | null> {
  const [row] = await db
    .select()
    .from(masterApiKeys)
    .where(and(visible(organisationId), eq(masterApiKeys.prefix, prefix)));
  return row ?? null;
}

export async function insertMasterKey(db: Db, values: typeof masterApiKeys.$inferInsert): Promise<MasterKeyRow | null> {
  const [row] = await db.insert(masterApiKeys).values(values).returning();
  return row ?? null;
}

export async function updateMasterKeyRow(
  db: Db,
  organisationId: number,
  id: number,
  values: Partial<typeof masterApiKeys.$inferInsert>,
): Promise<MasterKeyRow | null> {
  const [row] = await db
    .update(masterApiKeys)
    .set(values)
    .where(and(visible(organisationId), eq(masterApiKeys.id, id)))
    .returning();
  return row ?? null;
}

/** Of a key behind a trust relationship, which the others do not see. */
export async function updateBackingKeyRow(
  db: Db,
  organisationId: number,
  id: number,
  values: Partial<typeof masterApiKeys.$inferInsert>,
): Promise<void> {
  await db
    .update(masterApiKeys)
    .set(values)
    .where(and(eq(masterApiKeys.organisationId, organisationId), eq(masterApiKeys.id, id)));
}

export async function deleteRolesOfMasterKey(db: Db, organisationId: number, id: number): Promise<void> {
  await db
    .delete(roleAssignments)
    .where(and(eq(roleAssignments.organisationId, organisationId), eq(roleAssignments.masterApiKeyId, id)));
}

/** Neither deleted nor revoked ones, nor those behind a trust relationship, whose secret nobody holds. */
function visible(organisationId: number): SQL | undefined {
  return and(
    eq(masterApiKeys.organisationId, organisationId),
    isNull(masterApiKeys.deletedAt),
    eq(masterApiKeys.revoked, false),
    sql`not exists (select 1 from trust_relationships t where t.master_api_key_id = "master_api_keys"."id")`,
  );
}
