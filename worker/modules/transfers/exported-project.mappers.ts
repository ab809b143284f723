import type {
  ExportedEnvironment,
  ExportedIdentity,
  ExportedRule,
  ExportedSeed,
  ExportedSegment,
  ExportedState,
} from '../../contract/organisation-export.ts';
import type { DocumentFeatureState, EnvironmentDocument } from '../../contract/environment-document.ts';
import type { SegmentRow } from './export-organisation.queries.ts';

export function toExportedSegment({ rules, conditions, ...segment }: SegmentRow): ExportedSegment {
  const build = (parent: number | null): ExportedRule[] =>
    rules
      .filter((rule) => rule.parent === parent)
      .map(({ id, type }) => ({
        type,
        conditions: conditions.filter(({ rule }) => rule === id).map(({ rule: _rule, ...condition }) => condition),
        rules: build(id),
      }));
  return { ...segment, rules: build(null) };
}

/** What is in force in an environment, by what would be published of it, and the seeds of it all. */
export function toExportedStates(document: EnvironmentDocument): Pick<ExportedEnvironment, 'states' | 'seeds'> {
  const states: ExportedState[] = [];
  const seeds: ExportedSeed[] = [];
  const add = (state: DocumentFeatureState, segment: number | null) => {
    const feature = state.feature.id;
    const priority = segment === null ? {} : { segment, priority: state.feature_segment?.priority ?? 0 };
    states.push({ feature, ...priority, ...toContent(state) });
    seeds.push({ feature, ...(segment === null ? {} : { segment }), seed: state.django_id });
  };
  for (const state of document.feature_states) add(state, null);
  for (const { id, feature_states: overrides } of document.project.segments) {
    for (const state of overrides) add(state, id);
  }
  return { states, seeds };
}

/** Overrides of identities, by identifier. */
export function toExportedOverrides(
  document: EnvironmentDocument,
): Map<string, NonNullable<ExportedIdentity['overrides']>> {
  return new Map(
    document.identity_overrides.map(({ identifier, identity_features: features }) => [
      identifier,
      features.map((state) => ({ feature: state.feature.id, ...toContent(state) })),
    ]),
  );
}

function toContent(state: DocumentFeatureState) {
  return {
    enabled: state.enabled,
    value: state.feature_state_value,
    weights: state.multivariate_feature_state_values.map((one) => ({
      option: one.multivariate_feature_option.id,
      percentage: one.percentage_allocation,
    })),
  };
}
