import type { MasterKey } from '../../../../worker/contract/master-keys.ts';
import type { Role, TaggedPermission } from '../../../../worker/contract/roles.ts';
import type { Tag } from '../../../../worker/contract/tags.ts';
import { BOOTSTRAP_PREFIX } from '../../../api/bootstrap.ts';
import { invalidate, useResource, type View } from '../../../api/cache.ts';
import { request } from '../../../api/client.ts';
import type { Level } from '../access/access.api.ts';
import type { RoleGrant } from './role-grant.ts';

type Page<Item> = { results: Item[] };
type StoredGrant = { id: number; permissions: (string | TaggedPermission)[]; admin?: boolean };

/** A place as roles name it: environments by id. */
export type RolePlace = { level: Level; id: number };
export type HolderKind = 'user' | 'group' | 'master_api_key';
/** A holder as the wire names it: people and groups by id, keys by prefix. */
export type RoleHolder = { kind: HolderKind; key: number | string };
type StoredHolder = { id: number; user?: number; group?: number; master_api_key?: string };

const GRANTS = {
  organisation: 'organisation-permissions',
  project: 'projects-permissions',
  environment: 'environments-permissions',
} as const;
const HOLDERS = { user: 'users', group: 'groups', master_api_key: 'master-api-keys' } as const;

const base = (organisationId: number) => `/api/v1/organisations/${organisationId}/roles/`;
const grantsPath = (organisationId: number, roleId: number, { level }: RolePlace) =>
  `${base(organisationId)}${roleId}/${GRANTS[level]}/`;
const grantsAt = (organisationId: number, roleId: number, place: RolePlace) =>
  `${grantsPath(organisationId, roleId, place)}${place.level === 'organisation' ? '' : `?${place.level}=${place.id}`}`;
const holdersPath = (organisationId: number, roleId: number, kind: HolderKind) =>
  `${base(organisationId)}${roleId}/${HOLDERS[kind]}/`;

export const useRoles = (organisationId: number): View<Role[]> => resultsOf(useResource(base(organisationId)));
export const useRole = (organisationId: number, id: number): View<Role> => useResource(`${base(organisationId)}${id}/`);
export const useKeys = (organisationId: number): View<MasterKey[]> =>
  resultsOf(useResource(`/api/v1/organisations/${organisationId}/master-api-keys/?page_size=1000`));
export const useTags = (projectId: string | null): View<Tag[]> =>
  resultsOf(useResource(projectId === null ? null : `/api/v1/projects/${projectId}/tags/?page_size=1000`));

export function useRoleHolders(organisationId: number, roleId: number, kind: HolderKind): View<RoleHolder[]> {
  const view = resultsOf(useResource<Page<StoredHolder>>(holdersPath(organisationId, roleId, kind)));
  if (view.kind !== 'loaded') return view;
  return { ...view, data: view.data.map((row) => ({ kind, key: row[kind] ?? 0 })) };
}

/** What the role grants right there; an empty grant for nothing. */
export function useRoleGrant(organisationId: number, roleId: number, place: RolePlace | null): View<RoleGrant> {
  const view = resultsOf(
    useResource<Page<StoredGrant>>(place === null ? null : grantsAt(organisationId, roleId, place)),
  );
  if (view.kind !== 'loaded') return view;
  const [{ permissions, admin } = { permissions: [], admin: false }] = view.data;
  const tagged = permissions.map((one) => (typeof one === 'string' ? { permission_key: one, tags: [] } : one));
  return { ...view, data: { permissions: tagged, admin: admin === true } };
}

/** Stores what is granted: creates the grant, changes the one that is there by now, or takes it away when nothing is left of it. */
export async function saveRoleGrant(
  organisationId: number,
  roleId: number,
  place: RolePlace,
  { permissions, admin }: RoleGrant,
): Promise<void> {
  const path = grantsPath(organisationId, roleId, place);
  const { results } = await request<Page<StoredGrant>>('GET', grantsAt(organisationId, roleId, place));
  const body =
    place.level === 'organisation'
      ? { permissions: permissions.map((one) => one.permission_key) }
      : { permissions, admin, [place.level]: place.id };
  const isEmpty = permissions.length === 0 && !admin;
  const [current] = results;
  if (current !== undefined && isEmpty) await request('DELETE', `${path}${current.id}/`);
  else if (current !== undefined) await request('PUT', `${path}${current.id}/`, body);
  else if (!isEmpty) await request('POST', path, body);
  changed(organisationId);
}

export type RoleDraft = { name: string; description: string };

export async function createRole(organisationId: number, draft: RoleDraft): Promise<Role> {
  const role = await request<Role>('POST', base(organisationId), draft);
  changed(organisationId);
  return role;
}

export async function changeRole(organisationId: number, id: number, draft: RoleDraft): Promise<void> {
  await request('PATCH', `${base(organisationId)}${id}/`, draft);
  changed(organisationId);
}

export async function deleteRole(organisationId: number, id: number): Promise<void> {
  await request('DELETE', `${base(organisationId)}${id}/`);
  changed(organisationId);
}

export async function giveRole(organisationId: number, roleId: number, { kind, key }: RoleHolder): Promise<void> {
  await request('POST', holdersPath(organisationId, roleId, kind), { [kind]: key });
  changed(organisationId);
}

export async function takeRole(organisationId: number, roleId: number, { kind, key }: RoleHolder): Promise<void> {
  const end = kind === 'master_api_key' ? 'detach-roles-from-master-api-key/' : '';
  await request('DELETE', `/api/v1/organisations/${organisationId}/${HOLDERS[kind]}/${key}/roles/${roleId}/${end}`);
  changed(organisationId);
}

/** One's own permissions may have changed with it. */
function changed(organisationId: number): void {
  invalidate(base(organisationId));
  invalidate(BOOTSTRAP_PREFIX);
}

function resultsOf<Item>(view: View<Page<Item>>): View<Item[]> {
  return view.kind === 'loaded' ? { ...view, data: view.data.results } : view;
}
