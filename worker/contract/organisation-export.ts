import * as z from 'zod/mini';
import { CONDITION_OPERATORS } from './segments.ts';
import { choice, flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { decimal, id, integer } from './number-fields.ts';
import { clientKey, LONGEST_DESCRIPTION, text } from './text-fields.ts';

/**
 * A whole organisation as one JSON document. Ids are those of the server that wrote it; within the document they say what belongs
 * together. A value is a JSON scalar, whose type is the value's.
 */

const name = () => text(2000, { trim: false });
const note = (max = LONGEST_DESCRIPTION) => optional(nullable(text(max, { blank: true, trim: false })));

// Numbers first, as texts take them too.
const ExportedValue = z.nullable(z.union([z.int(), z.boolean(), text(20_000, { blank: true, trim: false })]));
const ExportedWeight = z.object({ option: id(), percentage: decimal({ min: 0, max: 100 }) });
export const ExportedMetadata = z.object({ field: id(), value: text(2000, { blank: true, trim: false }) });
const metadata = () => optional(z.array(ExportedMetadata));

export const ExportedTag = z.object({
  id: id(),
  label: text(100, { trim: false }),
  color: optional(text(10)),
  description: note(512),
  is_permanent: optional(flag()),
});

export const ExportedOption = z.object({
  id: id(),
  key: optional(nullable(text(255))),
  value: ExportedValue,
  default_percentage_allocation: decimal({ min: 0, max: 100 }),
});

export const ExportedFeature = z.object({
  id: id(),
  name: name(),
  type: optional(choice(['STANDARD', 'MULTIVARIATE'])),
  description: note(),
  initial_value: note(20_000),
  default_enabled: optional(flag()),
  is_archived: optional(flag()),
  is_server_key_only: optional(flag()),
  tags: optional(z.array(id())),
  /** E-mail addresses. */
  owners: optional(z.array(text(254))),
  /** Names of groups. */
  group_owners: optional(z.array(text(200, { trim: false }))),
  options: optional(z.array(ExportedOption)),
  metadata: metadata(),
});

export const ExportedCondition = z.object({
  operator: choice(CONDITION_OPERATORS),
  property: note(1000),
  value: note(2_000_000),
  description: note(),
});

export type ExportedCondition = z.output<typeof ExportedCondition>;
export type ExportedRule = {
  type: 'ALL' | 'ANY' | 'NONE';
  conditions?: ExportedCondition[] | undefined;
  rules?: ExportedRule[] | undefined;
};

export const ExportedRule: z.ZodMiniType<ExportedRule> = z.object({
  type: choice(['ALL', 'ANY', 'NONE']),
  conditions: optional(z.array(ExportedCondition)),
  get rules() {
    return optional(z.array(ExportedRule));
  },
});

export const ExportedSegment = z.object({
  id: id(),
  name: name(),
  description: note(),
  /** The feature that alone may use it. */
  feature: optional(nullable(id())),
  is_system_segment: optional(flag()),
  rules: z.array(ExportedRule),
  metadata: metadata(),
});

const content = { enabled: flag(), value: ExportedValue, weights: optional(z.array(ExportedWeight)) };

/** What a feature is in the environment, or there for the members of a segment: priority 0 wins. */
export const ExportedState = z.object({
  feature: id(),
  segment: optional(nullable(id())),
  priority: optional(nullable(integer({ min: 0 }))),
  ...content,
});

export const ExportedSeed = z.object({ feature: id(), segment: optional(nullable(id())), seed: integer({ min: 1 }) });

export const ExportedTrait = z.object({
  key: text(200, { trim: false }),
  value: z.union([z.number(), z.boolean(), text(2000, { blank: true, trim: false })]),
  /** A number without fraction may still be one of the type `float`. */
  type: optional(choice(['int', 'float', 'bool', 'unicode'])),
});

export const ExportedIdentity = z.object({
  identifier: name(),
  dashboard_alias: note(100),
  created_date: optional(text(40)),
  traits: optional(z.array(ExportedTrait)),
  overrides: optional(z.array(z.object({ feature: id(), ...content }))),
});

export const ExportedServerKey = z.object({
  name: text(100),
  key: text(100),
  active: optional(flag()),
  expires_at: optional(nullable(text(40))),
});

export const ExportedEnvironment = z.object({
  id: id(),
  name: name(),
  description: note(),
  api_key: optional(clientKey()),
  allow_client_traits: optional(flag()),
  banner_text: note(255),
  banner_colour: note(7),
  hide_disabled_flags: optional(nullable(flag())),
  use_identity_composite_key_for_hashing: optional(flag()),
  hide_sensitive_data: optional(flag()),
  use_v2_feature_versioning: optional(flag()),
  use_identity_overrides_in_local_eval: optional(flag()),
  minimum_change_request_approvals: optional(nullable(integer({ min: 0, max: 1000 }))),
  states: z.array(ExportedState),
  seeds: optional(z.array(ExportedSeed)),
  server_keys: optional(z.array(ExportedServerKey)),
  identities: optional(z.array(ExportedIdentity)),
  metadata: metadata(),
});

export const ExportedProject = z.object({
  id: id(),
  name: name(),
  hide_disabled_flags: optional(flag()),
  prevent_flag_defaults: optional(flag()),
  enforce_feature_owners: optional(flag()),
  enable_realtime_updates: optional(flag()),
  only_allow_lower_case_feature_names: optional(flag()),
  feature_name_regex: note(255),
  stale_flags_limit_days: optional(integer({ min: 0 })),
  minimum_change_request_approvals: optional(nullable(integer({ min: 0, max: 1000 }))),
  tags: optional(z.array(ExportedTag)),
  features: optional(z.array(ExportedFeature)),
  segments: optional(z.array(ExportedSegment)),
  environments: optional(z.array(ExportedEnvironment)),
});

export const ExportedMetadataField = z.object({
  id: id(),
  name: text(255, { trim: false }),
  type: optional(choice(['int', 'str', 'bool', 'url', 'multiline_str'])),
  description: note(),
  /** The project that alone has it. */
  project: optional(nullable(id())),
  entities: optional(z.array(choice(['feature', 'segment', 'environment']))),
  required: optional(
    z.array(z.object({ entity: choice(['feature', 'segment', 'environment']), project: optional(nullable(id())) })),
  ),
});

/** What the writer of a document knows to be missing from it. */
export const LeftOut = z.object({ kind: text(100), count: integer({ min: 0 }), reason: text(1000) });

export const OrganisationExport = z.object({
  format: choice(['halyard-organisation']),
  version: integer({ min: 1, max: 1 }),
  exported_at: optional(text(40)),
  organisation: z.object({ id: optional(id()), name: name() }),
  left_out: optional(z.array(LeftOut)),
  metadata_fields: optional(z.array(ExportedMetadataField)),
  projects: z.array(ExportedProject),
});

export type LeftOut = z.output<typeof LeftOut>;
export type ExportedValue = z.output<typeof ExportedValue>;
export type ExportedTag = z.output<typeof ExportedTag>;
export type ExportedOption = z.output<typeof ExportedOption>;
export type ExportedFeature = z.output<typeof ExportedFeature>;
export type ExportedSegment = z.output<typeof ExportedSegment>;
export type ExportedState = z.output<typeof ExportedState>;
export type ExportedSeed = z.output<typeof ExportedSeed>;
export type ExportedIdentity = z.output<typeof ExportedIdentity>;
export type ExportedEnvironment = z.output<typeof ExportedEnvironment>;
export type ExportedProject = z.output<typeof ExportedProject>;
export type ExportedMetadata = z.output<typeof ExportedMetadata>;
export type ExportedMetadataField = z.output<typeof ExportedMetadataField>;
export type OrganisationExport = z.output<typeof OrganisationExport>;
