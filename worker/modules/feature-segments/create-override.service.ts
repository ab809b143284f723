import type { CreatedSegmentOverride, SegmentOverrideInput } from '../../contract/feature-segments.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { recordAudit, touchEnvironment, transact } from '../audit/transact.service.ts';
import {
  addState,
  environmentOf,
  holdLineage,
  readTyped,
  readWeights,
  toNestedState,
} from '../feature-states/state-changes.service.ts';
import { appendSegment, namingDuplicates } from './override-places.service.ts';
import { listFeatureSegments, writeOrder } from './feature-segments.queries.ts';
import { reorder } from './priorities.ts';

/** Appends a segment to those that override the feature, with its state, or puts it at the priority sent. Throws NOT_FOUND, INVALID. */
export async function createSegmentOverride(
  context: Context,
  scope: Scope,
  featureId: number,
  input: SegmentOverrideInput,
): Promise<CreatedSegmentOverride> {
  const value = readTyped(input.feature_state_value ?? null);
  const { segment: segmentId, priority = null } = input.feature_segment;
  return namingDuplicates(() =>
    transact(context, async (write) => {
      const place = environmentOf(scope);
      const lineage = await holdLineage(write, place, featureId, { exclusive: true, capacity: true });
      const link = await appendSegment(write, lineage, segmentId);
      const { items } = await listFeatureSegments(write.db, place.environmentId, featureId);
      const ids = items.map(({ id }) => id);
      const order = priority === null ? ids : reorder(ids, [{ id: link.id, priority }]);
      await writeOrder(write.db, place.environmentId, order);
      const weights = readWeights(input.multivariate_feature_state_values, lineage.optionIds) ?? [];
      const target = { featureSegmentId: link.id, identityId: null };
      const state = { enabled: input.enabled ?? false, value, weights, liveFrom: null };
      const { row, entries } = await addState(write, lineage, target, state);
      for (const entry of entries) recordAudit(write, entry);
      touchEnvironment(write, place.environmentId, 'feature-segment');
      const { version: _version, environment_feature_version: _uuid, ...shown } = toNestedState(row);
      return {
        ...shown,
        feature_segment: { id: link.id, segment: segmentId, priority: order.indexOf(link.id), uuid: link.uuid },
      };
    }),
  );
}
