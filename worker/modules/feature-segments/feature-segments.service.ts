import type {
  FeatureSegment,
  FeatureSegmentInput,
  FeatureSegmentPatch,
  ListedFeatureSegment,
  PrioritiesInput,
} from '../../contract/feature-segments.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, touchEnvironment, transact, type Write } from '../audit/transact.service.ts';
import {
  announceState,
  environmentOf,
  holdLineage,
  holdNamedLineage,
  listLiveRows,
  refuseDirectWrite,
} from '../feature-states/state-changes.service.ts';
import { toFeatureSegment, toListedFeatureSegment } from './feature-segments.mappers.ts';
import {
  findFeatureSegment,
  listFeatureSegments,
  replaceSegment,
  writeOrder,
  type FeatureSegmentRow,
} from './feature-segments.queries.ts';
import {
  appendSegment,
  checkSegment,
  namingDuplicates,
  orderSegments,
  removeSegment,
} from './override-places.service.ts';
import { reorder } from './priorities.ts';

type Lineage = Awaited<ReturnType<typeof holdLineage>>;

/** One page of what overrides the feature in the scope's environment, by priority, and the number of all. */
export async function listOverridePlaces(
  { database }: Context,
  scope: Scope,
  featureId: number,
  window: { limit: number; offset: number },
): Promise<{ count: number; items: ListedFeatureSegment[] }> {
  const { environmentId } = environmentOf(scope);
  const { count, items } = await listFeatureSegments(database.db, environmentId, featureId, window);
  return { count, items: items.map(toListedFeatureSegment) };
}

/** The feature segment that the scope names. Throws NOT_FOUND. */
export async function getFeatureSegment({ database }: Context, scope: Scope): Promise<ListedFeatureSegment> {
  const row = await findFeatureSegment(database.db, environmentOf(scope).environmentId, scope.resourceId);
  if (row === null) throw notFound();
  return toListedFeatureSegment(row);
}

/** Appends a segment to those that override a feature. Throws INVALID. */
export async function createFeatureSegment(
  context: Context,
  scope: Scope,
  input: FeatureSegmentInput,
): Promise<FeatureSegment> {
  return namingDuplicates(() =>
    transact(context, async (write) => {
      const lineage = await holdNamedLineage(write, environmentOf(scope), input.feature, { capacity: true });
      const row = await appendSegment(write, lineage, input.segment);
      recordAudit(write, {
        ...describe(lineage),
        log: `Segment added to overrides: ${nameOf(lineage, row)}`,
        after: { segment: row.segment_id, priority: row.priority },
      });
      touchEnvironment(write, lineage.environmentId, 'feature-segment');
      return toFeatureSegment(row);
    }),
  );
}

/** Points the feature segment at another segment. Throws NOT_FOUND, INVALID. */
export async function updateFeatureSegment(
  context: Context,
  scope: Scope,
  input: FeatureSegmentPatch,
): Promise<FeatureSegment> {
  return namingDuplicates(() =>
    transact(context, async (write) => {
      const { lineage, row } = await hold(write, scope);
      if (input.feature !== undefined && input.feature !== row.feature_id) {
        throw invalid({ feature: ['The feature cannot change.'] });
      }
      if (input.environment !== undefined && input.environment !== row.environment_id) {
        throw invalid({ environment: ['The environment cannot change.'] });
      }
      if (input.segment === undefined || input.segment === row.segment_id) return toFeatureSegment(row);
      await checkSegment(write, lineage, input.segment);
      await replaceSegment(write.db, lineage, row.id, input.segment);
      recordAudit(write, {
        ...describe(lineage),
        log: `Segment of an override changed: ${nameOf(lineage, row)}`,
        before: { segment: row.segment_id },
        after: { segment: input.segment },
      });
      touchEnvironment(write, lineage.environmentId, 'feature-segment');
      return toFeatureSegment({ ...row, segment_id: input.segment });
    }),
  );
}

/** Removes the feature segment with its states; those behind it move up. Throws NOT_FOUND, INVALID. */
export async function deleteFeatureSegment(context: Context, scope: Scope): Promise<void> {
  await transact(context, async (write) => {
    const { lineage, row } = await hold(write, scope);
    const states = await listLiveRows(write.db, lineage);
    await removeSegment(write, lineage, row.id);
    await orderSegments(write, lineage);
    recordAudit(write, {
      ...describe(lineage),
      change: 'DELETE',
      log: `Segment override deleted: ${nameOf(lineage, row)}`,
      before: { segment: row.segment_id, priority: row.priority },
    });
    const state = states.find((one) => one.feature_segment_id === row.id);
    if (state !== undefined) announceState(write, lineage, state, null);
    touchEnvironment(write, lineage.environmentId, 'feature-segment');
  });
}

/** Brings overrides of one feature in one environment into the order of the priorities. Throws NOT_FOUND, INVALID. */
export async function updatePriorities(
  context: Context,
  scope: Scope,
  input: PrioritiesInput,
): Promise<ListedFeatureSegment[]> {
  return transact(context, async (write) => {
    const { lineage } = await hold(write, scope);
    const { items: before } = await listFeatureSegments(write.db, lineage.environmentId, lineage.featureId);
    const known = before.map(({ id }) => id);
    if (input.some(({ id }) => !known.includes(id)) || new Set(input.map(({ id }) => id)).size < input.length) {
      throw invalid('Name feature segments of one feature in one environment, each once.');
    }
    const order = reorder(known, input);
    const list = (ids: readonly number[]) =>
      ids.map((id, priority) => ({ ...(before.find((row) => row.id === id) as FeatureSegmentRow), priority }));
    if (before.every(({ id, priority }) => order[priority] === id)) return before.map(toListedFeatureSegment);
    await writeOrder(write.db, lineage.environmentId, order);
    const segments = (rows: FeatureSegmentRow[]) => rows.map(({ segment_id: segment }) => segment);
    recordAudit(write, {
      ...describe(lineage),
      log: `Segment overrides re-ordered: ${lineage.featureName}`,
      before: { segments: segments(before) },
      after: { segments: segments(list(order)) },
    });
    touchEnvironment(write, lineage.environmentId, 'feature-segment');
    return list(order).map(toListedFeatureSegment);
  });
}

/** The feature segment that the scope names and its lineage, held for a change. */
async function hold(write: Write, scope: Scope): Promise<{ lineage: Lineage; row: FeatureSegmentRow }> {
  const place = environmentOf(scope);
  const seen = await findFeatureSegment(write.db, place.environmentId, scope.resourceId);
  if (seen === null) throw notFound();
  const lineage = await holdLineage(write, place, seen.feature_id);
  if (lineage.usesVersions) refuseDirectWrite();
  const row = await findFeatureSegment(write.db, place.environmentId, scope.resourceId);
  if (row === null) throw notFound();
  return { lineage, row };
}

/** compat: changes of the order and of places are the feature's. */
function describe({ organisationId, projectId, environmentId, featureId, featureUuid }: Lineage) {
  const type = 'FEATURE' as const;
  const change = 'UPDATE' as const;
  return { organisationId, projectId, environmentId, type, change, objectId: featureId, objectUuid: featureUuid };
}

const nameOf = (lineage: Lineage, row: FeatureSegmentRow) => `${lineage.featureName}, ${row.segment_name}`;
