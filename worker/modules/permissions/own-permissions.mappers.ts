import type { DerivedFrom, DetailedPermissions, OwnPermissions } from '../../contract/permissions.ts';
import type { Level } from './catalogue.ts';
import type { GrantRow } from './grants.queries.ts';

/** Levels whose administrators administer the level too. */
const ABOVE: Record<Level, readonly Level[]> = {
  organisation: [],
  project: ['project'],
  environment: ['project', 'environment'],
};

/** `isOrganisationAdmin` stands above all grants. */
export function toOwnPermissions(
  level: Level,
  isOrganisationAdmin: boolean,
  rows: readonly GrantRow[],
): OwnPermissions {
  const own = rows.filter((row) => row.level === level);
  const tagged = own.filter(({ tags, permissions }) => tags.length > 0 && permissions.length > 0);
  const plain = own.filter(({ tags }) => tags.length === 0);
  return {
    permissions: [...new Set(plain.flatMap(({ permissions }) => permissions))].toSorted(),
    admin: isOrganisationAdmin || administering(level, rows).length > 0,
    tag_based_permissions: tagged.map(({ permissions, tags }) => ({ permissions, tags })),
  };
}

/** Each permission with where it comes from. */
export function toDetailedPermissions(
  level: Level,
  isOrganisationAdmin: boolean,
  rows: readonly GrantRow[],
): DetailedPermissions {
  const own = rows.filter((row) => row.level === level);
  const admins = administering(level, rows);
  const keys = [...new Set(own.flatMap(({ permissions }) => permissions))].toSorted();
  return {
    admin: isOrganisationAdmin || admins.length > 0,
    is_directly_granted: isOrganisationAdmin || isDirect(admins),
    derived_from: toSources(admins),
    permissions: keys.map((key) => {
      const sources = own.filter(({ permissions }) => permissions.includes(key));
      return { permission_key: key, is_directly_granted: isDirect(sources), derived_from: toSources(sources) };
    }),
  };
}

function administering(level: Level, rows: readonly GrantRow[]): GrantRow[] {
  return rows.filter((row) => row.admin && ABOVE[level].includes(row.level));
}

function isDirect(rows: readonly GrantRow[]): boolean {
  return rows.some(({ via }) => via === 'user');
}

function toSources(rows: readonly GrantRow[]): DerivedFrom {
  const unique = (via: 'group' | 'role') => [
    ...new Map(rows.filter((row) => row.via === via).map((row) => [row.viaId, row])).values(),
  ];
  return {
    groups: unique('group').map(({ viaId, viaName }) => ({ id: viaId ?? 0, name: viaName ?? '' })),
    roles: unique('role').map(({ viaId, viaName, tags }) => ({ id: viaId ?? 0, name: viaName ?? '', tags })),
  };
}
