import type { EnvironmentSnapshot } from '../../contract/published-environment.ts';

/** What is committed in environment 1: flags of these names, and a name that tests may count in. */
export function snapshotOf(flags: readonly string[], name = 'production'): EnvironmentSnapshot {
  const organisation = {
    id: 1,
    name: 'o',
    feature_analytics: false,
    stop_serving_flags: false,
    persist_trait_data: true,
  };
  return {
    environment_id: 1,
    server_keys: [],
    features: [],
    feature_states: [],
    document: {
      id: 1,
      api_key: 'key',
      project: {
        id: 1,
        name: 'p',
        organisation,
        hide_disabled_flags: false,
        segments: [],
        enable_realtime_updates: true,
        server_key_only_feature_ids: [],
      },
      feature_states: flags.map((flag) => ({
        feature: {
          id: [...flag].reduce((sum, letter) => sum * 128 + letter.charCodeAt(0), 0),
          name: flag,
          type: 'STANDARD',
        },
        enabled: true,
        django_id: 1,
        feature_segment: null,
        featurestate_uuid: flag,
        feature_state_value: null,
        multivariate_feature_state_values: [],
      })),
      identity_overrides: [],
      name,
      allow_client_traits: true,
      updated_at: '2026-04-30T08:00:00.500000+00:00',
      hide_sensitive_data: false,
      hide_disabled_flags: null,
      use_identity_composite_key_for_hashing: true,
      use_identity_overrides_in_local_eval: true,
    },
  };
}
