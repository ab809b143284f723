import { and, eq, inArray } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { featureGroupOwners, featureOwners } from '../../../drizzle/schema/features.ts';
import { groups } from '../../../drizzle/schema/groups.ts';

/** A feature, with the organisation that its owners must belong to. */
export type OwnedFeature = { featureId: number; organisationId: number };

export type Owners = { users: number[]; groups: number[] };

export async function listOwners(db: Db, featureId: number): Promise<Owners> {
  const users = await db
    .select({ id: featureOwners.userId })
    .from(featureOwners)
    .where(eq(featureOwners.featureId, featureId))
    .orderBy(featureOwners.userId);
  const owningGroups = await db
    .select({ id: featureGroupOwners.groupId })
    .from(featureGroupOwners)
    .where(eq(featureGroupOwners.featureId, featureId))
    .orderBy(featureGroupOwners.groupId);
  return { users: users.map(({ id }) => id), groups: owningGroups.map(({ id }) => id) };
}

export async function insertOwners(db: Db, feature: OwnedFeature, { users, groups: groupIds }: Owners): Promise<void> {
  if (users.length > 0) {
    const rows = users.map((userId) => ({ ...feature, userId }));
    await db.insert(featureOwners).values(rows).onConflictDoNothing();
  }
  if (groupIds.length > 0) {
    const rows = groupIds.map((groupId) => ({ ...feature, groupId }));
    await db.insert(featureGroupOwners).values(rows).onConflictDoNothing();
  }
}

export async function deleteOwners(
  db: Db,
  { featureId }: OwnedFeature,
  { users, groups: groupIds }: Owners,
): Promise<void> {
  if (users.length > 0) {
    await db
      .delete(featureOwners)
      .where(and(eq(featureOwners.featureId, featureId), inArray(featureOwners.userId, users)));
  }
  if (groupIds.length > 0) {
    await db
      .delete(featureGroupOwners)
      .where(and(eq(featureGroupOwners.featureId, featureId), inArray(featureGroupOwners.groupId, groupIds)));
  }
}

export async function listGroupIdsOfOrganisation(
  db: Db,
  organisationId: number,
  groupIds: number[],
): Promise<number[]> {
  if (groupIds.length === 0) return [];
  const rows = await db
    .select({ id: groups.id })
    .from(groups)
    .where(and(eq(groups.organisationId, organisationId), inArray(groups.id, groupIds)));
  return rows.map(({ id }) => id);
}
