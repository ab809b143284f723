import * as z from 'zod/mini';
import { choice, flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { decimal, id, integer } from './number-fields.ts';
import { text } from './text-fields.ts';

const valueTypes = ['int', 'unicode', 'bool'] as const;

const valueFields = {
  /** compat: blank and null mean text. */
  type: optional(nullable(choice(['', ...valueTypes]))),
  integer_value: optional(nullable(integer())),
  string_value: optional(nullable(text(20_000, { blank: true, trim: false }))),
  boolean_value: optional(nullable(flag())),
  default_percentage_allocation: optional(decimal({ min: 0, max: 100 })),
};

/** An option inside the body of its feature; its key cannot be set there. */
export const NestedOptionInput = z.object({ id: optional(nullable(id())), ...valueFields });

/** compat: the feature is that of the path, whatever the body says. */
export const OptionInput = z.object({ ...valueFields, key: optional(nullable(text(255, { blank: true }))) });

export const NestedOption = z.object({
  id: z.int(),
  uuid: z.string(),
  type: z.enum(valueTypes),
  integer_value: z.nullable(z.int()),
  string_value: z.nullable(z.string()),
  boolean_value: z.nullable(z.boolean()),
  default_percentage_allocation: z.number(),
  key: z.nullable(z.string()),
});

export const MultivariateOption = z.extend(NestedOption, { feature: z.int() });

export type NestedOptionInput = z.infer<typeof NestedOptionInput>;
export type OptionInput = z.infer<typeof OptionInput>;
export type NestedOption = z.infer<typeof NestedOption>;
export type MultivariateOption = z.infer<typeof MultivariateOption>;
