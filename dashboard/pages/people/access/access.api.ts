import type { Environment } from '../../../../worker/contract/environments.ts';
import type { DetailedPermissions } from '../../../../worker/contract/permissions.ts';
import type { Project } from '../../../../worker/contract/projects.ts';
import { BOOTSTRAP_PREFIX } from '../../../api/bootstrap.ts';
import { invalidate, useResource, type View } from '../../../api/cache.ts';
import { request } from '../../../api/client.ts';
import type { Grant } from './grant.ts';

export type Level = 'organisation' | 'project' | 'environment';
export type Place = { level: Level; id: string };
export type Principal = { kind: 'user' | 'group'; id: number };

export type PermissionModel = { key: string; description: string; supports_tag: boolean };

const base = ({ level, id }: Place) => `/api/v1/${level}s/${encodeURIComponent(id)}/`;
const grantsPath = (place: Place, { kind }: Principal) =>
  `${base(place)}${kind === 'user' ? 'user-permissions' : 'user-group-permissions'}/`;
const detailPath = (place: Place, id: number) => `${base(place)}user-detailed-permissions/${id}/`;

export function useCatalogue(level: Level): View<PermissionModel[]> {
  return useResource(`/api/v1/${level}s/permissions/`);
}

export function useProjects(organisationId: number): View<Project[]> {
  return useResource(`/api/v1/projects/?organisation=${organisationId}`);
}

export function useEnvironments(projectId: string | null): View<{ results: Environment[] }> {
  return useResource(projectId === null ? null : `/api/v1/environments/?project=${projectId}`);
}

/** What is granted to somebody or a group right there; an empty list for nothing. */
export function useGrants(place: Place, who: Principal): View<Grant[]> {
  return useResource(`${grantsPath(place, who)}?${who.kind}=${who.id}`);
}

/** What a person may do there, and why; of a group there is no more to know than its grants. */
export function useReasons(place: Place, { kind, id }: Principal): View<DetailedPermissions> {
  return useResource(kind === 'user' ? detailPath(place, id) : null);
}

/** Stores what is granted: creates the grant, changes the one that is there by now, or takes it away when nothing is left of it. */
export async function saveGrant(place: Place, who: Principal, grant: Grant): Promise<void> {
  const path = grantsPath(place, who);
  const [current] = await request<{ id: number }[]>('GET', `${path}?${who.kind}=${who.id}`);
  const isEmpty = grant.permissions.length === 0 && grant.admin !== true;
  const body = { ...grant, [who.kind]: who.id };
  if (current !== undefined && isEmpty) await request('DELETE', `${path}${current.id}/`);
  else if (current !== undefined) await request('PUT', `${path}${current.id}/`, body);
  else if (!isEmpty) await request('POST', path, body);
  invalidate(base(place));
  invalidate(BOOTSTRAP_PREFIX);
}
