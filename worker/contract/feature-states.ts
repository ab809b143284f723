import * as z from 'zod/mini';
import { choice, flag } from './choice-fields.ts';
import { json, nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { decimal, id, integer } from './number-fields.ts';
import { moment, text } from './text-fields.ts';
import { Moment } from './pages.ts';

/** Longest value, in characters. */
export const MAX_VALUE = 20_000;
const valueTypes = ['int', 'unicode', 'bool'] as const;
const Scalar = z.nullable(z.union([z.string(), z.number(), z.boolean()]));

export const WeightInput = z.object({
  multivariate_feature_option: id(),
  percentage_allocation: decimal({ min: 0, max: 100 }),
});
/** The weights of a state; a list replaces all that it had. */
export const WeightsInput = list(WeightInput, 1_000);

/** compat: blank and null mean text. */
export const ValueInput = z.object({
  type: optional(nullable(choice(['', ...valueTypes]))),
  string_value: optional(nullable(text(MAX_VALUE, { blank: true, trim: false }))),
  integer_value: optional(nullable(integer())),
  boolean_value: optional(nullable(flag())),
});

const changeable = {
  enabled: optional(flag()),
  multivariate_feature_state_values: optional(WeightsInput),
  live_from: optional(nullable(moment())),
  feature: optional(id()),
  feature_segment: optional(nullable(id())),
};
const creatable = { ...changeable, feature: id(), identity: optional(nullable(id())) };
const scalarValue = {
  feature_state_value: optional(nullable(json({ type: ['string', 'integer', 'boolean'], maxLength: MAX_VALUE }))),
};
const objectValue = { feature_state_value: optional(nullable(ValueInput)) };
const identifier = { identifier: optional(text(2000)) };
const environmentId = { environment: optional(nullable(id())) };

/** A state below an environment or identity of the path, whose environment wins over the body's. */
export const ScalarStateInput = z.object({ ...creatable, ...scalarValue, ...identifier });
export const ScalarStatePatch = z.object({ ...changeable, ...scalarValue, ...environmentId });
/** A state whose environment the body names. */
export const NestedStateInput = z.object({ ...creatable, ...objectValue, ...identifier, environment: id() });
export const NestedStatePatch = z.object({ ...changeable, ...objectValue, ...environmentId });
export const SourceIdentityInput = z.object({ source_identity_id: id() });

const Weight = z.object({ id: z.int(), multivariate_feature_option: z.int(), percentage_allocation: z.number() });

export const FeatureStateValue = z.object({
  type: z.enum(valueTypes),
  string_value: z.nullable(z.string()),
  integer_value: z.nullable(z.int()),
  boolean_value: z.nullable(z.boolean()),
});

const stateFields = {
  id: z.int(),
  multivariate_feature_state_values: z.array(Weight),
  /** Null: what is deleted is not shown. */
  deleted_at: z.null(),
  uuid: z.string(),
  enabled: z.boolean(),
  created_at: Moment,
  updated_at: Moment,
  live_from: z.nullable(Moment),
  version: z.nullable(z.int()),
  feature: z.int(),
  environment: z.int(),
  feature_segment: z.nullable(z.int()),
  change_request: z.nullable(z.int()),
  environment_feature_version: z.nullable(z.string()),
};

export const ScalarState = z.object({ ...stateFields, feature_state_value: Scalar, identity: z.nullable(z.int()) });
export const ListedState = z.object({
  ...stateFields,
  feature_state_value: Scalar,
  identity: z.nullable(z.object({ id: z.int(), identifier: z.string() })),
});
export const NestedState = z.object({
  ...stateFields,
  feature_state_value: FeatureStateValue,
  identity: z.nullable(z.int()),
});

/** What a feature is for one identity, and why. */
export const IdentityState = z.object({
  feature: z.object({ id: z.int(), name: z.string(), type: z.string() }),
  enabled: z.boolean(),
  feature_state_value: Scalar,
  overridden_by: z.nullable(z.enum(['SEGMENT', 'IDENTITY'])),
  segment: z.nullable(z.object({ id: z.int(), name: z.string() })),
  multivariate_feature_state_values: z.array(
    z.object({ multivariate_feature_option: z.object({ value: Scalar }), percentage_allocation: z.number() }),
  ),
});

export const StateListQuery = z.object({
  feature: z.optional(z.string()),
  feature_name: z.optional(z.string()),
  anyIdentity: z.optional(z.string()),
  feature_segment: z.optional(z.string()),
  /** Part of the identifier; passed over unless identities are listed. */
  search: z.optional(z.string()),
  page: z.optional(z.string()),
  page_size: z.optional(z.string()),
});

export type Scalar = z.infer<typeof Scalar>;
export type WeightInput = z.infer<typeof WeightInput>;
export type ValueInput = z.infer<typeof ValueInput>;
export type ScalarStateInput = z.infer<typeof ScalarStateInput>;
export type ScalarStatePatch = z.infer<typeof ScalarStatePatch>;
export type NestedStateInput = z.infer<typeof NestedStateInput>;
export type NestedStatePatch = z.infer<typeof NestedStatePatch>;
export type ScalarState = z.infer<typeof ScalarState>;
export type ListedState = z.infer<typeof ListedState>;
export type NestedState = z.infer<typeof NestedState>;
export type IdentityState = z.infer<typeof IdentityState>;
