import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { LONGEST_DESCRIPTION, text } from './text-fields.ts';

export const Role = z.object({
  id: z.int(),
  name: z.string(),
  description: z.nullable(z.string()),
  organisation: z.int(),
  tags: z.array(z.int()),
});

const more = {
  description: optional(nullable(text(LONGEST_DESCRIPTION, { blank: true }))),
  /** Empty: tags limit single permissions. */
  tags: optional(list(id(), 1000)),
};
export const NewRole = z.object({ name: text(255), ...more });
export const RoleUpdate = z.object({ name: optional(text(255)), ...more });

/** A permission that holds for everything, or only for what carries one of the tags. */
const TaggedPermission = z.object({ permission_key: text(100), tags: optional(list(id(), 100)) });
const admin = optional(flag());
const permissions = list(TaggedPermission, 100);
const keys = list(text(100), 100);

/** What is given to a role, by where it holds. */
export const NewRoleGrant = {
  organisation: z.object({ permissions: optional(keys) }),
  project: z.object({ project: id(), permissions, admin }),
  environment: z.object({ environment: id(), permissions, admin }),
};
export const RoleGrantUpdate = {
  organisation: NewRoleGrant.organisation,
  project: z.object({ project: optional(id()), permissions: optional(permissions), admin }),
  environment: z.object({ environment: optional(id()), permissions: optional(permissions), admin }),
};
export const RoleGrantQuery = {
  organisation: z.object({}),
  project: z.object({ project: id() }),
  environment: z.object({ environment: id() }),
};

const shown = { id: z.int(), role: z.int() };
const shownTagged = {
  permissions: z.array(z.object({ permission_key: z.string(), tags: z.array(z.int()) })),
  admin: z.boolean(),
};
export const RoleGrant = {
  organisation: z.object({ ...shown, permissions: z.array(z.string()) }),
  project: z.object({ ...shown, project: z.int(), ...shownTagged }),
  environment: z.object({ ...shown, environment: z.int(), ...shownTagged }),
};

/** Who holds a role. A master key is named by its prefix, alone or with what follows it. */
export const NewRoleHolder = {
  user: z.object({ user: id() }),
  group: z.object({ group: id() }),
  master_api_key: z.object({ master_api_key: text(200) }),
};
export const RoleHolderUpdate = {
  user: z.object({ user: optional(id()) }),
  group: z.object({ group: optional(id()) }),
  master_api_key: z.object({ master_api_key: optional(text(200)) }),
};
export const RoleHolder = {
  user: z.object({ ...shown, user: z.int() }),
  group: z.object({ ...shown, group: z.int() }),
  master_api_key: z.object({ ...shown, master_api_key: z.string(), role_name: z.string() }),
};

export type Role = z.infer<typeof Role>;
export type NewRole = z.infer<typeof NewRole>;
export type RoleUpdate = z.infer<typeof RoleUpdate>;
export type TaggedPermission = { permission_key: string; tags: number[] };
export type RoleGrantLevel = keyof typeof RoleGrant;
export type RoleHolderKind = keyof typeof RoleHolder;
