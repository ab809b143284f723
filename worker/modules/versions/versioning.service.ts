import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, touchEnvironment, transact, type AuditEntry, type Write } from '../audit/transact.service.ts';
import { environmentOf, findLineage, findStatesById, listLiveIds } from '../feature-states/state-changes.service.ts';
import { addVersion, authorOf, readOrigin, toFlagContent } from '../flags-api/flags.service.ts';
import { withState } from './version-plan.service.ts';
import {
  deleteUnversioned,
  listScheduledStates,
  lockVersioning,
  moveIntoVersions,
  moveOutOfVersions,
  writeVersioning,
  type ScheduledState,
  type Versioning,
} from './versioning.queries.ts';

/**
 * From now on every change of the environment is a version: what is live becomes the first one of each feature, what is scheduled one
 * of the future. Nothing changes for those who are served. Throws INVALID if it is so already.
 */
export async function enableVersions(context: Context, scope: Scope): Promise<void> {
  const place = environmentOf(scope);
  await transact(context, async (write) => {
    const before = await hold(write, place.environmentId, false);
    const live = await listLiveIds(write.db, place.environmentId);
    const scheduled = await listScheduledStates(write.db, place.environmentId);
    for (const featureId of new Set(scheduled.map((state) => state.feature_id))) {
      await addFutureVersions(
        write,
        scope,
        featureId,
        live,
        scheduled.filter((state) => state.feature_id === featureId),
      );
    }
    await moveIntoVersions(write.db, place.environmentId, live, authorOf(context.actor));
    await deleteUnversioned(write.db, place.environmentId);
    await writeVersioning(write.db, place.environmentId, true);
    recordAudit(write, describe(scope, before, true));
    touchEnvironment(write, place.environmentId, 'versioning');
  });
}

/** Keeps what is live and gives up all versions, those of the future too. Throws INVALID if there are none. */
export async function disableVersions(context: Context, scope: Scope): Promise<void> {
  const place = environmentOf(scope);
  await transact(context, async (write) => {
    const before = await hold(write, place.environmentId, true);
    const live = await listLiveIds(write.db, place.environmentId);
    await deleteUnversioned(write.db, place.environmentId);
    await moveOutOfVersions(write.db, place.environmentId, live);
    await writeVersioning(write.db, place.environmentId, false);
    recordAudit(write, describe(scope, before, false));
    touchEnvironment(write, place.environmentId, 'versioning');
  });
}

/** One version for each moment at which states were to go live: what was live then, with those states. */
async function addFutureVersions(
  write: Write,
  scope: Scope,
  featureId: number,
  live: readonly number[],
  scheduled: readonly ScheduledState[],
): Promise<void> {
  const lineage = await findLineage(write.db, environmentOf(scope), featureId);
  if (lineage === null) return;
  const origin = await readOrigin(write.db, lineage);
  const rows = await findStatesById(write.db, lineage, [...live, ...scheduled.map(({ id }) => id)]);
  let flag = toFlagContent(
    rows.filter(({ id }) => live.includes(id)),
    origin,
  );
  for (const [moment, states] of Map.groupBy(scheduled, ({ live_from: from }) => new Date(from).getTime())) {
    const before = flag;
    for (const { id } of states) {
      const row = rows.find((one) => one.id === id);
      if (row !== undefined) flag = withState(flag, row);
    }
    const terms = { isPublished: true, liveFrom: new Date(moment), description: null };
    const { entry } = await addVersion(write, lineage, before, flag, terms);
    recordAudit(write, entry);
    touchEnvironment(write, lineage.environmentId, 'version', new Date(moment));
  }
}

async function hold(write: Write, environmentId: number, usesVersions: boolean): Promise<Versioning> {
  const row = await lockVersioning(write.db, environmentId);
  if (row === null) throw notFound();
  if (row.usesVersions === usesVersions) return row;
  throw invalid({ environment: [`Feature versioning is ${usesVersions ? 'not enabled' : 'enabled already'}.`] });
}

function describe({ organisationId, projectId, environmentId }: Scope, { name }: Versioning, on: boolean): AuditEntry {
  return {
    organisationId,
    projectId,
    environmentId,
    type: 'ENVIRONMENT',
    change: 'UPDATE',
    objectId: environmentId,
    log: `Environment updated: ${name}`,
    before: { use_v2_feature_versioning: !on },
    after: { use_v2_feature_versioning: on },
  };
}
