import type { FlagUpdateV1, FlagUpdateV2, SegmentOverrideDeletion } from '../../contract/flag-updates.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { requirePermission } from '../permissions/access.service.ts';
import { environmentOf } from '../feature-states/state-changes.service.ts';
import { planV1, planV2 } from './flag-plan.ts';
import { findFeatureId } from './flags.queries.ts';
import { checkIdentifier, removeOverride, writeFlag } from './flags.service.ts';

/** Throws INVALID, FORBIDDEN. */
export async function updateFlagV1(context: Context, scope: Scope, input: FlagUpdateV1): Promise<void> {
  if (input.segment != null) requirePermission(scope, 'MANAGE_SEGMENT_OVERRIDES');
  const featureId = await mustFindFeature(context, scope, input.feature);
  await writeFlag(context, scope, featureId, (flag) => planV1(flag, input), 'FORBIDDEN');
}

/** Throws INVALID, FORBIDDEN. */
export async function updateFlagV2(context: Context, scope: Scope, input: FlagUpdateV2): Promise<void> {
  if ((input.segment_overrides ?? []).length > 0) requirePermission(scope, 'MANAGE_SEGMENT_OVERRIDES');
  const featureId = await mustFindFeature(context, scope, input.feature);
  await writeFlag(context, scope, featureId, (flag, origin) => planV2(flag, origin, input), 'FORBIDDEN');
}

/** Throws INVALID, FORBIDDEN, and NOT_FOUND if the segment does not override the feature. */
export async function deleteSegmentOverride(
  context: Context,
  scope: Scope,
  { feature, segment }: SegmentOverrideDeletion,
): Promise<void> {
  requirePermission(scope, 'MANAGE_SEGMENT_OVERRIDES');
  const featureId = await mustFindFeature(context, scope, feature);
  await writeFlag(context, scope, featureId, removeOverride(segment.id, notFound), 'FORBIDDEN');
}

async function mustFindFeature(
  { database: { db } }: Context,
  scope: Scope,
  identifier: FlagUpdateV1['feature'],
): Promise<number> {
  checkIdentifier(identifier);
  if (identifier.id !== undefined) return identifier.id;
  const id = await findFeatureId(db, environmentOf(scope).projectId, identifier.name ?? '');
  if (id === null) throw invalid({ feature: ['The project has no feature of this name.'] });
  return id;
}
