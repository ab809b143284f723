import { and, count, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { environments } from '../../../drizzle/schema/environments.ts';
import { features, featureTags } from '../../../drizzle/schema/features.ts';
import { projects } from '../../../drizzle/schema/projects.ts';
import { tags } from '../../../drizzle/schema/tags.ts';

export type NewFeature = typeof features.$inferInsert;
export type StoredFeature = typeof features.$inferSelect;

export async function enforcesOwners(db: Db, projectId: number): Promise<boolean> {
  const [row] = await db.select({ is: projects.enforceFeatureOwners }).from(projects).where(eq(projects.id, projectId));
  return row?.is ?? false;
}

export async function countLiveFeatures(db: Db, projectId: number): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(features)
    .where(and(eq(features.projectId, projectId), isNull(features.deletedAt)));
  return row?.count ?? 0;
}

/** Whoever changes what depends on several rows of a feature (options, owners, tags) holds this lock. */
export async function lockFeature(db: Db, projectId: number, featureId: number): Promise<StoredFeature | null> {
  const [row] = await db
    .select()
    .from(features)
    .where(and(eq(features.id, featureId), eq(features.projectId, projectId), isNull(features.deletedAt)))
    .for('update');
  return row ?? null;
}

export async function isLiveFeature(db: Db, projectId: number, featureId: number): Promise<boolean> {
  const rows = await db
    .select({ id: features.id })
    .from(features)
    .where(and(eq(features.id, featureId), eq(features.projectId, projectId), isNull(features.deletedAt)));
  return rows.length > 0;
}

export async function insertFeature(db: Db, feature: NewFeature): Promise<StoredFeature> {
  const [row] = await db.insert(features).values(feature).returning();
  if (row === undefined) throw new Error('an insert returned no row');
  return row;
}

export async function updateFeatureRow(db: Db, featureId: number, changes: Partial<NewFeature>): Promise<void> {
  await db.update(features).set(changes).where(eq(features.id, featureId));
}

/** Hides the feature with its states, versions and own segments; their rows stay. */
export async function softDeleteFeature(db: Db, projectId: number, featureId: number): Promise<void> {
  const own = sql`feature_id = ${featureId} and project_id = ${projectId} and deleted_at is null`;
  await db.execute(sql`
    with states as (update feature_states set deleted_at = now() where ${own} returning id),
      state_values as (
        update feature_state_values v set deleted_at = now() from states s where v.feature_state_id = s.id and v.deleted_at is null
      ),
      versions as (update environment_feature_versions set deleted_at = now() where ${own}),
      own_segments as (update segments set deleted_at = now() where ${own})
    update features set deleted_at = now() where id = ${featureId} and project_id = ${projectId} and deleted_at is null`);
}

export async function listLiveEnvironmentIds(db: Db, projectId: number): Promise<number[]> {
  const rows = await db
    .select({ id: environments.id })
    .from(environments)
    .where(and(eq(environments.projectId, projectId), isNull(environments.deletedAt)))
    .orderBy(environments.id);
  return rows.map(({ id }) => id);
}

export async function listFeatureTagIds(db: Db, featureId: number): Promise<number[]> {
  const rows = await db
    .select({ id: featureTags.tagId })
    .from(featureTags)
    .where(eq(featureTags.featureId, featureId))
    .orderBy(featureTags.tagId);
  return rows.map(({ id }) => id);
}

export async function listTagIdsOfProject(db: Db, projectId: number, tagIds: number[]): Promise<number[]> {
  if (tagIds.length === 0) return [];
  const rows = await db
    .select({ id: tags.id })
    .from(tags)
    .where(and(eq(tags.projectId, projectId), inArray(tags.id, tagIds)));
  return rows.map(({ id }) => id);
}

export async function replaceFeatureTags(
  db: Db,
  projectId: number,
  featureId: number,
  tagIds: number[],
): Promise<void> {
  await db.delete(featureTags).where(eq(featureTags.featureId, featureId));
  if (tagIds.length === 0) return;
  await db.insert(featureTags).values(tagIds.map((tagId) => ({ featureId, projectId, tagId })));
}
