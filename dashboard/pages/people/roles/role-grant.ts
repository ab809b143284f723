import type { TaggedPermission } from '../../../../worker/contract/roles.ts';

/** What a role grants right at a place. A permission without tags holds for everything there. */
export type RoleGrant = { permissions: TaggedPermission[]; admin: boolean };

/** The grant with the permission, limited to the tags; null takes it away. */
export function withTags(grant: RoleGrant, key: string, tags: number[] | null): RoleGrant {
  const others = grant.permissions.filter((one) => one.permission_key !== key);
  return { ...grant, permissions: tags === null ? others : [...others, { permission_key: key, tags }] };
}

/** The tags that limit the permission, none for no limit; null where it is not granted. */
export function tagsOf(grant: RoleGrant, key: string): number[] | null {
  return grant.permissions.find((one) => one.permission_key === key)?.tags ?? null;
}
