import type { Version, VersionDetail, VersionInput } from '../../contract/versions.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, touchEnvironment, transact, type Write } from '../audit/transact.service.ts';
import {
  announceVersion,
  environmentOf,
  findLineage,
  holdLineage,
  listLiveRows,
  listRowsOfVersion,
  pairChanges,
  type Lineage,
  type StateRow,
} from '../feature-states/state-changes.service.ts';
import { mailSchedule } from '../feature-states/schedule-mail.service.ts';
import {
  addVersion,
  authorOf,
  checkAdded,
  describeVersion,
  readFlagContent,
  readOrigin,
  refuseWhereApproved,
  toFlagContent,
} from '../flags-api/flags.service.ts';
import { planVersion } from './version-plan.service.ts';
import { toVersion, toVersionDetail } from './versions.mappers.ts';
import {
  deleteVersionRow,
  findVersionRow,
  hasDraft,
  listVersionRows,
  publishVersionRow,
  type VersionRow,
} from './versions.queries.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** One page of a feature's versions and the number of all. Throws NOT_FOUND. */
export async function listVersions(
  { database: { db } }: Context,
  scope: Scope,
  featureId: number,
  isLive: boolean | null,
  window: { limit: number; offset: number },
): Promise<{ count: number; items: Version[] }> {
  const place = environmentOf(scope);
  if ((await findLineage(db, place, featureId)) === null) throw notFound();
  const { count, items } = await listVersionRows(db, { ...place, featureId }, isLive, window);
  return { count, items: items.map(toVersion) };
}

/** The version with the one before it. Throws NOT_FOUND. */
export async function showVersion(context: Context, scope: Scope, uuid: string): Promise<VersionDetail> {
  return toVersionDetail(await getVersion(context, scope, uuid));
}

/** The version of the scope's environment. Throws NOT_FOUND. */
export async function getVersion({ database: { db } }: Context, scope: Scope, uuid: string): Promise<VersionRow> {
  const row = UUID.test(uuid) ? await findVersionRow(db, environmentOf(scope).environmentId, uuid) : null;
  if (row === null) throw notFound();
  return row;
}

/** Makes a version from what the feature is now and what the input changes, as a draft or published. Throws NOT_FOUND, INVALID, CONFLICT. */
export async function createVersion(
  context: Context,
  scope: Scope,
  featureId: number,
  input: VersionInput,
): Promise<Version> {
  const isPublished = input.publish_immediately ?? false;
  return transact(context, async (write) => {
    const lineage = await holdLineage(write, environmentOf(scope), featureId, { exclusive: true, capacity: true });
    requireVersions(lineage);
    if (isPublished) refuseWhereApproved(lineage);
    else if (await hasDraft(write.db, lineage)) {
      throw invalid({
        non_field_errors: ['The feature has an unpublished version already: publish or delete that one.'],
      });
    }
    const live = await listLiveRows(write.db, lineage);
    const before = await readFlagContent(write.db, lineage);
    const wanted = planVersion(before, lineage.optionIds, input);
    await checkAdded(write, lineage, before, wanted);
    const { live_from: liveFrom = null, description = null } = input;
    const { uuid, entry } = await addVersion(write, lineage, before, wanted, { isPublished, liveFrom, description });
    recordAudit(write, entry);
    const row = await mustFindVersion(write, lineage, uuid);
    if (isPublished) await announce(write, lineage, row, live);
    return toVersion(row);
  });
}

/** Publishes a draft, live from the moment on. Throws NOT_FOUND, INVALID, CONFLICT. */
export async function publishVersion(
  context: Context,
  scope: Scope,
  featureId: number,
  uuid: string,
  liveFrom: Date | null,
): Promise<Version> {
  return transact(context, async (write) => {
    const { lineage, row } = await holdVersion(write, scope, featureId, uuid);
    if (row.is_published) throw invalid({ non_field_errors: ['The version is published already.'] });
    refuseWhereApproved(lineage);
    const live = await listLiveRows(write.db, lineage);
    const before = await readFlagContent(write.db, lineage);
    const states = await listRowsOfVersion(write.db, lineage, uuid);
    const wanted = toFlagContent(states, await readOrigin(write.db, lineage));
    await publishVersionRow(write.db, lineage, uuid, liveFrom, authorOf(context.actor));
    recordAudit(write, describeVersion(lineage, uuid, 'published', before, wanted));
    const published = await mustFindVersion(write, lineage, uuid);
    await announce(write, lineage, published, live);
    return toVersion(published);
  });
}

/** Deletes a version that is not live. Throws NOT_FOUND, INVALID. */
export async function deleteVersion(context: Context, scope: Scope, featureId: number, uuid: string): Promise<void> {
  await transact(context, async (write) => {
    const { lineage, row } = await holdVersion(write, scope, featureId, uuid);
    if (row.is_live) throw invalid({ detail: ['A version that has been live cannot be deleted.'] });
    await deleteVersionRow(write.db, lineage, uuid);
    const { organisationId, projectId, environmentId, featureName } = lineage;
    recordAudit(write, {
      organisationId,
      projectId,
      environmentId,
      type: 'EF_VERSION',
      change: 'DELETE',
      objectUuid: uuid,
      log: `Version deleted: ${featureName}`,
    });
    if (row.is_published) touchEnvironment(write, environmentId, 'version');
  });
}

/** Holds the feature until the transaction ends, and reads the version. Throws NOT_FOUND. */
export async function holdVersion(
  write: Write,
  scope: Scope,
  featureId: number,
  uuid: string,
): Promise<{ lineage: Lineage; row: VersionRow }> {
  const lineage = await holdLineage(write, environmentOf(scope), featureId, { exclusive: true, capacity: true });
  requireVersions(lineage);
  const row = UUID.test(uuid) ? await findVersionRow(write.db, lineage.environmentId, uuid, featureId) : null;
  if (row === null) throw notFound();
  return { lineage, row };
}

/** Throws INVALID where the environment has no versions. */
export function requireVersions({ usesVersions }: Pick<Lineage, 'usesVersions'>): void {
  if (!usesVersions) throw invalid({ environment: ['Feature versioning is not enabled for this environment.'] });
}

async function mustFindVersion(write: Write, lineage: Lineage, uuid: string): Promise<VersionRow> {
  const row = await findVersionRow(write.db, lineage.environmentId, uuid);
  if (row === null) throw new Error('a version that was written is not there');
  return row;
}

/**
 * Has the environment published, now or when the version's moment has come. Webhooks are told of what is live at once, people are mailed what
 * is scheduled.
 */
async function announce(
  write: Write,
  lineage: Lineage,
  { uuid, is_live: isLive, live_from: liveFrom }: VersionRow,
  before: readonly StateRow[],
): Promise<void> {
  touchEnvironment(write, lineage.environmentId, 'version', isLive || liveFrom === null ? null : new Date(liveFrom));
  if (isLive) return announceVersion(write, lineage, uuid, before, await listLiveRows(write.db, lineage));
  const changes = pairChanges(before, await listRowsOfVersion(write.db, lineage, uuid));
  await mailSchedule(write, lineage, liveFrom, changes);
}
