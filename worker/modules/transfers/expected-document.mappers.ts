import type {
  DocumentFeature,
  DocumentFeatureState,
  DocumentRule,
  EnvironmentDocument,
} from '../../contract/environment-document.ts';
import type {
  ExportedEnvironment,
  ExportedFeature,
  ExportedProject,
  ExportedRule,
} from '../../contract/organisation-export.ts';
import type { StateContent } from './state-content.ts';

/** What SDKs of the environment evaluate where the document comes from: with its ids, keys and seeds, and without a database. */
export function toExpectedDocument(project: ExportedProject, environment: ExportedEnvironment): EnvironmentDocument {
  const features = new Map((project.features ?? []).map((feature) => [feature.id, feature]));
  const seeds = new Map(
    (environment.seeds ?? []).map(({ feature, segment, seed }) => [`${feature}:${segment ?? 0}`, seed]),
  );
  const toState = (feature: ExportedFeature, segment: number, content: StateContent, priority: number | null) =>
    toDocumentState(feature, seeds.get(`${feature.id}:${segment}`) ?? 1, content, priority);
  const statesOf = (segment: number | null) =>
    environment.states
      .filter((state) => (state.segment ?? null) === segment)
      .flatMap((state) => {
        const feature = features.get(state.feature);
        if (feature === undefined) return [];
        return [toState(feature, segment ?? 0, state, segment === null ? null : (state.priority ?? 0))];
      });
  const apiKey = environment.api_key ?? '';
  return {
    id: environment.id,
    api_key: apiKey,
    name: environment.name,
    project: {
      id: project.id,
      name: project.name,
      organisation: {
        id: 1,
        name: '',
        feature_analytics: false,
        stop_serving_flags: false,
        persist_trait_data: true,
      },
      hide_disabled_flags: project.hide_disabled_flags ?? false,
      segments: (project.segments ?? []).map(({ id, name, rules }) => ({
        id,
        name,
        rules: rules.map(toDocumentRule),
        feature_states: statesOf(id),
      })),
      enable_realtime_updates: project.enable_realtime_updates ?? false,
      server_key_only_feature_ids: [],
    },
    feature_states: statesOf(null),
    identity_overrides: (environment.identities ?? []).flatMap(({ identifier, overrides = [] }) => {
      const states = overrides.flatMap(({ feature: id, ...content }) => {
        const feature = features.get(id);
        return feature === undefined ? [] : [toState(feature, 0, content, null)];
      });
      if (states.length === 0) return [];
      return [
        {
          identifier,
          environment_api_key: apiKey,
          created_date: '2000-01-01T00:00:00.000000+00:00',
          identity_features: states,
          identity_traits: [],
          identity_uuid: '00000000-0000-4000-8000-000000000000',
          django_id: 1,
          dashboard_alias: null,
          composite_key: `${apiKey}_${identifier}`,
        },
      ];
    }),
    allow_client_traits: environment.allow_client_traits ?? true,
    updated_at: '2000-01-01T00:00:00.000000+00:00',
    hide_sensitive_data: environment.hide_sensitive_data ?? false,
    hide_disabled_flags: environment.hide_disabled_flags ?? null,
    use_identity_composite_key_for_hashing: environment.use_identity_composite_key_for_hashing ?? true,
    use_identity_overrides_in_local_eval: environment.use_identity_overrides_in_local_eval ?? true,
  };
}

function toDocumentState(
  feature: ExportedFeature,
  seed: number,
  { enabled, value, weights = [] }: StateContent,
  priority: number | null,
): DocumentFeatureState {
  const options = new Map((feature.options ?? []).map((option) => [option.id, option]));
  return {
    feature: toDocumentFeature(feature),
    enabled,
    django_id: seed,
    feature_segment: priority === null ? null : { priority },
    featurestate_uuid: '00000000-0000-4000-8000-000000000000',
    feature_state_value: value,
    multivariate_feature_state_values: weights
      .toSorted((left, right) => left.option - right.option)
      .map(({ option: id, percentage }) => ({
        multivariate_feature_option: {
          value: options.get(id)?.value ?? null,
          id,
          key: options.get(id)?.key ?? null,
        },
        percentage_allocation: percentage,
        id,
        mv_fs_value_uuid: '00000000-0000-4000-8000-000000000000',
      })),
  };
}

function toDocumentFeature({ id, name, type, options = [] }: ExportedFeature): DocumentFeature {
  return { id, name, type: options.length > 0 ? 'MULTIVARIATE' : (type ?? 'STANDARD') };
}

function toDocumentRule({ type, conditions = [], rules = [] }: ExportedRule): DocumentRule {
  return {
    type,
    rules: rules.map(toDocumentRule),
    conditions: conditions.map(({ operator, property, value }) => ({
      operator,
      value: value ?? null,
      property_: property ?? null,
    })),
  };
}
