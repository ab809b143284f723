import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { id, integer } from './number-fields.ts';
import { text } from './text-fields.ts';

const settings = {
  name: optional(text(2000)),
  hide_disabled_flags: optional(flag()),
  prevent_flag_defaults: optional(flag()),
  enable_realtime_updates: optional(flag()),
  only_allow_lower_case_feature_names: optional(flag()),
  feature_name_regex: optional(nullable(text(255, { blank: true }))),
  stale_flags_limit_days: optional(integer({ min: 1, max: 36_500 })),
  minimum_change_request_approvals: optional(nullable(integer({ min: 0, max: 1000 }))),
  enforce_feature_owners: optional(flag()),
};

export const ProjectInput = z.object({ ...settings, name: text(2000), organisation: id() });
export const ProjectPatch = z.object(settings);
export type ProjectInput = z.output<typeof ProjectInput>;
export type ProjectPatch = z.output<typeof ProjectPatch>;

export const Project = z.object({
  id: z.int(),
  uuid: z.string(),
  name: z.string(),
  organisation: z.int(),
  hide_disabled_flags: z.boolean(),
  enable_dynamo_db: z.boolean(),
  migration_status: z.string(),
  use_edge_identities: z.boolean(),
  prevent_flag_defaults: z.boolean(),
  enable_realtime_updates: z.boolean(),
  only_allow_lower_case_feature_names: z.boolean(),
  feature_name_regex: z.nullable(z.string()),
  show_edge_identity_overrides_for_feature: z.boolean(),
  stale_flags_limit_days: z.int(),
  edge_v2_migration_status: z.string(),
  minimum_change_request_approvals: z.nullable(z.int()),
  enforce_feature_owners: z.boolean(),
});

export const ProjectDetail = z.extend(Project, {
  max_segments_allowed: z.int(),
  max_features_allowed: z.int(),
  max_segment_overrides_allowed: z.int(),
  total_features: z.int(),
  total_segments: z.int(),
});

export type Project = z.infer<typeof Project>;
export type ProjectDetail = z.infer<typeof ProjectDetail>;
