import type { LaunchDarklyImport } from '../../contract/launch-darkly.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { SEALED_PLACES } from '../../core/sealed-places.ts';
import { logFailure } from '../../platform/log.ts';
import { countProject, LaunchDarklyAway, type Access } from './launch-darkly-client.service.ts';
import {
  findLaunchDarklyImport,
  insertLaunchDarklyImport,
  listLaunchDarklyImports,
} from './launch-darkly-imports.queries.ts';
import { runLaunchDarklyImport } from './run-launch-darkly-import.service.ts';

/**
 * Accepts an import that LaunchDarkly has said it can serve; the work follows the answer. Throws INVALID for a token or project that it does
 * not know, while it cannot be reached, and while an import of the same project runs.
 */
export async function beginLaunchDarklyImport(
  context: Context,
  scope: Scope,
  access: Access,
): Promise<LaunchDarklyImport> {
  const projectId = scope.projectId ?? 0;
  const { environments, flags } = await count(context, access);
  const row = {
    organisationId: scope.organisationId,
    projectId,
    createdById: context.actor?.kind === 'user' ? context.actor.id : null,
    projectKey: access.projectKey,
    sealedToken: await context.sealer.seal(access.token, SEALED_PLACES.launchDarklyToken(projectId)),
    status: { requested_environment_count: environments, requested_flag_count: flags, error_messages: [] },
  };
  const begun = await insert(context, row);
  const work = runLaunchDarklyImport(context, begun.id).catch((error: unknown) => {
    logFailure('launch-darkly.import.failed', error, { importId: begun.id });
  });
  context.defer(work);
  return begun;
}

export async function showLaunchDarklyImports({ database }: Context, scope: Scope): Promise<LaunchDarklyImport[]> {
  return listLaunchDarklyImports(database.db, scope.projectId ?? 0);
}

export async function showLaunchDarklyImport(
  { database }: Context,
  scope: Scope,
  id: number,
): Promise<LaunchDarklyImport> {
  const row = await findLaunchDarklyImport(database.db, scope.projectId ?? 0, id);
  if (row === null) throw notFound();
  return row;
}

async function count(context: Context, access: Access) {
  try {
    return await countProject(context, access);
  } catch (error) {
    if (!(error instanceof LaunchDarklyAway)) throw error;
    logFailure('launch-darkly.unreachable', error, { requestId: context.requestId });
    throw invalid(`${error.message}. Try again later.`);
  }
}

async function insert({ database }: Context, row: Parameters<typeof insertLaunchDarklyImport>[1]) {
  try {
    return await insertLaunchDarklyImport(database.db, row);
  } catch (error) {
    if (violatedConstraint(error) !== 'launch_darkly_imports_one_at_a_time') throw error;
    throw invalid('An import of this LaunchDarkly project is running already.');
  }
}
