import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { text } from './text-fields.ts';
import { Moment } from './pages.ts';

export const GroupMember = z.object({
  id: z.int(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  last_login: z.nullable(Moment),
  group_admin: z.boolean(),
});

export const Group = z.object({
  id: z.int(),
  name: z.string(),
  users: z.array(GroupMember),
  is_default: z.boolean(),
  external_id: z.nullable(z.string()),
});

export const GroupSummary = z.object({ id: z.int(), name: z.string() });

export const NewGroup = z.object({
  name: text(200),
  is_default: optional(flag()),
  external_id: optional(nullable(text(255, { blank: true }))),
});

export const GroupUpdate = z.object({
  name: optional(text(200)),
  is_default: optional(flag()),
  external_id: optional(nullable(text(255, { blank: true }))),
});

export const UserIds = z.object({ user_ids: list(id(), 1000) });

export type Group = z.infer<typeof Group>;
export type GroupMember = z.infer<typeof GroupMember>;
export type GroupSummary = z.infer<typeof GroupSummary>;
export type NewGroup = z.infer<typeof NewGroup>;
export type GroupUpdate = z.infer<typeof GroupUpdate>;
