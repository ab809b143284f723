import * as z from 'zod/mini';
import { FeatureStateValue, ValueInput, WeightsInput } from './feature-states.ts';
import { flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { id, integer } from './number-fields.ts';
import { Moment } from './pages.ts';

/** compat: the priority may be sent and is passed over; the newest comes last. */
export const FeatureSegmentInput = z.object({ feature: id(), segment: id(), environment: id() });
export const FeatureSegmentPatch = z.object({
  feature: optional(id()),
  segment: optional(id()),
  environment: optional(id()),
});
export const PrioritiesInput = list(z.object({ id: id(), priority: integer({ min: 0 }) }), 10_000);

/** The feature segment is made with its state. */
export const SegmentOverrideInput = z.object({
  enabled: optional(flag()),
  feature_state_value: optional(nullable(ValueInput)),
  feature_segment: z.object({ segment: id(), priority: optional(nullable(integer({ min: 0 }))) }),
  multivariate_feature_state_values: optional(WeightsInput),
});

export const FeatureSegment = z.object({
  id: z.int(),
  uuid: z.string(),
  feature: z.int(),
  segment: z.int(),
  environment: z.int(),
  priority: z.int(),
});
export const ListedFeatureSegment = z.object({
  id: z.int(),
  uuid: z.string(),
  segment: z.int(),
  priority: z.int(),
  environment: z.int(),
  segment_name: z.string(),
  is_feature_specific: z.boolean(),
});

export const CreatedSegmentOverride = z.object({
  id: z.int(),
  feature: z.int(),
  enabled: z.boolean(),
  feature_state_value: FeatureStateValue,
  feature_segment: z.nullable(z.object({ id: z.int(), segment: z.int(), priority: z.int(), uuid: z.string() })),
  deleted_at: z.null(),
  uuid: z.string(),
  created_at: Moment,
  updated_at: Moment,
  live_from: z.nullable(Moment),
  environment: z.int(),
  identity: z.nullable(z.int()),
  change_request: z.nullable(z.int()),
  multivariate_feature_state_values: z.array(
    z.object({ id: z.int(), multivariate_feature_option: z.int(), percentage_allocation: z.number() }),
  ),
});

export type FeatureSegmentInput = z.infer<typeof FeatureSegmentInput>;
export type FeatureSegmentPatch = z.infer<typeof FeatureSegmentPatch>;
export type PrioritiesInput = z.infer<typeof PrioritiesInput>;
export type SegmentOverrideInput = z.infer<typeof SegmentOverrideInput>;
export type FeatureSegment = z.infer<typeof FeatureSegment>;
export type ListedFeatureSegment = z.infer<typeof ListedFeatureSegment>;
export type CreatedSegmentOverride = z.infer<typeof CreatedSegmentOverride>;
