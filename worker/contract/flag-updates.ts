import * as z from 'zod/mini';
import { choice, flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { decimal, id, integer } from './number-fields.ts';
import { text } from './text-fields.ts';

const valueTypes = ['string', 'integer', 'boolean'] as const;

/** compat: the third dialect of values: always written as text. */
export const FlagValueInput = z.object({
  type: choice(valueTypes),
  value: text(20_000, { blank: true, trim: false }),
});
const VariantInput = z.object({ id: id(), weight: decimal({ min: 0, max: 100 }) });
const content = {
  enabled: optional(flag()),
  value: optional(nullable(FlagValueInput)),
  variants: optional(list(VariantInput, 1_000)),
};

/** What a flag is for everybody, and for segments. */
export const FlagInput = z.object({
  environment_default: optional(z.object(content)),
  segment_overrides: optional(
    list(
      z.object({ segment: z.object({ id: id() }), priority: optional(nullable(integer({ min: 0 }))), ...content }),
      2_000,
    ),
  ),
});

const FlagValue = z.nullable(z.object({ type: z.enum(valueTypes), value: z.string() }));
const shown = {
  enabled: z.boolean(),
  value: FlagValue,
  variants: z.array(z.object({ id: z.int(), weight: z.number() })),
};

export const Flag = z.object({
  environment_default: z.object(shown),
  segment_overrides: z.array(z.object({ segment: z.object({ id: z.int() }), priority: z.int(), ...shown })),
});

const FeatureIdentifier = z.object({ name: optional(text(2000)), id: optional(id()) });
const WeightsInput = optional(
  list(z.object({ multivariate_feature_option: id(), percentage_allocation: decimal({ min: 0, max: 100 }) }), 1_000),
);
const priority = optional(nullable(integer({ min: 0 })));

export const FlagUpdateV1 = z.object({
  feature: FeatureIdentifier,
  segment: optional(nullable(z.object({ id: id(), priority }))),
  enabled: flag(),
  value: FlagValueInput,
});

export const FlagUpdateV2 = z.object({
  feature: FeatureIdentifier,
  environment_default: z.object({
    enabled: flag(),
    value: FlagValueInput,
    multivariate_feature_state_values: WeightsInput,
  }),
  segment_overrides: optional(
    list(
      z.object({
        segment_id: id(),
        priority,
        enabled: flag(),
        value: FlagValueInput,
        multivariate_feature_state_values: WeightsInput,
      }),
      2_000,
    ),
  ),
});

export const SegmentOverrideDeletion = z.object({ feature: FeatureIdentifier, segment: z.object({ id: id() }) });

export type FlagValueInput = z.infer<typeof FlagValueInput>;
export type FlagInput = z.infer<typeof FlagInput>;
export type Flag = z.infer<typeof Flag>;
export type FlagUpdateV1 = z.infer<typeof FlagUpdateV1>;
export type FlagUpdateV2 = z.infer<typeof FlagUpdateV2>;
export type SegmentOverrideDeletion = z.infer<typeof SegmentOverrideDeletion>;
