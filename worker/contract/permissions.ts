import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { optional } from './field.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { text } from './text-fields.ts';
import { Group } from './groups.ts';
import { UserSummary } from './users.ts';

export const PermissionModel = z.object({ key: z.string(), description: z.string(), supports_tag: z.boolean() });

export const OwnPermissions = z.object({
  permissions: z.array(z.string()),
  admin: z.boolean(),
  tag_based_permissions: z.array(z.object({ permissions: z.array(z.string()), tags: z.array(z.int()) })),
});

const DerivedFrom = z.object({
  groups: z.array(z.object({ id: z.int(), name: z.string() })),
  roles: z.array(z.object({ id: z.int(), name: z.string(), tags: z.array(z.int()) })),
});

export const DetailedPermissions = z.object({
  admin: z.boolean(),
  is_directly_granted: z.boolean(),
  derived_from: DerivedFrom,
  permissions: z.array(
    z.object({ permission_key: z.string(), is_directly_granted: z.boolean(), derived_from: DerivedFrom }),
  ),
});

/** `admin` is of projects and environments only. */
const settings = { permissions: optional(list(text(100), 100)), admin: optional(flag()) };
export const NewGrant = {
  user: z.object({ ...settings, user: id() }),
  group: z.object({ ...settings, group: id() }),
};
export const GrantUpdate = z.object({ ...settings, user: optional(id()), group: optional(id()) });

export const Grant = z.object({
  id: z.int(),
  permissions: z.array(z.string()),
  admin: z.optional(z.boolean()),
  user: z.optional(z.int()),
  group: z.optional(z.int()),
});

const shown = { id: z.int(), permissions: z.array(z.string()), admin: z.optional(z.boolean()) };
export const UserGrant = z.object({ ...shown, user: UserSummary });
export const GroupGrant = z.object({
  ...shown,
  group: z.object({
    ...Group.shape,
    /** Ids, and whole members at an environment. */
    users: z.union([z.array(z.int()), Group.shape.users]),
  }),
});

export const GrantsQuery = z.object({ user: z.optional(z.string()), group: z.optional(z.string()) });

export type OwnPermissions = z.infer<typeof OwnPermissions>;
export type DetailedPermissions = z.infer<typeof DetailedPermissions>;
export type DerivedFrom = z.infer<typeof DerivedFrom>;
export type GrantUpdate = z.infer<typeof GrantUpdate>;
export type Grant = z.infer<typeof Grant>;
