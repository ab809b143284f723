import type { VersionState, VersionStateInput } from '../../contract/versions.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact, type AuditEntry, type Write } from '../audit/transact.service.ts';
import { checkCapacity, checkSegment } from '../feature-segments/override-places.service.ts';
import {
  addStateOfVersion,
  changeState,
  environmentOf,
  listRowsOfVersion,
  toNestedState,
  toWeights,
  type Lineage,
  type StateRow,
} from '../feature-states/state-changes.service.ts';
import { conflict, mergeContent } from './version-plan.service.ts';
import { deleteVersionSegment, insertVersionSegment, moveVersionSegment } from './versions.queries.ts';
import { getVersion, holdVersion } from './versions.service.ts';

/** What a version says: the default, then the overrides by priority. Throws NOT_FOUND. */
export async function listVersionStates(
  context: Context,
  scope: Scope,
  featureId: number,
  uuid: string,
): Promise<VersionState[]> {
  const version = await getVersion(context, scope, uuid);
  if (version.feature_id !== featureId) throw notFound();
  return (await listRowsOfVersion(context.database.db, environmentOf(scope), uuid)).map(toVersionState);
}

/** Adds a segment override to a draft. Throws NOT_FOUND, INVALID. */
export async function createVersionState(
  context: Context,
  scope: Scope,
  featureId: number,
  uuid: string,
  input: VersionStateInput,
): Promise<VersionState> {
  return transact(context, async (write) => {
    const lineage = await holdDraft(write, scope, featureId, uuid);
    const { segment: segmentId, priority = null } = input.feature_segment ?? {};
    if (segmentId === undefined) throw invalid({ feature_segment: ['Only overrides of segments can be created.'] });
    await checkSegment(write, lineage, segmentId, 'feature_segment');
    const rows = await listRowsOfVersion(write.db, lineage, uuid);
    if (rows.some((row) => row.segment_id === segmentId)) {
      throw conflict(`Segment ${segmentId} has an override already.`);
    }
    await checkCapacity(write, lineage, 1);
    const blank = { enabled: false, value: { type: 'unicode' as const, value: null }, weights: [] };
    const content = mergeContent(blank, input, lineage.optionIds);
    const link = await insertVersionSegment(write.db, lineage, uuid, segmentId, priority);
    const added = await addStateOfVersion(write, lineage, uuid, link, content);
    recordAudit(write, describeDraft(lineage, uuid));
    return toVersionState(added);
  });
}

/** Changes a state of a draft; what is left out stays. Throws NOT_FOUND, INVALID. */
export async function updateVersionState(
  context: Context,
  scope: Scope,
  at: { featureId: number; uuid: string; stateId: number },
  input: VersionStateInput,
): Promise<VersionState> {
  return transact(context, async (write) => {
    const lineage = await holdDraft(write, scope, at.featureId, at.uuid);
    const before = await findState(write, lineage, at.uuid, at.stateId);
    const segmentId = input.feature_segment?.segment;
    if (segmentId !== undefined && segmentId !== before.segment_id) {
      throw invalid({ feature_segment: ['The segment of a state cannot be changed.'] });
    }
    const weights = toWeights(before);
    const content = mergeContent({ ...before, weights }, input, lineage.optionIds);
    const { entries } = await changeState(write, lineage, before, content);
    const priority = input.feature_segment?.priority ?? null;
    const isMoved = priority !== null && before.feature_segment_id !== null && priority !== before.priority;
    if (isMoved) await moveVersionSegment(write.db, at.uuid, before.feature_segment_id ?? 0, priority);
    if (isMoved || entries.length > 0) recordAudit(write, describeDraft(lineage, at.uuid));
    return toVersionState(await findState(write, lineage, at.uuid, at.stateId));
  });
}

/** Removes a segment override from a draft. Throws NOT_FOUND, INVALID. */
export async function deleteVersionState(
  context: Context,
  scope: Scope,
  at: { featureId: number; uuid: string; stateId: number },
): Promise<void> {
  await transact(context, async (write) => {
    const lineage = await holdDraft(write, scope, at.featureId, at.uuid);
    const row = await findState(write, lineage, at.uuid, at.stateId);
    if (row.feature_segment_id === null)
      throw invalid({ detail: ['The default of an environment cannot be deleted.'] });
    await deleteVersionSegment(write.db, at.uuid, row.feature_segment_id);
    recordAudit(write, describeDraft(lineage, at.uuid));
  });
}

async function holdDraft(write: Write, scope: Scope, featureId: number, uuid: string): Promise<Lineage> {
  const { lineage, row } = await holdVersion(write, scope, featureId, uuid);
  if (row.is_published) throw invalid({ non_field_errors: ['The states of a published version cannot be changed.'] });
  return lineage;
}

async function findState(write: Write, lineage: Lineage, uuid: string, stateId: number): Promise<StateRow> {
  const row = (await listRowsOfVersion(write.db, lineage, uuid)).find(({ id }) => id === stateId);
  if (row === undefined) throw notFound();
  return row;
}

function describeDraft(
  { organisationId, projectId, environmentId, featureName }: Lineage,
  objectUuid: string,
): AuditEntry {
  const log = `Version draft changed: ${featureName}`;
  return { organisationId, projectId, environmentId, type: 'EF_VERSION', change: 'UPDATE', objectUuid, log };
}

function toVersionState(row: StateRow): VersionState {
  const { version: _version, environment_feature_version: _uuid, ...shown } = toNestedState(row);
  const { feature_segment_id: id, segment_id: segment, priority, feature_segment_uuid: uuid } = row;
  const isOverride = id !== null && segment !== null && priority !== null && uuid !== null;
  return { ...shown, feature_segment: isOverride ? { id, segment, priority, uuid } : null };
}
