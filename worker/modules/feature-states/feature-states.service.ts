import type {
  NestedStateInput,
  NestedStatePatch,
  ScalarStateInput,
  ScalarStatePatch,
} from '../../contract/feature-states.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { DomainError, invalid, notFound } from '../../core/errors.ts';
import { transact, recordAudit, type Write } from '../audit/transact.service.ts';
import { isFeatureSegmentOf } from './lineage.queries.ts';
import { mailSchedule } from './schedule-mail.service.ts';
import {
  addState,
  changeState,
  holdLineage,
  holdNamedLineage,
  removeState,
  requireStatePermission,
} from './state-changes.service.ts';
import { environmentOf, type EnvironmentPlace } from './state-place.ts';
import type { StateFilter, StateRow } from './state-row.ts';
import { findIdentity, findStateRow, listStateRows } from './state-rows.queries.ts';
import { readWeights, type StateValue } from './state-value.ts';

type Window = { limit: number; offset: number };
type Input = Omit<ScalarStateInput | NestedStateInput, 'feature_state_value' | 'environment'>;
type Patch = Omit<ScalarStatePatch | NestedStatePatch, 'feature_state_value'>;

/** One page of live states and the number of all. `identityId` narrows to overrides of one identity. Throws NOT_FOUND. */
export async function listStates(
  { database }: Context,
  scope: Scope,
  filter: StateFilter,
  window: Window,
): Promise<{ count: number; items: StateRow[] }> {
  const place = environmentOf(scope);
  if (typeof filter.identities === 'number') await mustFindIdentity(database.db, place, filter.identities);
  return listStateRows(database.db, place, filter, window);
}

/** A state of the scope's environment, below the identity if one is named. Throws NOT_FOUND. */
export async function getState(
  { database }: Context,
  scope: Scope,
  stateId: number,
  identityId: number | null = null,
): Promise<StateRow> {
  const row = await findStateRow(database.db, environmentOf(scope), stateId, identityId);
  if (row === null) throw notFound();
  return row;
}

/**
 * Adds what a feature is for an identity or a segment, or, scheduled, for everybody. An identity of the path wins over the body's. Throws
 * NOT_FOUND, INVALID, FORBIDDEN.
 */
export async function createState(
  context: Context,
  scope: Scope,
  input: Input,
  value: StateValue,
  identityId: number | null = null,
): Promise<StateRow> {
  const place = environmentOf(scope);
  const featureSegmentId = identityId === null ? (input.feature_segment ?? null) : null;
  requireStatePermission(scope.grants, { featureSegmentId });
  return transact(context, async (write) => {
    const lineage = await holdNamedLineage(write, place, input.feature, { exclusive: hasWeights(input) });
    const identity = identityId ?? (await readIdentity(write, place, input));
    if (identityId !== null) await mustFindIdentity(write.db, place, identityId);
    if (featureSegmentId !== null && identity !== null) {
      throw invalid({ feature_segment: ['A state belongs to an identity or to a segment, not to both.'] });
    }
    if (featureSegmentId !== null && !(await isFeatureSegmentOf(write.db, lineage, featureSegmentId))) {
      throw invalid({ feature_segment: [`Invalid pk "${featureSegmentId}" - object does not exist.`] });
    }
    const { row, entries } = await addState(
      write,
      lineage,
      { featureSegmentId, identityId: identity },
      {
        enabled: input.enabled ?? false,
        value,
        weights: readWeights(input.multivariate_feature_state_values, lineage.optionIds) ?? [],
        liveFrom: input.live_from ?? null,
      },
    );
    for (const entry of entries) recordAudit(write, entry);
    if (row.is_scheduled) await mailSchedule(write, lineage, row.live_from, [{ previous: null, next: row }]);
    return row;
  });
}

/**
 * Changes a state; what is left out stays. `expected` is when the caller saw it changed last. Throws NOT_FOUND, INVALID, FORBIDDEN, and
 * CONFLICT if it has changed since.
 */
export async function updateState(
  context: Context,
  scope: Scope,
  stateId: number,
  {
    input,
    value,
    expected,
    identityId = null,
  }: { input: Patch; value: StateValue | undefined; expected: string | null; identityId?: number | null },
): Promise<StateRow> {
  const place = environmentOf(scope);
  return transact(context, async (write) => {
    const seen = await findStateRow(write.db, place, stateId, identityId);
    if (seen === null) throw notFound();
    requireStatePermission(scope.grants, { featureSegmentId: seen.feature_segment_id });
    const lineage = await holdLineage(write, place, seen.feature_id, { exclusive: hasWeights(input) });
    const before = await findStateRow(write.db, place, stateId, identityId);
    if (before === null) throw notFound();
    checkSamePlace(before, input);
    if (expected !== null && expected !== before.updated_at) {
      throw new DomainError('CONFLICT', 'The state was changed since you saw it.', { wireCode: 'conflict' });
    }
    const weights = readWeights(input.multivariate_feature_state_values, lineage.optionIds);
    const { row, entries } = await changeState(write, lineage, before, {
      ...(input.enabled === undefined ? {} : { enabled: input.enabled }),
      ...(value === undefined ? {} : { value }),
      ...(weights === undefined ? {} : { weights }),
      ...(input.live_from == null ? {} : { liveFrom: input.live_from }),
    });
    for (const entry of entries) recordAudit(write, entry);
    if (row.is_scheduled && row.version_uuid === null && entries.length > 0) {
      await mailSchedule(write, lineage, row.live_from, [{ previous: before, next: row }]);
    }
    return row;
  });
}

/** Removes an override of an identity. Throws NOT_FOUND, and INVALID for any other state. */
export async function deleteState(
  context: Context,
  scope: Scope,
  stateId: number,
  identityId: number | null = null,
): Promise<void> {
  const place = environmentOf(scope);
  await transact(context, async (write) => {
    const seen = await findStateRow(write.db, place, stateId, identityId);
    if (seen === null) throw notFound();
    if (seen.feature_segment_id !== null)
      throw invalid('Delete the feature segment to remove the override of a segment.');
    if (seen.identity_id === null) throw invalid('What a feature is for everybody cannot be deleted, only changed.');
    const lineage = await holdLineage(write, place, seen.feature_id);
    const row = await findStateRow(write.db, place, stateId, identityId);
    if (row === null) throw notFound();
    recordAudit(write, await removeState(write, lineage, row));
  });
}

/** compat: the identity may be named by its id or its identifier. Throws INVALID. */
async function readIdentity(write: Write, place: EnvironmentPlace, input: Input): Promise<number | null> {
  if (input.identity == null && input.identifier === undefined) return null;
  const who = input.identity == null ? { identifier: input.identifier ?? '' } : { id: input.identity };
  const identity = await findIdentity(write.db, place.environmentId, who);
  if (identity !== null) return identity.id;
  const field = 'id' in who ? 'identity' : 'identifier';
  throw invalid({ [field]: ['The identity does not exist in the environment.'] });
}

async function mustFindIdentity(db: Write['db'], place: EnvironmentPlace, identityId: number): Promise<void> {
  if ((await findIdentity(db, place.environmentId, { id: identityId })) === null) throw notFound();
}

function checkSamePlace(row: StateRow, input: Patch): void {
  if (input.feature !== undefined && input.feature !== row.feature_id) {
    throw invalid({ feature: ['The feature of a state cannot change.'] });
  }
  if (input.environment != null && input.environment !== row.environment_id) {
    throw invalid({ environment: ['The environment of a state cannot change.'] });
  }
  if (input.feature_segment != null && input.feature_segment !== row.feature_segment_id) {
    throw invalid({ feature_segment: ['The feature segment of a state cannot change.'] });
  }
}

const hasWeights = ({ multivariate_feature_state_values: weights }: Input | Patch) => (weights?.length ?? 0) > 0;
