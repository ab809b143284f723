import type { Db } from '../../../drizzle/db.ts';
import { fulfils, type Grants } from '../../core/access.ts';
import { DomainError, forbidden, invalid, notFound } from '../../core/errors.ts';
import { announce, touchEnvironment, type AuditEntry, type Write } from '../audit/transact.service.ts';
import { findLineage, lockLineage, type Lineage } from './lineage.queries.ts';
import { compareStates, describeChange, describeCreation, describeRemoval } from './state-audit.mappers.ts';
import type { EnvironmentPlace } from './state-place.ts';
import type { StateRow } from './state-row.ts';
import {
  findStateRow,
  listLineageRows,
  listRowsById,
  listStateRowsById,
  listVersionStateRows,
} from './state-rows.queries.ts';
import { isSameValue, isSameWeights, type StateValue, type Weight } from './state-value.ts';
import { hasState, insertState, softDeleteStates, updateState, type Target } from './state-writes.queries.ts';
import { toWeights } from './state-dialects.ts';

/** A state as it was written, with what the audit log is to say of it. */
export type Written = { row: StateRow; entries: AuditEntry[] };
/** What a place said and what it says instead; null for nothing of its own. */
export type StateChange = { previous: StateRow | null; next: StateRow | null };
export type StateChanges = { enabled?: boolean; value?: StateValue; weights?: Weight[]; liveFrom?: Date };

/**
 * Holds the feature in the environment until the transaction ends. `exclusive` is for whoever writes weights of a default, `capacity` for
 * whoever adds a segment override. Throws NOT_FOUND.
 */
export async function holdLineage(
  write: Write,
  place: EnvironmentPlace,
  featureId: number,
  { exclusive = false, capacity = false } = {},
): Promise<Lineage> {
  const lineage = await lockLineage(write.db, place, featureId, { exclusive, capacity });
  if (lineage === null) throw notFound();
  return lineage;
}

/** As `holdLineage`, for a feature that the body names: a missing one is a fault of the input. */
export async function holdNamedLineage(
  write: Write,
  place: EnvironmentPlace,
  featureId: number,
  options: { exclusive?: boolean; capacity?: boolean } = {},
): Promise<Lineage> {
  if ((await findLineage(write.db, place, featureId)) === null) {
    throw invalid({ feature: [`Invalid pk "${featureId}" - object does not exist.`] });
  }
  return holdLineage(write, place, featureId, options);
}

/** Throws INVALID where only versions may change what everybody or a segment gets. */
export function refuseDirectWrite(): never {
  throw new DomainError(
    'INVALID',
    'The environment uses feature versioning: publish a new version instead of writing its states directly.',
    { wireCode: 'direct_feature_state_write_not_allowed' },
  );
}

/** Overrides of a segment ask for a permission of their own. Throws FORBIDDEN. */
export function requireStatePermission(grants: Grants, { featureSegmentId }: Pick<Target, 'featureSegmentId'>): void {
  const need = featureSegmentId === null ? 'UPDATE_FEATURE_STATE' : 'MANAGE_SEGMENT_OVERRIDES';
  if (!fulfils(grants, need)) throw forbidden();
}

/** Adds a state where none is, or a scheduled one beside. Throws INVALID. */
export async function addState(
  write: Write,
  lineage: Lineage,
  target: Target,
  state: { enabled: boolean; value: StateValue; weights: Weight[]; liveFrom: Date | null },
): Promise<Written> {
  if (lineage.usesVersions && target.identityId === null) refuseDirectWrite();
  const liveFrom = isAhead(write, state.liveFrom) ? state.liveFrom : null;
  if (liveFrom === null && (await hasState(write.db, lineage, target))) {
    throw invalid({ non_field_errors: ['The feature has a state here already: update that one.'] });
  }
  const id = await insertState(write.db, lineage, { ...state, liveFrom, target, versionUuid: null });
  const row = await mustFind(write, lineage, id);
  touchEnvironment(write, lineage.environmentId, 'feature-state', liveFrom);
  announceState(write, lineage, null, row, liveFrom);
  return { row, entries: [describeCreation(lineage, row)] };
}

/**
 * Changes the state in place; with a moment to come, adds a scheduled state beside a live one instead. What changes nothing is no change.
 * Throws INVALID.
 */
export async function changeState(
  write: Write,
  lineage: Lineage,
  before: StateRow,
  changes: StateChanges,
): Promise<Written> {
  if (isGuarded(lineage, before)) refuseDirectWrite();
  const liveFrom = isAhead(write, changes.liveFrom ?? null) ? changes.liveFrom : undefined;
  if (liveFrom !== undefined && !before.is_scheduled && before.version_uuid === null) {
    const { enabled = before.enabled, value = before.value, weights = toWeights(before) } = changes;
    return addState(write, lineage, targetOf(before), { enabled, value, weights, liveFrom });
  }
  const real = dropSame(before, { ...changes, liveFrom: before.is_scheduled ? changes.liveFrom : undefined });
  if (Object.keys(real).length === 0) return { row: before, entries: [] };
  await updateState(write.db, lineage.featureId, before.id, real);
  const after = await mustFind(write, lineage, before.id);
  const changed = compareStates(before, after);
  if (changed === null) return { row: after, entries: [] };
  touchEnvironment(write, lineage.environmentId, 'feature-state');
  if (liveFrom !== undefined) touchEnvironment(write, lineage.environmentId, 'feature-state', liveFrom);
  // A change of the draft of a version is told when it is published.
  if (after.version_uuid === null) announceScheduledOrNow(write, lineage, before, after, liveFrom ?? null);
  return { row: after, entries: [describeChange(lineage, after, changed)] };
}

/** Removes an identity override, with those of the same place that are older or scheduled left as they are. */
export async function removeState(write: Write, lineage: Lineage, row: StateRow): Promise<AuditEntry> {
  await softDeleteStates(write.db, lineage.environmentId, [row.id]);
  touchEnvironment(write, lineage.environmentId, 'feature-state');
  if (!row.is_scheduled) announceState(write, lineage, row, null);
  return describeRemoval(lineage, row);
}

/** Tells webhooks of a state that came, changed or went. */
export function announceState(
  write: Write,
  { organisationId, environmentId, featureId }: Pick<Lineage, 'organisationId' | 'environmentId' | 'featureId'>,
  previous: StateRow | null,
  next: StateRow | null,
  liveFrom: Date | null = null,
): void {
  announce(write, { kind: 'flag', organisationId, environmentId, featureId, previous, next, liveFrom });
}

/** Tells webhooks of states that were just made, in whatever environments of the organisation. */
export async function announceNewStates(
  write: Write,
  organisationId: number,
  states: readonly { environmentId: number; id: number }[],
): Promise<void> {
  for (const row of await listStateRowsById(write.db, states)) {
    announceState(write, { organisationId, environmentId: row.environment_id, featureId: row.feature_id }, null, row);
  }
}

/** Tells webhooks of a version, and of each state in which it differs from what was live. */
export function announceVersion(
  write: Write,
  lineage: Lineage,
  uuid: string,
  before: readonly StateRow[],
  after: readonly StateRow[],
): void {
  const { organisationId, environmentId, featureId } = lineage;
  announce(write, { kind: 'version', organisationId, environmentId, featureId, uuid, states: after });
  for (const { previous, next } of pairChanges(before, after)) announceState(write, lineage, previous, next);
}

/** The places in which a version differs from what was live: first those that it changes or adds, then those that it gives up. */
export function pairChanges(before: readonly StateRow[], after: readonly StateRow[]): StateChange[] {
  const same = (one: StateRow) => (other: StateRow) => one.segment_id === other.segment_id;
  return [
    ...after
      .map((next) => ({ previous: before.find(same(next)) ?? null, next }))
      .filter(({ previous, next }) => previous === null || isChanged(previous, next)),
    ...before.filter((row) => !after.some(same(row))).map((previous) => ({ previous, next: null })),
  ];
}

/** Whether only a new version may change the state: drafts of versions and overrides of identities may be written. */
export function isGuarded(lineage: Lineage, row: StateRow): boolean {
  if (!lineage.usesVersions || row.identity_id !== null) return false;
  return row.version_uuid === null || row.is_published_version;
}

export const targetOf = (row: StateRow): Target => ({
  featureSegmentId: row.feature_segment_id,
  identityId: row.identity_id,
});

function announceScheduledOrNow(
  write: Write,
  lineage: Lineage,
  before: StateRow,
  after: StateRow,
  liveFrom: Date | null,
): void {
  const moment = liveFrom ?? (after.is_scheduled ? new Date(after.live_from ?? 0) : null);
  if (moment === null) return announceState(write, lineage, before.is_scheduled ? null : before, after);
  // The outbox has a row for the moment already where only the content changed; one more publishes nothing new.
  if (liveFrom === null) touchEnvironment(write, lineage.environmentId, 'feature-state', moment);
  announceState(write, lineage, null, after, moment);
}

function isChanged(before: StateRow, after: StateRow): boolean {
  const changes = compareStates({ ...before, live_from: null }, { ...after, live_from: null });
  return changes !== null || before.priority !== after.priority;
}

function dropSame(
  before: StateRow,
  { enabled, value, weights, liveFrom }: { [Key in keyof StateChanges]: StateChanges[Key] | undefined },
) {
  return {
    ...(enabled === undefined || enabled === before.enabled ? {} : { enabled }),
    ...(value === undefined || isSameValue(value, before.value) ? {} : { value }),
    ...(weights === undefined || isSameWeights(weights, toWeights(before)) ? {} : { weights }),
    ...(liveFrom === undefined || liveFrom.getTime() === Date.parse(before.live_from ?? '') ? {} : { liveFrom }),
  };
}

function isAhead({ context }: Write, moment: Date | null): moment is Date {
  return moment !== null && moment > context.now();
}

async function mustFind(write: Write, lineage: Lineage, id: number): Promise<StateRow> {
  const row = await findStateRow(write.db, lineage, id);
  if (row === null) throw new Error('a state that was written is not there');
  return row;
}

/** The live states of the feature: the default, then the overrides by priority. */
export async function listLiveRows(
  db: Db,
  { environmentId, featureId }: Pick<Lineage, 'environmentId' | 'featureId'>,
): Promise<StateRow[]> {
  return listLineageRows(db, environmentId, featureId);
}

/** Those of the states that are of the feature: the default, then the overrides by priority. */
export async function findStatesById(
  db: Db,
  { environmentId, featureId }: Pick<Lineage, 'environmentId' | 'featureId'>,
  ids: readonly number[],
): Promise<StateRow[]> {
  return listRowsById(db, environmentId, featureId, ids);
}

/** The states of a version: the default, then the overrides by priority. */
export async function listRowsOfVersion(
  db: Db,
  { environmentId }: Pick<Lineage, 'environmentId'>,
  versionUuid: string,
): Promise<StateRow[]> {
  return listVersionStateRows(db, environmentId, versionUuid);
}

/** Adds the state of a feature segment to a version. Nobody is told: a draft is served to nobody. */
export async function addStateOfVersion(
  write: Write,
  lineage: Lineage,
  versionUuid: string,
  featureSegmentId: number,
  state: { enabled: boolean; value: StateValue; weights: Weight[] },
): Promise<StateRow> {
  const target = { featureSegmentId, identityId: null };
  const id = await insertState(write.db, lineage, { ...state, target, liveFrom: null, versionUuid });
  return mustFind(write, lineage, id);
}

export { listEnvironmentRows, listLiveIds } from './state-rows.queries.ts';
export { describeRemoval } from './state-audit.mappers.ts';
export { findLineage, type Lineage } from './lineage.queries.ts';
export { findScheduledPair } from './state-rows.queries.ts';

export { toNestedState, toWeights } from './state-dialects.ts';
export { environmentOf, type EnvironmentPlace } from './state-place.ts';
export type { StateRow } from './state-row.ts';
export { readTyped, readWeights } from './state-value.ts';
