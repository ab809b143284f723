import { toContext, type EnvironmentDocument, type EvaluationContext } from '../../worker/engine/index.ts';
import { createRandom, createUuid, type Random } from './random.ts';
import { createConditions, createTraits, type ListSpelling } from './workload-conditions.ts';

export type WorkloadSize = 'S' | 'M' | 'L';

export interface Workload {
  readonly document: EnvironmentDocument;
  readonly context: EvaluationContext;
  readonly identities: readonly WorkloadIdentity[];
}

export interface WorkloadIdentity {
  readonly identifier: string;
  readonly key: string;
  readonly traits: Readonly<Record<string, string | number | boolean>>;
}

const SIZES = {
  S: { features: 20, segments: 5, overrides: 5, multivariate: 2 },
  M: { features: 100, segments: 50, overrides: 20, multivariate: 10 },
  L: { features: 1000, segments: 500, overrides: 200, multivariate: 100 },
} as const;
const IDENTITIES = 1000;
const ENVIRONMENT_KEY = 'FnzAHLqkYkGNBXQqxVUvQP';
const WEIGHTS = [30, 30, 20];

/** A seeded environment of the given size, and 1,000 identities with ten traits each. */
export function createWorkload(size: WorkloadSize, spelling: ListSpelling): Workload {
  const random = createRandom(SIZES[size].features);
  const document = createDocument(random, size, spelling);
  return { document, context: toContext(document), identities: createIdentities(random) };
}

function createIdentities(random: Random): WorkloadIdentity[] {
  return Array.from({ length: IDENTITIES }, (_, index) => {
    const identifier = `user-${index}-${createUuid(random).slice(0, 8)}`;
    return { identifier, key: `${ENVIRONMENT_KEY}_${identifier}`, traits: createTraits(random) };
  });
}

function createDocument(random: Random, size: WorkloadSize, spelling: ListSpelling) {
  const { features, segments, overrides, multivariate } = SIZES[size];
  return {
    id: 1,
    api_key: ENVIRONMENT_KEY,
    project: {
      id: 1,
      name: 'Workload',
      organisation: {
        id: 1,
        name: 'Bench',
        feature_analytics: false,
        stop_serving_flags: false,
        persist_trait_data: true,
      },
      hide_disabled_flags: false,
      segments: Array.from({ length: segments }, (_, index) => ({
        id: index + 1,
        name: `segment_${index + 1}`,
        rules: [
          {
            type: 'ALL' as const,
            rules: [
              { type: 'ALL' as const, rules: [], conditions: createConditions(random, spelling, index % 5 === 4) },
            ],
            conditions: [],
          },
        ],
        feature_states:
          index < overrides ? [createState(random, index, 10_000 + index, `override_${index}`, index + 1)] : [],
      })),
      enable_realtime_updates: false,
      server_key_only_feature_ids: [],
    },
    feature_states: Array.from({ length: features }, (_, index) => ({
      ...createState(random, index, 1000 + index, `value_${index}`, null),
      ...(index >= features - multivariate ? createVariants(random, index) : {}),
    })),
    identity_overrides: [],
    name: 'Production',
    allow_client_traits: true,
    updated_at: '2026-11-22T12:00:00.000000+00:00',
    hide_sensitive_data: false,
    hide_disabled_flags: null,
    use_identity_composite_key_for_hashing: true,
    use_identity_overrides_in_local_eval: true,
  };
}

function createState(random: Random, index: number, seed: number, value: string, priority: number | null) {
  return {
    feature: { id: index + 1, name: `feature_${index + 1}`, type: 'STANDARD' },
    enabled: random() < 0.7,
    django_id: seed,
    feature_segment: priority === null ? null : { priority },
    featurestate_uuid: createUuid(random),
    feature_state_value: value,
    multivariate_feature_state_values: [],
  };
}

function createVariants(random: Random, index: number) {
  return {
    feature: { id: index + 1, name: `feature_${index + 1}`, type: 'MULTIVARIATE' },
    multivariate_feature_state_values: WEIGHTS.map((weight, option) => ({
      multivariate_feature_option: { value: `variant_${option}`, id: index * 10 + option + 1, key: `option-${option}` },
      percentage_allocation: weight,
      id: index * 10 + option + 1,
      mv_fs_value_uuid: createUuid(random),
    })),
  };
}
