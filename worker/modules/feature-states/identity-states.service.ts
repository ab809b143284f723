import type { IdentityState } from '../../contract/feature-states.ts';
import type { DocumentFeatureState, EnvironmentDocument } from '../../contract/environment-document.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { compileEnvironment, evaluateIdentity, type Outcome, type Traits } from '../../engine/index.ts';
import { recordAudit, transact, type Write } from '../audit/transact.service.ts';
import { loadEnvironmentSnapshot } from '../environments/environment-snapshot.service.ts';
import { findTraits } from './identity-states.queries.ts';
import { addState, changeState, holdLineage, removeState } from './state-changes.service.ts';
import { toWeights } from './state-dialects.ts';
import { environmentOf } from './state-place.ts';
import type { StateRow } from './state-row.ts';
import { findIdentity, listIdentityRows } from './state-rows.queries.ts';

/** What every feature is for the identity, as of now, and by what it is overridden. Throws NOT_FOUND. */
export async function listAllStates(context: Context, scope: Scope, identityId: number): Promise<IdentityState[]> {
  const { environmentId } = environmentOf(scope);
  const { db } = context.database;
  const [identity, traits, { snapshot }] = await Promise.all([
    findIdentity(db, environmentId, { id: identityId }),
    findTraits(db, environmentId, identityId),
    loadEnvironmentSnapshot(context.database, environmentId),
  ]);
  if (identity === null || snapshot === null) throw notFound();
  const { document } = snapshot;
  const weights = weightsByState(document);
  const outcomes = evaluateIdentity(compileEnvironment(document), {
    identifier: identity.identifier,
    traits: traits as Traits,
  });
  return outcomes.map((outcome) => toIdentityState(outcome, weights));
}

/**
 * Gives the identity the overrides of another one of the environment: what it has beside them is removed. Throws NOT_FOUND, and INVALID
 * for a source that is not there.
 */
export async function cloneOverrides(
  context: Context,
  scope: Scope,
  identityId: number,
  sourceId: number,
): Promise<IdentityState[]> {
  const place = environmentOf(scope);
  await transact(context, async (write) => {
    const [target, source] = await Promise.all([
      findIdentity(write.db, place.environmentId, { id: identityId }),
      findIdentity(write.db, place.environmentId, { id: sourceId }),
    ]);
    if (target === null) throw notFound();
    if (source === null) throw invalid({ source_identity_id: ['The identity does not exist in the environment.'] });
    if (identityId === sourceId) return;
    const list = (id: number) => listIdentityRows(write.db, place.environmentId, id);
    const features = [...(await list(sourceId)), ...(await list(identityId))].map((row) => row.feature_id);
    const lineages = new Map<number, Awaited<ReturnType<typeof holdLineage>>>();
    // In one order for everybody: two who need the same features never wait for each other.
    for (const id of [...new Set(features)].toSorted((left, right) => left - right)) {
      lineages.set(id, await holdLineage(write, place, id, { exclusive: true }));
    }
    const [wanted, current] = [await list(sourceId), await list(identityId)];
    for (const [featureId, lineage] of lineages) {
      const [from, to] = [wanted, current].map((rows) => rows.find((row) => row.feature_id === featureId));
      for (const entry of await copyOverride(write, lineage, identityId, from, to)) recordAudit(write, entry);
    }
  });
  return listAllStates(context, scope, identityId);
}

async function copyOverride(
  write: Write,
  lineage: Awaited<ReturnType<typeof holdLineage>>,
  identityId: number,
  from: StateRow | undefined,
  to: StateRow | undefined,
) {
  if (from === undefined) return to === undefined ? [] : [await removeState(write, lineage, to)];
  const state = { enabled: from.enabled, value: from.value, weights: toWeights(from) };
  const { entries } =
    to === undefined
      ? await addState(write, lineage, { featureSegmentId: null, identityId }, { ...state, liveFrom: null })
      : await changeState(write, lineage, to, state);
  return entries;
}

type Weights = IdentityState['multivariate_feature_state_values'];

function weightsByState({ feature_states: defaults, project, identity_overrides: overrides }: EnvironmentDocument) {
  const states: DocumentFeatureState[] = [
    ...defaults,
    ...project.segments.flatMap((segment) => segment.feature_states),
    ...overrides.flatMap((override) => override.identity_features),
  ];
  return new Map<string, Weights>(
    states.map(({ featurestate_uuid: uuid, multivariate_feature_state_values: entries }) => [
      uuid,
      entries.map((entry) => ({
        multivariate_feature_option: { value: entry.multivariate_feature_option.value },
        percentage_allocation: entry.percentage_allocation,
      })),
    ]),
  );
}

function toIdentityState({ feature, enabled, value, source }: Outcome, weights: Map<string, Weights>): IdentityState {
  const overriddenBy = source.kind === 'identity' ? 'IDENTITY' : source.kind === 'segment' ? 'SEGMENT' : null;
  const isOfSegment = source.kind === 'segment' && source.segmentId !== null;
  return {
    feature: { id: feature.id ?? 0, name: feature.name, type: feature.type ?? 'STANDARD' },
    enabled,
    feature_state_value: value as IdentityState['feature_state_value'],
    overridden_by: overriddenBy,
    segment: isOfSegment ? { id: source.segmentId, name: source.segmentName } : null,
    multivariate_feature_state_values: weights.get(source.featureStateUuid ?? '') ?? [],
  };
}
