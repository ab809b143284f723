import type { DashFeature } from '../../contract/dash.ts';
import type { AuditLogDetail } from '../../contract/audit-logs.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { listLogDetails } from '../audit/audit-logs.service.ts';
import { getFeature } from '../features/features.service.ts';
import { getFlag } from '../flags-api/flags.service.ts';
import { findFeatureSurroundings } from './dash.queries.ts';

/** Throws NOT_FOUND for a feature that is not of the environment's project. */
export async function getDashFeature(context: Context, scope: Scope, featureId: number): Promise<DashFeature> {
  const environmentId = scope.environmentId ?? 0;
  const [feature, flag, surroundings] = await Promise.all([
    getFeature(context, scope, featureId, environmentId),
    getFlag(context, scope, featureId),
    findFeatureSurroundings(context.database.db, environmentId, featureId),
  ]);
  if (surroundings === null) throw notFound();
  const overriding = new Set(flag.segment_overrides.map(({ segment }) => segment.id));
  return {
    feature,
    flag,
    segments: surroundings.segments.filter(({ id }) => overriding.has(id)),
    uses_versions: surroundings.uses_versions,
    minimum_change_request_approvals: surroundings.minimum_approvals,
    scheduled: surroundings.scheduled,
  };
}

/** One page of what became of a feature in an environment, and of the feature itself, newest first. Throws NOT_FOUND. */
export async function listFeatureHistory(
  context: Context,
  scope: Scope,
  featureId: number,
  window: { limit: number; offset: number },
): Promise<{ count: number; items: AuditLogDetail[] }> {
  const { organisationId, projectId } = scope;
  const environmentId = scope.environmentId ?? 0;
  await getFeature(context, scope, featureId, environmentId);
  const owner = { organisationIds: [organisationId], projectId };
  return listLogDetails(context, owner, { environments: [], feature: { id: featureId, environmentId } }, window);
}
