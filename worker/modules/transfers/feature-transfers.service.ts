import type { FeatureExport, FeatureImport } from '../../contract/project-lists.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import {
  deleteOldTransfers,
  failOldTransfers,
  listAdministeredEnvironmentIds,
  listExports,
  listImports,
} from './feature-transfers.queries.ts';

export async function showExports(context: Context, scope: Scope): Promise<FeatureExport[]> {
  return listExports(context.database.db, scope.projectId ?? 0, await administeredBy(context, scope));
}

export async function showImports(context: Context, scope: Scope): Promise<FeatureImport[]> {
  return listImports(context.database.db, scope.projectId ?? 0, await administeredBy(context, scope));
}

/** An export holds all flags of an environment, so only its administrators see that there is one. */
async function administeredBy({ database, actor }: Context, { projectId, grants }: Scope): Promise<number[]> {
  if (grants.isProjectAdmin) return listAdministeredEnvironmentIds(database.db, projectId ?? 0, null);
  return actor?.kind === 'user' ? listAdministeredEnvironmentIds(database.db, projectId ?? 0, actor.id) : [];
}

/** Ends what was killed and forgets what is old. */
export async function sweepFeatureTransfers({ database }: Pick<Context, 'database'>): Promise<void> {
  await failOldTransfers(database.db);
  await deleteOldTransfers(database.db);
}
