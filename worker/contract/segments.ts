import * as z from 'zod/mini';
import { choice, flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { LONGEST_DESCRIPTION, scalarText, text } from './text-fields.ts';
import { Metadata, MetadataInput } from './metadata.ts';
import { Moment } from './pages.ts';

const RULE_TYPES = ['ALL', 'ANY', 'NONE'] as const;
export const CONDITION_OPERATORS = [
  'EQUAL',
  'GREATER_THAN',
  'LESS_THAN',
  'CONTAINS',
  'GREATER_THAN_INCLUSIVE',
  'LESS_THAN_INCLUSIVE',
  'NOT_CONTAINS',
  'NOT_EQUAL',
  'REGEX',
  'PERCENTAGE_SPLIT',
  'MODULO',
  'IS_SET',
  'IS_NOT_SET',
  'IN',
] as const;

/** How long a condition's value may be at the very most; a deployment sets its own limit below. */
export const LONGEST_CONDITION_VALUE = 2_000_000;

const ConditionInput = z.object({
  operator: choice(CONDITION_OPERATORS),
  property: optional(nullable(text(1000, { blank: true }))),
  value: optional(nullable(scalarText(LONGEST_CONDITION_VALUE))),
  description: optional(nullable(text(LONGEST_DESCRIPTION, { blank: true }))),
  delete: optional(flag()),
});

const conditions = optional(list(ConditionInput, 10_000));

/** Deeper than wire and engine go, so that a tree that is too deep is refused in words and not cut off. */
const DeepestRuleInput = z.object({
  type: choice(RULE_TYPES),
  conditions,
  delete: optional(flag()),
  rules: optional(list(z.unknown())),
});
const NestedRuleInput = z.object({
  type: choice(RULE_TYPES),
  conditions,
  delete: optional(flag()),
  rules: optional(list(DeepestRuleInput, 100)),
});
const RuleInput = z.object({
  type: choice(RULE_TYPES),
  conditions,
  delete: optional(flag()),
  rules: optional(list(NestedRuleInput, 1_000)),
});

const fields = {
  name: optional(text(2000)),
  description: optional(nullable(text(LONGEST_DESCRIPTION, { blank: true }))),
  feature: optional(nullable(id())),
  rules: optional(list(RuleInput, 1_000)),
  metadata: optional(MetadataInput),
};

export const SegmentInput = z.object({ ...fields, name: text(2000), rules: list(RuleInput, 1_000) });
export const SegmentPatch = z.object(fields);
export const SegmentCloneInput = z.object({ name: text(2000) });
export type SegmentInput = z.output<typeof SegmentInput>;
export type SegmentPatch = z.output<typeof SegmentPatch>;
export type RuleInput = z.output<typeof RuleInput>;
export type ConditionInput = z.output<typeof ConditionInput>;

const Condition = z.object({
  id: z.int(),
  operator: z.enum(CONDITION_OPERATORS),
  property: z.nullable(z.string()),
  value: z.nullable(z.string()),
  description: z.nullable(z.string()),
});
const NestedRule = z.object({
  id: z.int(),
  type: z.enum(RULE_TYPES),
  rules: z.array(z.never()),
  conditions: z.array(Condition),
});
const Rule = z.object({
  id: z.int(),
  type: z.enum(RULE_TYPES),
  rules: z.array(NestedRule),
  conditions: z.array(Condition),
});

export const Segment = z.object({
  id: z.int(),
  uuid: z.string(),
  created_at: Moment,
  updated_at: Moment,
  name: z.string(),
  description: z.nullable(z.string()),
  project: z.int(),
  feature: z.nullable(z.int()),
  version_of: z.int(),
  rules: z.array(Rule),
  metadata: z.array(Metadata),
  membership_counts: z.array(z.never()),
  managed_by: z.string(),
});

export const AssociatedFeatureState = z.object({ id: z.int(), feature: z.int(), environment: z.int() });

export type Segment = z.infer<typeof Segment>;
export type SegmentRule = z.infer<typeof Rule>;
