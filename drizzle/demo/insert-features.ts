import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { features, featureTags } from '../schema/features.ts';
import { multivariateFeatureOptions } from '../schema/multivariate.ts';
import { tags } from '../schema/tags.ts';
import { demoFeatures, demoTags, type DemoFeature } from './content.ts';
import { mustGet, only } from './expect.ts';
import { toValueColumns } from './value-columns.ts';

/** A demo feature with its id and, by variant key, the ids of its options. */
export type InsertedFeature = DemoFeature & { id: number; optionIds: Map<string, number> };

type Owner = { organisationId: number; projectId: number };

/** Inserts the demo's tags and features, without any state. */
export async function insertDemoFeatures(db: NodePgDatabase, owner: Owner): Promise<InsertedFeature[]> {
  const { projectId } = owner;
  const rows = await db
    .insert(tags)
    .values(demoTags.map((tag) => ({ projectId, ...tag })))
    .returning();
  const tagIds = new Map(rows.map((row) => [row.label, row.id]));
  const inserted: InsertedFeature[] = [];
  for (const feature of demoFeatures) {
    const id = await insertFeature(db, owner, feature);
    const links = feature.tags.map((label) => ({ featureId: id, projectId, tagId: mustGet(tagIds, label) }));
    await db.insert(featureTags).values(links);
    inserted.push({ ...feature, id, optionIds: await insertOptions(db, id, feature) });
  }
  return inserted;
}

async function insertFeature(db: NodePgDatabase, owner: Owner, feature: DemoFeature): Promise<number> {
  const row = await db
    .insert(features)
    .values({
      ...owner,
      name: feature.name,
      description: feature.description,
      type: feature.variants === undefined ? 'STANDARD' : 'MULTIVARIATE',
      initialValue: feature.value === null ? null : String(feature.value),
      defaultEnabled: feature.enabled,
      isServerKeyOnly: feature.isServerKeyOnly ?? false,
    })
    .returning();
  return only(row).id;
}

async function insertOptions(db: NodePgDatabase, featureId: number, feature: DemoFeature) {
  const ids = new Map<string, number>();
  for (const { key, value, percentage } of feature.variants ?? []) {
    const option = { featureId, key, defaultPercentageAllocation: percentage, ...toValueColumns(value) };
    ids.set(key, only(await db.insert(multivariateFeatureOptions).values(option).returning()).id);
  }
  return ids;
}
