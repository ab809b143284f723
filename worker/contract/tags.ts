import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { text } from './text-fields.ts';

export const TagInput = z.object({
  label: text(100),
  color: optional(text(10)),
  description: optional(nullable(text(512, { blank: true }))),
  is_permanent: optional(flag()),
});
export const TagPatch = z.partial(TagInput);
export const Tag = z.object({
  id: z.int(),
  label: z.string(),
  color: z.string(),
  description: z.nullable(z.string()),
  project: z.int(),
  uuid: z.string(),
  is_permanent: z.boolean(),
  is_system_tag: z.boolean(),
  type: z.string(),
});
export type TagInput = z.output<typeof TagInput>;
export type TagPatch = z.output<typeof TagPatch>;
export type Tag = z.infer<typeof Tag>;
