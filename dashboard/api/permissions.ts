import type { OwnPermissions } from '../../worker/contract/permissions.ts';

/** Whether these permissions allow it; `tags` are those of the object in question. */
export function may(own: OwnPermissions, permission: string, tags: readonly number[] = []): boolean {
  if (own.admin || own.permissions.includes(permission)) return true;
  return own.tag_based_permissions.some(
    (grant) => grant.permissions.includes(permission) && grant.tags.some((tag) => tags.includes(tag)),
  );
}

/** Null if it is allowed, else a sentence for beside the control. */
export function whyNot(own: OwnPermissions, permission: string, place: string): string | null {
  if (may(own, permission)) return null;
  return `You need the permission ${permission} on ${place}. Its administrators can grant it.`;
}
