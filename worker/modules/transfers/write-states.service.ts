import type { ExportedFeature, ExportedState } from '../../contract/organisation-export.ts';
import { inferFeatureValue, toScalar } from '../../core/feature-value.ts';
import { insertRows, takeIds } from './bulk-rows.queries.ts';
import type { StateContent } from './state-content.ts';
import { StateRows } from './state-rows.service.ts';
import type { WrittenEnvironment } from './write-environments.service.ts';
import { count, type Writing } from './writing.service.ts';

/** Gives each of the new features its state and its overrides in each environment: seeds first, as they decide who gets which variant. */
export async function writeStates(
  writing: Writing,
  environments: readonly WrittenEnvironment[],
  features: readonly ExportedFeature[],
): Promise<void> {
  for (const environment of environments) {
    await writeSeeds(writing, environment);
    await writeStatesOf(writing, environment, features);
  }
}

async function writeSeeds({ write, place, ids }: Writing, { id, content }: WrittenEnvironment): Promise<void> {
  const rows = (content?.seeds ?? []).flatMap(({ feature, segment = null, seed }) => {
    const featureId = ids.features.find(feature);
    const segmentId = segment === null ? null : ids.segments.find(segment);
    if (featureId === null || (segment !== null && segmentId === null)) return [];
    const lineage = { environment_id: id, project_id: place.projectId, feature_id: featureId, segment_id: segmentId };
    return [{ ...lineage, seed }];
  });
  await insertRows(write.db, 'bucketing_seeds', rows);
}

async function writeStatesOf(
  writing: Writing,
  environment: WrittenEnvironment,
  features: readonly ExportedFeature[],
): Promise<void> {
  const { write, place, ids, now } = writing;
  const where = { project_id: place.projectId, environment_id: environment.id };
  const versions = new Map(
    environment.usesVersions ? features.map(({ id }) => [ids.features.get(id), crypto.randomUUID() as string]) : [],
  );
  const versionRows = [...versions].map(([featureId, uuid]) => ({
    ...where,
    uuid,
    feature_id: featureId,
    published_at: now,
    live_from: now,
  }));
  await insertRows(write.db, 'environment_feature_versions', versionRows);
  const wanted = findWanted(writing, environment);
  const rows = new StateRows();
  for (const feature of features) {
    const featureId = ids.features.get(feature.id);
    const content = wanted.defaults.get(feature.id) ?? toDefault(writing, feature);
    rows.add(
      writing,
      { environmentId: environment.id, featureId, versionUuid: versions.get(featureId) ?? null },
      content,
    );
  }
  const linkIds = await takeIds(write.db, 'feature_segments', wanted.overrides.length);
  const links = wanted.overrides.map(({ state, featureId, segmentId }, index) => {
    const versionUuid = versions.get(featureId) ?? null;
    const featureSegmentId = linkIds[index] ?? 0;
    rows.add(writing, { environmentId: environment.id, featureId, featureSegmentId, versionUuid }, state);
    return {
      ...where,
      id: featureSegmentId,
      feature_id: featureId,
      segment_id: segmentId,
      priority: state.priority ?? 0,
      environment_feature_version_uuid: versionUuid,
    };
  });
  await insertRows(write.db, 'feature_segments', links);
  await insertStates(writing, rows);
  count(writing, 'states', features.length);
  count(writing, 'segment_overrides', links.length);
}

export async function insertStates(writing: Writing, rows: StateRows): Promise<void> {
  const { db } = writing.write;
  const { states, values, weights } = rows.toRows(writing, await takeIds(db, 'feature_states', rows.states.length));
  await insertRows(db, 'feature_states', states);
  await insertRows(db, 'feature_state_values', values);
  await insertRows(db, 'multivariate_feature_state_values', weights);
}

type Override = { state: ExportedState; featureId: number; segmentId: number };

/** What the document says of features that were written now. */
function findWanted({ ids, issues }: Writing, { name, content }: WrittenEnvironment) {
  const defaults = new Map<number, StateContent>();
  const overrides: Override[] = [];
  for (const state of content?.states ?? []) {
    const featureId = ids.features.find(state.feature);
    if (featureId === null) continue;
    if (state.segment == null) {
      defaults.set(state.feature, state);
      continue;
    }
    const segmentId = ids.segments.find(state.segment);
    if (segmentId === null) issues.add('segment override', name, `Segment ${state.segment} was not imported.`);
    else overrides.push({ state, featureId, segmentId });
  }
  return { defaults, overrides };
}

/** What a feature is in an environment that the document says nothing of. */
function toDefault({ place }: Writing, feature: ExportedFeature): StateContent {
  const isPlain = !place.preventFlagDefaults;
  return {
    enabled: isPlain && (feature.default_enabled ?? false),
    value: isPlain ? toScalar(inferFeatureValue(feature.initial_value ?? null)) : null,
    weights: (feature.options ?? []).map(({ id, default_percentage_allocation: percentage }) => ({
      option: id,
      percentage,
    })),
  };
}
