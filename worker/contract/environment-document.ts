import * as z from 'zod/mini';

/**
 * The environment document: everything local evaluation needs, in the shape that Flagsmith's server SDKs parse
 * (`GET /api/v1/environment-document/`). Keys keep the wire's spelling and emission order.
 */

const Int32 = z.int32().check(z.positive());
const ScalarValue = z.nullable(z.union([z.string(), z.number(), z.boolean()]));

export const DocumentFeature = z.object({
  id: Int32,
  name: z.string(),
  type: z.enum(['STANDARD', 'MULTIVARIATE']),
});

export const DocumentMultivariateValue = z.object({
  multivariate_feature_option: z.object({ value: ScalarValue, id: Int32, key: z.nullable(z.string()) }),
  percentage_allocation: z.number().check(z.minimum(0), z.maximum(100)),
  id: Int32,
  mv_fs_value_uuid: z.string(),
});

export const DocumentFeatureState = z.object({
  feature: DocumentFeature,
  enabled: z.boolean(),
  /** The bucketing seed of the (environment, feature, segment) lineage, not the row id. */
  django_id: Int32,
  feature_segment: z.nullable(z.object({ priority: z.int() })),
  featurestate_uuid: z.string(),
  feature_state_value: ScalarValue,
  multivariate_feature_state_values: z.array(DocumentMultivariateValue),
});

export const DocumentCondition = z.object({
  operator: z.string(),
  value: z.nullable(z.string()),
  property_: z.nullable(z.string()),
});

export type DocumentRule = {
  type: 'ALL' | 'ANY' | 'NONE';
  rules: DocumentRule[];
  conditions: DocumentCondition[];
};

export const DocumentRule: z.ZodMiniType<DocumentRule> = z.object({
  type: z.enum(['ALL', 'ANY', 'NONE']),
  get rules() {
    return z.array(DocumentRule);
  },
  conditions: z.array(DocumentCondition),
});

export const DocumentSegment = z.object({
  id: Int32,
  name: z.string(),
  rules: z.array(DocumentRule),
  feature_states: z.array(DocumentFeatureState),
});

export const DocumentIdentityOverride = z.object({
  identifier: z.string(),
  environment_api_key: z.string(),
  created_date: z.string(),
  identity_features: z.array(DocumentFeatureState),
  identity_traits: z.array(z.never()),
  identity_uuid: z.string(),
  django_id: Int32,
  dashboard_alias: z.null(),
  composite_key: z.string(),
});

export const DocumentOrganisation = z.object({
  id: Int32,
  name: z.string(),
  feature_analytics: z.boolean(),
  stop_serving_flags: z.boolean(),
  persist_trait_data: z.boolean(),
});

export const DocumentProject = z.object({
  id: Int32,
  name: z.string(),
  organisation: DocumentOrganisation,
  hide_disabled_flags: z.boolean(),
  segments: z.array(DocumentSegment),
  enable_realtime_updates: z.boolean(),
  server_key_only_feature_ids: z.array(Int32),
});

export const EnvironmentDocument = z.object({
  id: Int32,
  api_key: z.string(),
  project: DocumentProject,
  feature_states: z.array(DocumentFeatureState),
  identity_overrides: z.array(DocumentIdentityOverride),
  name: z.string(),
  allow_client_traits: z.boolean(),
  /** ISO 8601 with offset and microseconds, e.g. `2026-08-21T16:44:17.123456+00:00`. */
  updated_at: z.string(),
  hide_sensitive_data: z.boolean(),
  hide_disabled_flags: z.nullable(z.boolean()),
  use_identity_composite_key_for_hashing: z.boolean(),
  use_identity_overrides_in_local_eval: z.boolean(),
});

export type DocumentFeature = z.infer<typeof DocumentFeature>;
export type DocumentMultivariateValue = z.infer<typeof DocumentMultivariateValue>;
export type DocumentFeatureState = z.infer<typeof DocumentFeatureState>;
export type DocumentCondition = z.infer<typeof DocumentCondition>;
export type DocumentSegment = z.infer<typeof DocumentSegment>;
export type DocumentIdentityOverride = z.infer<typeof DocumentIdentityOverride>;
export type EnvironmentDocument = z.infer<typeof EnvironmentDocument>;
