import { and, asc, count, eq, inArray } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { multivariateFeatureOptions } from '../../../drizzle/schema/multivariate.ts';

export type Option = typeof multivariateFeatureOptions.$inferSelect;
export type NewOption = typeof multivariateFeatureOptions.$inferInsert;

export async function listOptions(
  db: Db,
  featureId: number,
  window?: { limit: number; offset: number },
): Promise<Option[]> {
  const all = db
    .select()
    .from(multivariateFeatureOptions)
    .where(eq(multivariateFeatureOptions.featureId, featureId))
    .orderBy(asc(multivariateFeatureOptions.id));
  return window === undefined ? all : all.limit(window.limit).offset(window.offset);
}

export async function countOptions(db: Db, featureId: number): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(multivariateFeatureOptions)
    .where(eq(multivariateFeatureOptions.featureId, featureId));
  return row?.count ?? 0;
}

export async function findOption(db: Db, featureId: number, optionId: number): Promise<Option | null> {
  const [row] = await db
    .select()
    .from(multivariateFeatureOptions)
    .where(and(eq(multivariateFeatureOptions.featureId, featureId), eq(multivariateFeatureOptions.id, optionId)));
  return row ?? null;
}

/** The option whose place has been looked up already. */
export async function findOptionById(db: Db, optionId: number): Promise<Option | null> {
  const [row] = await db.select().from(multivariateFeatureOptions).where(eq(multivariateFeatureOptions.id, optionId));
  return row ?? null;
}

export async function insertOptions(db: Db, options: NewOption[]): Promise<Option[]> {
  if (options.length === 0) return [];
  const rows = await db.insert(multivariateFeatureOptions).values(options).returning();
  return rows.toSorted((left, right) => left.id - right.id);
}

export async function updateOptionRow(
  db: Db,
  featureId: number,
  optionId: number,
  changes: Partial<NewOption>,
): Promise<Option | null> {
  const [row] = await db
    .update(multivariateFeatureOptions)
    .set(changes)
    .where(and(eq(multivariateFeatureOptions.featureId, featureId), eq(multivariateFeatureOptions.id, optionId)))
    .returning();
  return row ?? null;
}

export async function deleteOptionRows(db: Db, featureId: number, optionIds: number[]): Promise<void> {
  if (optionIds.length === 0) return;
  const { featureId: feature, id } = multivariateFeatureOptions;
  await db.delete(multivariateFeatureOptions).where(and(eq(feature, featureId), inArray(id, optionIds)));
}
