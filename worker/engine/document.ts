/** The part of the environment document that evaluation reads; the contract's `EnvironmentDocument` is assignable to it. */
export interface FeatureStateDocument {
  readonly feature: { readonly id: number; readonly name: string; readonly type: string };
  readonly enabled: boolean;
  /** The bucketing seed of the lineage. */
  readonly django_id?: number | null;
  readonly featurestate_uuid: string;
  readonly feature_segment: { readonly priority: number } | null;
  readonly feature_state_value: unknown;
  readonly multivariate_feature_state_values: readonly MultivariateValueDocument[];
}

export interface MultivariateValueDocument {
  readonly multivariate_feature_option: { readonly value: unknown; readonly id?: number; readonly key?: string | null };
  readonly percentage_allocation: number;
  readonly id?: number | null;
  readonly mv_fs_value_uuid: string;
}

export interface ConditionDocument {
  readonly operator: string;
  readonly value: string | null;
  readonly property_: string | null;
}

export interface RuleDocument {
  readonly type: string;
  readonly rules: readonly RuleDocument[];
  readonly conditions: readonly ConditionDocument[];
}

export interface SegmentDocument {
  readonly id: number;
  readonly name: string;
  readonly rules: readonly RuleDocument[];
  readonly feature_states: readonly FeatureStateDocument[];
}

export interface IdentityOverrideDocument {
  readonly identifier: string;
  readonly identity_features: readonly FeatureStateDocument[];
}

export interface EnvironmentDocument {
  readonly api_key: string;
  readonly name: string;
  readonly project: { readonly segments: readonly SegmentDocument[] };
  readonly feature_states: readonly FeatureStateDocument[];
  readonly identity_overrides: readonly IdentityOverrideDocument[];
}
