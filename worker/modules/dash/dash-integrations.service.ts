import type { DashIntegrations } from '../../contract/dash.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { listEnvironments } from '../environments/managed-environments.service.ts';
import { showProjectIntegrations } from '../integrations/project-integrations.service.ts';

/** Environments that the caller may not view are as if they were not there. */
export async function listDashIntegrations(context: Context, scope: Scope): Promise<DashIntegrations> {
  const environments = await listEnvironments(context, scope.projectId ?? 0);
  return showProjectIntegrations(
    context,
    scope,
    environments.map(({ id }) => id),
  );
}
