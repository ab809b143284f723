import * as z from 'zod/mini';
import { CreatedSegmentOverride } from './feature-segments.ts';
import { ValueInput, WeightsInput } from './feature-states.ts';
import { flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { id, integer } from './number-fields.ts';
import { LONGEST_DESCRIPTION, moment, text } from './text-fields.ts';
import { Moment } from './pages.ts';

/** A state as a version says it: the default, or with `feature_segment` the override of a segment. */
export const VersionStateInput = z.object({
  enabled: optional(flag()),
  feature_state_value: optional(nullable(ValueInput)),
  feature_segment: optional(
    nullable(z.object({ segment: optional(id()), priority: optional(nullable(integer({ min: 0 }))) })),
  ),
  multivariate_feature_state_values: optional(WeightsInput),
});

export const VersionInput = z.object({
  description: optional(nullable(text(LONGEST_DESCRIPTION, { blank: true }))),
  live_from: optional(nullable(moment())),
  feature_states_to_create: optional(nullable(list(VersionStateInput, 1_000))),
  feature_states_to_update: optional(nullable(list(VersionStateInput, 1_000))),
  segment_ids_to_delete_overrides: optional(nullable(list(id(), 1_000))),
  publish_immediately: optional(flag()),
});

/** compat: a body is not needed. */
export const PublishInput = z.object({ live_from: optional(nullable(moment())) });

export const VersionQuery = z.object({
  is_live: z.optional(z.string()),
  page: z.optional(z.string()),
  page_size: z.optional(z.string()),
});

export const Version = z.object({
  uuid: z.string(),
  created_at: Moment,
  updated_at: Moment,
  published: z.boolean(),
  live_from: z.nullable(Moment),
  is_live: z.boolean(),
  published_by: z.nullable(z.int()),
  created_by: z.nullable(z.int()),
  description: z.nullable(z.string()),
});

export const VersionDetail = z.object({
  ...Version.shape,
  previous_version_uuid: z.nullable(z.string()),
  feature: z.int(),
  environment: z.int(),
});

/** compat: the same shape as a segment override that was made in one step. */
export const VersionState = CreatedSegmentOverride;

export type VersionStateInput = z.infer<typeof VersionStateInput>;
export type VersionInput = z.infer<typeof VersionInput>;
export type Version = z.infer<typeof Version>;
export type VersionDetail = z.infer<typeof VersionDetail>;
export type VersionState = z.infer<typeof VersionState>;
