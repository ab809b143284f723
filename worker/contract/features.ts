import * as z from 'zod/mini';
import { choice, flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { LONGEST_DESCRIPTION, scalarText, text } from './text-fields.ts';
import { Metadata, MetadataInput } from './metadata.ts';
import { NestedOption, NestedOptionInput } from './multivariate-options.ts';
import { Moment } from './pages.ts';
import { UserSummary } from './users.ts';

const featureTypes = ['STANDARD', 'MULTIVARIATE'] as const;

/** Longest value of a feature, in characters. */
const MAX_VALUE = 20_000;
/** Owners of one feature, at most: each is looked up. */
const MAX_OWNERS = 100;

/** compat: blank is allowed and says nothing. */
const TypeInput = nullable(choice(['', ...featureTypes]));

const changeableFields = {
  type: optional(TypeInput),
  description: optional(nullable(text(LONGEST_DESCRIPTION, { blank: true }))),
  tags: optional(list(id(), 1_000)),
  is_archived: optional(flag()),
  is_server_key_only: optional(flag()),
  multivariate_options: optional(list(NestedOptionInput, 1_000)),
  metadata: optional(MetadataInput),
};

export const FeatureInput = z.object({
  ...changeableFields,
  name: text(2000),
  initial_value: optional(nullable(scalarText(MAX_VALUE))),
  default_enabled: optional(flag()),
  owners: optional(list(id(), MAX_OWNERS)),
  group_owners: optional(list(id(), MAX_OWNERS)),
});

/** compat: name, initial value, default state and owners may be sent and are passed over. */
export const FeatureUpdate = z.object(changeableFields);

export const FeatureOwnerInput = z.object({ user_ids: list(id(), MAX_OWNERS) });
export const FeatureGroupOwnerInput = z.object({ group_ids: list(id(), MAX_OWNERS) });

/** The filters of the list, as text: those that make no sense are passed over. */
export const FeatureListQuery = z.object({
  search: z.optional(z.string()),
  sort_field: z.optional(z.string()),
  sort_direction: z.optional(z.string()),
  tags: z.optional(z.string()),
  tag_strategy: z.optional(z.string()),
  is_archived: z.optional(z.string()),
  type: z.optional(z.string()),
  environment: z.optional(z.string()),
  segment: z.optional(z.string()),
  identity: z.optional(z.string()),
  is_enabled: z.optional(z.string()),
  value_search: z.optional(z.string()),
  owners: z.optional(z.string()),
  group_owners: z.optional(z.string()),
  lifecycle_stage: z.optional(z.string()),
  page: z.optional(z.string()),
  page_size: z.optional(z.string()),
});

/** What the feature is in one place. */
export const FeatureStateSmall = z.object({
  id: z.int(),
  feature_state_value: z.nullable(z.union([z.string(), z.number(), z.boolean()])),
  environment: z.nullable(z.int()),
  identity: z.nullable(z.int()),
  feature_segment: z.nullable(z.int()),
  enabled: z.boolean(),
});

const GroupSummary = z.object({ id: z.int(), name: z.string() });

export const Feature = z.object({
  id: z.int(),
  name: z.string(),
  type: z.enum(featureTypes),
  default_enabled: z.boolean(),
  initial_value: z.nullable(z.string()),
  created_date: Moment,
  description: z.nullable(z.string()),
  tags: z.array(z.int()),
  multivariate_options: z.array(NestedOption),
  is_archived: z.boolean(),
  owners: z.array(UserSummary),
  group_owners: z.array(GroupSummary),
  uuid: z.string(),
  project: z.int(),
  /** Null unless an environment is asked about. */
  environment_feature_state: z.nullable(FeatureStateSmall),
  /** Null unless a segment is asked about that overrides the feature. */
  segment_feature_state: z.nullable(FeatureStateSmall),
  num_segment_overrides: z.int(),
  /** Null unless an environment is asked about. */
  num_identity_overrides: z.nullable(z.int()),
  is_num_identity_overrides_complete: z.boolean(),
  is_server_key_only: z.boolean(),
  last_modified_in_any_environment: z.nullable(Moment),
  last_modified_in_current_environment: z.nullable(Moment),
  metadata: z.array(Metadata),
  code_references_counts: z.array(
    z.object({
      repository_url: z.string(),
      count: z.int(),
      last_successful_repository_scanned_at: Moment,
      last_feature_found_at: z.nullable(Moment),
    }),
  ),
  /** Null: nothing measures it. */
  lifecycle_stage: z.nullable(z.enum(['new', 'live', 'stale', 'permanent', 'needs_monitoring', 'to_remove'])),
});

/** What the operations on owners answer. */
export const ProjectFeature = z.pick(Feature, {
  id: true,
  name: true,
  created_date: true,
  description: true,
  initial_value: true,
  default_enabled: true,
  type: true,
  owners: true,
  group_owners: true,
  is_server_key_only: true,
});

export type FeatureInput = z.infer<typeof FeatureInput>;
export type FeatureUpdate = z.infer<typeof FeatureUpdate>;
export type Feature = z.infer<typeof Feature>;
export type ProjectFeature = z.infer<typeof ProjectFeature>;
