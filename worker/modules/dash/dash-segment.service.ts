import type { DashSegmentUse } from '../../contract/dash.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { listEnvironments } from '../environments/managed-environments.service.ts';
import { showSegmentUses } from '../segments/segment-uses.service.ts';
import { describeStates } from './dash-segment.queries.ts';

/** Ordered by environment, then by the name of the feature. Throws NOT_FOUND for a segment that is not of the project. */
export async function listDashSegmentUses(context: Context, scope: Scope, id: number): Promise<DashSegmentUse[]> {
  const [uses, environments] = await Promise.all([
    showSegmentUses(context, scope, id, null),
    listEnvironments(context, scope.projectId ?? 0),
  ]);
  const visible = new Set(environments.map((environment) => environment.id));
  const ids = uses.filter(({ environment }) => visible.has(environment)).map((use) => use.id);
  return describeStates(context.database.db, scope.projectId ?? 0, ids);
}
