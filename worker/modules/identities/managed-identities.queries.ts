import { and, asc, count, desc, eq, ilike, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { identities } from '../../../drizzle/schema/identities.ts';
import { containing } from '../../core/like.ts';

export type IdentityRow = Pick<
  typeof identities.$inferSelect,
  'id' | 'uuid' | 'environmentId' | 'identifier' | 'dashboardAlias'
>;

/** How identities are searched: a part of the identifier, all of it, or the beginning of the alias. */
export type IdentitySearch = { kind: 'part' | 'whole' | 'alias'; text: string } | null;

const columns = {
  id: identities.id,
  uuid: identities.uuid,
  environmentId: identities.environmentId,
  identifier: identities.identifier,
  dashboardAlias: identities.dashboardAlias,
};

export async function listIdentities(
  db: Db,
  environmentId: number,
  search: IdentitySearch,
  { limit, offset }: { limit: number; offset: number },
): Promise<IdentityRow[]> {
  return db
    .select(columns)
    .from(identities)
    .where(matching(environmentId, search))
    .orderBy(asc(identities.createdDate), asc(identities.id))
    .limit(limit)
    .offset(offset);
}

/** The newest first. */
export async function listRecentIdentities(
  db: Db,
  environmentId: number,
  search: IdentitySearch,
  { limit, offset }: { limit: number; offset: number },
): Promise<IdentityRow[]> {
  return db
    .select(columns)
    .from(identities)
    .where(matching(environmentId, search))
    .orderBy(desc(identities.createdDate), desc(identities.id))
    .limit(limit)
    .offset(offset);
}

export async function countIdentities(db: Db, environmentId: number, search: IdentitySearch): Promise<number> {
  const [row] = await db.select({ count: count() }).from(identities).where(matching(environmentId, search));
  return row?.count ?? 0;
}

function matching(environmentId: number, search: IdentitySearch): SQL | undefined {
  const own = eq(identities.environmentId, environmentId);
  if (search === null) return own;
  if (search.kind === 'whole') return and(own, sql`${identities.identifierDigest} = text_digest(${search.text})`);
  if (search.kind === 'alias') {
    return and(own, ilike(identities.dashboardAlias, containing(search.text).slice(1)));
  }
  return and(own, ilike(identities.identifier, containing(search.text)));
}

export async function findIdentity(db: Db, environmentId: number, id: number): Promise<IdentityRow | null> {
  const [row] = await db.select(columns).from(identities).where(ofEnvironment(environmentId, id));
  return row ?? null;
}

export async function lockIdentity(db: Db, environmentId: number, id: number): Promise<IdentityRow | null> {
  const [row] = await db.select(columns).from(identities).where(ofEnvironment(environmentId, id)).for('update');
  return row ?? null;
}

function ofEnvironment(environmentId: number, id: number): SQL | undefined {
  return and(eq(identities.environmentId, environmentId), eq(identities.id, id));
}

export async function insertIdentity(
  db: Db,
  values: { environmentId: number; identifier: string; dashboardAlias: string | null },
): Promise<IdentityRow> {
  const [row] = await db.insert(identities).values(values).returning(columns);
  if (row === undefined) throw new Error('the insert returned no row');
  return row;
}

export async function updateIdentity(
  db: Db,
  environmentId: number,
  id: number,
  values: { identifier?: string; dashboardAlias?: string | null },
): Promise<IdentityRow> {
  const [row] = await db.update(identities).set(values).where(ofEnvironment(environmentId, id)).returning(columns);
  if (row === undefined) throw new Error('the identity is gone');
  return row;
}

/** Hard deletion, with traits and overrides. */
export async function deleteIdentity(db: Db, environmentId: number, id: number): Promise<void> {
  await db.delete(identities).where(ofEnvironment(environmentId, id));
}

export async function arePersistedTraits(db: Db, environmentId: number): Promise<boolean> {
  const rows = await db.execute(sql`
    select o.persist_trait_data from environments e join organisations o on o.id = e.organisation_id where e.id = ${environmentId}`);
  return (rows as { persist_trait_data: boolean }[])[0]?.persist_trait_data ?? true;
}
