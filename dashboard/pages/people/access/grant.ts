import type { DetailedPermissions } from '../../../../worker/contract/permissions.ts';

/** What is granted right at a place; `admin` is of projects and environments only. */
export type Grant = { permissions: string[]; admin?: boolean };

export function withPermission(grant: Grant, key: string, isOn: boolean): Grant {
  const others = grant.permissions.filter((permission) => permission !== key);
  return { ...grant, permissions: isOn ? [...others, key] : others };
}

/** Where a permission comes from, in words: none for who has not got it. */
export function explain(detail: DetailedPermissions, key: string): string[] {
  const found = detail.permissions.find((one) => one.permission_key === key);
  const reasons = found === undefined ? [] : listSources(found, 'Granted here');
  return detail.admin ? ['Administrator', ...reasons] : reasons;
}

/** Why somebody administers the place: none for who does not. */
export function explainAdmin(detail: DetailedPermissions, isOrganisationAdmin: boolean): string[] {
  if (!detail.admin) return [];
  if (isOrganisationAdmin) return ['Administrator of the organisation'];
  return listSources(detail, 'Granted here or above');
}

type Sources = Pick<DetailedPermissions, 'is_directly_granted' | 'derived_from'>;

function listSources({ is_directly_granted: isDirect, derived_from: from }: Sources, direct: string): string[] {
  return [
    ...(isDirect ? [direct] : []),
    ...from.groups.map(({ name }) => `Group ${name}`),
    ...from.roles.map(({ name, tags }) => `Role ${name}${tags.length > 0 ? ', with some tags' : ''}`),
  ];
}
