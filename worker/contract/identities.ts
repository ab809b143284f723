import * as z from 'zod/mini';
import { choice, flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { decimal, integer } from './number-fields.ts';
import { text } from './text-fields.ts';
import { Moment } from './pages.ts';

export const IdentityInput = z.object({
  identifier: text(2000),
  dashboard_alias: optional(nullable(text(100, { blank: true }))),
});
export const IdentityPatch = z.partial(IdentityInput);
export const Identity = z.object({
  id: z.int(),
  identifier: z.string(),
  environment: z.int(),
  /** A name for people, which nothing is decided by. */
  dashboard_alias: z.nullable(z.string()),
});

const VALUE_TYPES = ['int', 'unicode', 'bool', 'float'] as const;

export const TraitInput = z.object({
  trait_key: text(200),
  value_type: optional(nullable(choice(VALUE_TYPES))),
  integer_value: optional(nullable(integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }))),
  string_value: optional(nullable(text(2000, { blank: true, trim: false }))),
  boolean_value: optional(nullable(flag())),
  float_value: optional(nullable(decimal())),
});
export const TraitPatch = z.partial(TraitInput);
export const Trait = z.object({
  id: z.int(),
  trait_key: z.string(),
  value_type: z.enum(VALUE_TYPES),
  integer_value: z.nullable(z.number()),
  string_value: z.nullable(z.string()),
  boolean_value: z.nullable(z.boolean()),
  float_value: z.nullable(z.number()),
  created_date: Moment,
});

export type IdentityInput = z.output<typeof IdentityInput>;
export type IdentityPatch = z.output<typeof IdentityPatch>;
export type Identity = z.infer<typeof Identity>;
export type TraitInput = z.output<typeof TraitInput>;
export type TraitPatch = z.output<typeof TraitPatch>;
export type Trait = z.infer<typeof Trait>;
