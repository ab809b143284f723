import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { id, integer } from './number-fields.ts';
import { clientKey, moment, text } from './text-fields.ts';
import { Metadata, MetadataInput } from './metadata.ts';
import { Moment } from './pages.ts';

const settings = {
  name: optional(text(2000)),
  api_key: optional(clientKey()),
  description: optional(nullable(text(20_000, { blank: true }))),
  allow_client_traits: optional(flag()),
  banner_text: optional(nullable(text(255, { blank: true }))),
  banner_colour: optional(nullable(text(7, { blank: true }))),
  hide_disabled_flags: optional(nullable(flag())),
  use_identity_composite_key_for_hashing: optional(flag()),
  hide_sensitive_data: optional(flag()),
  use_identity_overrides_in_local_eval: optional(flag()),
  minimum_change_request_approvals: optional(nullable(integer({ min: 0, max: 1000 }))),
  metadata: optional(MetadataInput),
};

export const EnvironmentInput = z.object({ ...settings, name: text(2000), project: id() });
export const EnvironmentPatch = z.object(settings);
export const CloneInput = z.object({ name: text(2000), clone_feature_states_async: optional(flag()) });
export type EnvironmentInput = z.output<typeof EnvironmentInput>;
export type EnvironmentPatch = z.output<typeof EnvironmentPatch>;

export const Environment = z.object({
  id: z.int(),
  uuid: z.string(),
  name: z.string(),
  api_key: z.string(),
  description: z.nullable(z.string()),
  project: z.int(),
  minimum_change_request_approvals: z.nullable(z.int()),
  allow_client_traits: z.boolean(),
  banner_text: z.nullable(z.string()),
  banner_colour: z.nullable(z.string()),
  hide_disabled_flags: z.nullable(z.boolean()),
  use_mv_v2_evaluation: z.boolean(),
  use_identity_composite_key_for_hashing: z.boolean(),
  hide_sensitive_data: z.boolean(),
  use_v2_feature_versioning: z.boolean(),
  use_identity_overrides_in_local_eval: z.boolean(),
  is_creating: z.boolean(),
  metadata: z.array(Metadata),
});

export const EnvironmentDetail = z.extend(Environment, { total_segment_overrides: z.int() });

export const ClonedEnvironment = z.object({ id: z.int(), name: z.string(), api_key: z.string(), project: z.int() });

export const OnboardingStatus = z.object({
  first_evaluated_at: z.nullable(Moment),
  first_evaluated_sdk_label: z.nullable(z.string()),
});
export const OnboardingInput = z.object({ first_evaluated_sdk_label: optional(nullable(text(100, { blank: true }))) });

export const EnvironmentMetrics = z.object({
  metrics: z.array(
    z.object({ value: z.int(), description: z.string(), name: z.string(), entity: z.string(), rank: z.int() }),
  ),
});

export const ServerKeyInput = z.object({
  name: text(100),
  active: optional(flag()),
  expires_at: optional(nullable(moment())),
});
export const ServerKeyPatch = z.partial(ServerKeyInput);
export const ServerKey = z.object({
  id: z.int(),
  key: z.string(),
  active: z.boolean(),
  created_at: Moment,
  name: z.string(),
  expires_at: z.nullable(Moment),
});

export type Environment = z.infer<typeof Environment>;
export type EnvironmentDetail = z.infer<typeof EnvironmentDetail>;
export type ServerKey = z.infer<typeof ServerKey>;
export type ServerKeyInput = z.output<typeof ServerKeyInput>;
export type ServerKeyPatch = z.output<typeof ServerKeyPatch>;
