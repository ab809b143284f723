import { and, asc, count, eq, isNull, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { masterApiKeys, trustRelationships } from '../../../drizzle/schema/api-keys.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';

export type TrustRow = {
  trust: typeof trustRelationships.$inferSelect;
  key: typeof masterApiKeys.$inferSelect;
};

export async function listTrustRelationships(
  db: Db,
  organisationId: number,
  window: { limit: number; offset: number },
): Promise<TrustRow[]> {
  return rows(db)
    .where(live(organisationId))
    .orderBy(asc(trustRelationships.id))
    .limit(window.limit)
    .offset(window.offset);
}

export async function countTrustRelationships(db: Db, organisationId: number): Promise<number> {
  const [row] = await db.select({ count: count() }).from(trustRelationships).where(live(organisationId));
  return row?.count ?? 0;
}

export async function findTrustRelationship(db: Db, organisationId: number, id: number): Promise<TrustRow | null> {
  const [row] = await rows(db).where(and(live(organisationId), eq(trustRelationships.id, id)));
  return row ?? null;
}

/** Locked, for a change. */
export async function lockTrustRelationship(db: Db, organisationId: number, id: number): Promise<TrustRow | null> {
  const [row] = await rows(db)
    .where(and(live(organisationId), eq(trustRelationships.id, id)))
    .for('update');
  return row ?? null;
}

export async function insertTrustRelationship(
  db: Db,
  row: typeof trustRelationships.$inferInsert,
): Promise<TrustRow['trust'] | null> {
  const [made] = await db.insert(trustRelationships).values(row).returning();
  return made ?? null;
}

export async function updateTrustRelationshipRow(
  db: Db,
  organisationId: number,
  id: number,
  values: Partial<typeof trustRelationships.$inferInsert>,
): Promise<void> {
  await db
    .update(trustRelationships)
    .set(values)
    .where(and(live(organisationId), eq(trustRelationships.id, id)));
}

/** Of whatever organisation: those whose tokens the issuer may have signed. */
export async function listTrustOfIssuer(db: Db, issuer: string): Promise<TrustRow['trust'][]> {
  const found = await usable(db).where(and(eq(trustRelationships.issuer, issuer), isUsable()));
  return found.map(({ trust }) => trust);
}

/** The key through which a machine of the relationship acts; null once either is gone. */
export async function findBackingKey(db: Db, id: number): Promise<TrustRow['key'] | null> {
  const [found] = await usable(db).where(and(eq(trustRelationships.id, id), isUsable()));
  return found?.key ?? null;
}

function rows(db: Db) {
  return db
    .select({ trust: trustRelationships, key: masterApiKeys })
    .from(trustRelationships)
    .innerJoin(masterApiKeys, eq(masterApiKeys.id, trustRelationships.masterApiKeyId))
    .$dynamic();
}

function usable(db: Db) {
  return rows(db).innerJoin(
    organisations,
    and(eq(organisations.id, trustRelationships.organisationId), isNull(organisations.deletedAt)),
  );
}

function isUsable(): SQL | undefined {
  return and(isNull(trustRelationships.deletedAt), isNull(masterApiKeys.deletedAt), eq(masterApiKeys.revoked, false));
}

function live(organisationId: number): SQL | undefined {
  return and(eq(trustRelationships.organisationId, organisationId), isNull(trustRelationships.deletedAt));
}
