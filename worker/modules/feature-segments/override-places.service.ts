import { violatedConstraint } from '../../core/database.ts';
import { invalid } from '../../core/errors.ts';
import type { Write } from '../audit/transact.service.ts';
import { refuseDirectWrite, type Lineage } from '../feature-states/state-changes.service.ts';
import {
  countOverrides,
  deleteFeatureSegmentRow,
  findFeatureSegment,
  findSegment,
  insertFeatureSegment,
  listFeatureSegments,
  writeOrder,
  type FeatureSegmentRow,
} from './feature-segments.queries.ts';

// What changes of overrides are made of; whoever makes the change records it and holds the lineage.

/** Appends a segment to those that override a feature. Throws INVALID. */
export async function appendSegment(write: Write, lineage: Lineage, segmentId: number): Promise<FeatureSegmentRow> {
  if (lineage.usesVersions) refuseDirectWrite();
  await checkSegment(write, lineage, segmentId);
  await checkCapacity(write, lineage, 1);
  const id = await insertFeatureSegment(write.db, lineage, segmentId);
  // Where a segment was deleted, a number is missing.
  await orderSegments(write, lineage);
  const row = await findFeatureSegment(write.db, lineage.environmentId, id);
  if (row === null) throw new Error('a feature segment that was written is not there');
  return row;
}

/** Throws INVALID if the environment may not have so many more overrides. */
export async function checkCapacity(write: Write, lineage: Lineage, more: number): Promise<void> {
  if ((await countOverrides(write.db, lineage.environmentId)) + more <= lineage.maxOverrides) return;
  throw invalid({
    environment: [`The environment has the maximum allowed number of segment overrides (${lineage.maxOverrides}).`],
  });
}

/** The segment, if overrides of the feature may use it. Throws INVALID. */
export async function checkSegment(write: Write, lineage: Lineage, segmentId: number, field = 'segment') {
  const segment = await findSegment(write.db, lineage.projectId, segmentId);
  if (segment === null) throw invalid({ [field]: [`Invalid pk "${segmentId}" - object does not exist.`] });
  if (segment.feature_id !== null && segment.feature_id !== lineage.featureId) {
    throw invalid({ [field]: ['The segment belongs to another feature, whose overrides alone may use it.'] });
  }
  return segment;
}

/** Removes a feature segment with its states. */
export async function removeSegment(write: Write, { environmentId }: Lineage, id: number): Promise<void> {
  await deleteFeatureSegmentRow(write.db, environmentId, id);
}

/** Numbers the feature segments from 0 in the order of these segments; the rest follows as it is. Tells whether that changed any. */
export async function orderSegments(
  write: Write,
  lineage: Lineage,
  segmentIds: readonly number[] = [],
): Promise<boolean> {
  const { items } = await listFeatureSegments(write.db, lineage.environmentId, lineage.featureId);
  const placeOf = ({ segment_id: id }: FeatureSegmentRow) => {
    const place = segmentIds.indexOf(id);
    return place === -1 ? segmentIds.length : place;
  };
  const order = items.toSorted((left, right) => placeOf(left) - placeOf(right));
  const isSorted = order.every(({ priority }, place) => priority === place);
  const ids = order.map(({ id }) => id);
  if (!isSorted) await writeOrder(write.db, lineage.environmentId, ids);
  return !isSorted;
}

/** The feature segment of the segment, which may have no state yet. */
export async function findSegmentPlace(
  write: Write,
  { environmentId, featureId }: Lineage,
  segmentId: number,
): Promise<FeatureSegmentRow | null> {
  const { items } = await listFeatureSegments(write.db, environmentId, featureId);
  return items.find((row) => row.segment_id === segmentId) ?? null;
}

/** Tells a segment that overrides the feature already as a fault of the input. */
export async function namingDuplicates<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (violatedConstraint(error) !== 'feature_segments_unique') throw error;
    throw invalid({ segment: ['The segment overrides the feature in this environment already.'] });
  }
}
