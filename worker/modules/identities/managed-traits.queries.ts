import { and, asc, count, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { traits } from '../../../drizzle/schema/identities.ts';

export type TraitRow = typeof traits.$inferSelect;
export type TraitValues = Pick<TraitRow, 'valueType' | 'integerValue' | 'floatValue' | 'stringValue' | 'booleanValue'>;
type Owner = { environmentId: number; identityId: number };

const ofOwner = ({ environmentId, identityId }: Owner): SQL | undefined =>
  and(eq(traits.environmentId, environmentId), eq(traits.identityId, identityId), isNull(traits.deletedAt));

export async function listTraits(db: Db, owner: Owner, { limit, offset }: { limit: number; offset: number }) {
  return db.select().from(traits).where(ofOwner(owner)).orderBy(asc(traits.id)).limit(limit).offset(offset);
}

export type TraitScalars = Record<string, string | number | boolean>;

/** The traits of identities by their ids; those without any are left out. */
export async function listTraitsByIdentity(
  db: Db,
  environmentId: number,
  identityIds: readonly number[],
): Promise<Map<number, TraitScalars>> {
  if (identityIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(traits)
    .where(
      and(
        eq(traits.environmentId, environmentId),
        inArray(traits.identityId, [...identityIds]),
        isNull(traits.deletedAt),
      ),
    )
    .orderBy(asc(traits.id));
  const entriesOf = ({ traitKey, ...row }: TraitRow): [string, string | number | boolean][] => {
    const value = row.integerValue ?? row.floatValue ?? row.booleanValue ?? row.stringValue;
    return value === null ? [] : [[traitKey, value]];
  };
  const byIdentity = Map.groupBy(rows, ({ identityId }) => identityId);
  return new Map([...byIdentity].map(([id, own]) => [id, Object.fromEntries(own.flatMap(entriesOf))]));
}

export async function countTraits(db: Db, owner: Owner): Promise<number> {
  const [row] = await db.select({ count: count() }).from(traits).where(ofOwner(owner));
  return row?.count ?? 0;
}

export async function findTrait(db: Db, owner: Owner, id: number): Promise<TraitRow | null> {
  const [row] = await db
    .select()
    .from(traits)
    .where(and(ofOwner(owner), eq(traits.id, id)));
  return row ?? null;
}

/** Null: the identity has a trait of that key. One that was deleted before is only a mark, which the new one replaces. */
export async function insertTrait(
  db: Db,
  owner: Owner,
  traitKey: string,
  values: TraitValues,
): Promise<TraitRow | null> {
  const written = { ...values, writtenAt: sql`now()`, deletedAt: null };
  const [row] = await db
    .insert(traits)
    .values({ ...owner, traitKey, ...written })
    .onConflictDoUpdate({
      target: [traits.identityId, traits.traitKey],
      set: { ...written, createdDate: sql`now()` },
      setWhere: sql`${traits.deletedAt} is not null`,
    })
    .returning();
  return row ?? null;
}

export async function updateTrait(db: Db, owner: Owner, id: number, values: TraitValues): Promise<TraitRow> {
  const [row] = await db
    .update(traits)
    .set({ ...values, writtenAt: sql`now()` })
    .where(and(ofOwner(owner), eq(traits.id, id)))
    .returning();
  if (row === undefined) throw new Error('the trait is gone');
  return row;
}

/** Leaves a mark without value, so that writes that arrive late cannot bring the trait back. False if there is no such trait. */
export async function deleteTrait(db: Db, owner: Owner, id: number): Promise<boolean> {
  const rows = await db
    .update(traits)
    .set({
      deletedAt: sql`now()`,
      writtenAt: sql`now()`,
      integerValue: null,
      floatValue: null,
      stringValue: null,
      booleanValue: null,
    })
    .where(and(ofOwner(owner), eq(traits.id, id)))
    .returning({ id: traits.id });
  return rows.length > 0;
}
