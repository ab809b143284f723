import { and, asc, count, eq, ilike, inArray, isNull, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { features } from '../../../drizzle/schema/features.ts';
import { featureSegments } from '../../../drizzle/schema/feature-segments.ts';
import { segments } from '../../../drizzle/schema/segments.ts';
import { containing } from '../../core/like.ts';

export type SegmentRow = typeof segments.$inferSelect;
export type SegmentValues = Partial<typeof segments.$inferInsert>;
export type SegmentFilter = { search?: string | undefined; withFeatureSpecific: boolean; ids?: number[] | undefined };

/** Segments as people know them: neither older revisions, nor drafts, nor the system's own. */
const LIVE = and(
  isNull(segments.deletedAt),
  isNull(segments.versionOfId),
  isNull(segments.changeRequestId),
  eq(segments.isSystemSegment, false),
);

export async function listSegments(
  db: Db,
  projectId: number,
  filter: SegmentFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<SegmentRow[]> {
  return db
    .select()
    .from(segments)
    .where(matching(projectId, filter))
    .orderBy(asc(segments.id))
    .limit(limit)
    .offset(offset);
}

export async function countSegments(db: Db, projectId: number, filter: SegmentFilter): Promise<number> {
  const [row] = await db.select({ count: count() }).from(segments).where(matching(projectId, filter));
  return row?.count ?? 0;
}

function matching(projectId: number, { search, withFeatureSpecific, ids }: SegmentFilter): SQL | undefined {
  return and(
    eq(segments.projectId, projectId),
    LIVE,
    search ? ilike(segments.name, containing(search)) : undefined,
    withFeatureSpecific ? undefined : isNull(segments.featureId),
    ids === undefined ? undefined : inArray(segments.id, ids),
  );
}

export async function findSegment(db: Db, projectId: number, id: number): Promise<SegmentRow | null> {
  const [row] = await db
    .select()
    .from(segments)
    .where(and(eq(segments.projectId, projectId), eq(segments.id, id), LIVE));
  return row ?? null;
}

export async function lockSegment(db: Db, projectId: number, id: number): Promise<SegmentRow | null> {
  const [row] = await db
    .select()
    .from(segments)
    .where(and(eq(segments.projectId, projectId), eq(segments.id, id), LIVE))
    .for('update');
  return row ?? null;
}

export async function insertSegment(
  db: Db,
  values: SegmentValues & { projectId: number; name: string },
): Promise<SegmentRow> {
  const [row] = await db.insert(segments).values(values).returning();
  if (row === undefined) throw new Error('the insert returned no row');
  return row;
}

export async function updateSegment(db: Db, projectId: number, id: number, values: SegmentValues): Promise<SegmentRow> {
  const [row] = await db
    .update(segments)
    .set(values)
    .where(and(eq(segments.projectId, projectId), eq(segments.id, id)))
    .returning();
  if (row === undefined) throw new Error('the segment is gone');
  return row;
}

/** Soft deletion of the segment with its revisions. Its overrides go for good, with their states. */
export async function deleteSegment(db: Db, projectId: number, id: number, at: Date): Promise<void> {
  await db
    .delete(featureSegments)
    .where(and(eq(featureSegments.projectId, projectId), eq(featureSegments.segmentId, id)));
  await db
    .update(segments)
    .set({ deletedAt: at })
    .where(and(eq(segments.projectId, projectId), eq(segments.versionOfId, id)));
  await updateSegment(db, projectId, id, { deletedAt: at });
}

export async function isFeatureOfProject(db: Db, projectId: number, featureId: number): Promise<boolean> {
  const rows = await db
    .select({ id: features.id })
    .from(features)
    .where(and(eq(features.projectId, projectId), eq(features.id, featureId), isNull(features.deletedAt)));
  return rows.length > 0;
}
