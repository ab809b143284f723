import type { EnvironmentDetail } from '../../../worker/contract/environments.ts';
import type { Organisation } from '../../../worker/contract/organisations.ts';
import type { ProjectDetail } from '../../../worker/contract/projects.ts';
import type { Tag } from '../../../worker/contract/tags.ts';
import { BOOTSTRAP_PREFIX } from '../../api/bootstrap.ts';
import { invalidate, patch, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';

export const environmentPath = (key: string): string => `/api/v1/environments/${encodeURIComponent(key)}/`;
export const projectPath = (id: number): string => `/api/v1/projects/${id}/`;
export const organisationPath = (id: number): string => `/api/v1/organisations/${id}/`;
const tagsPath = (projectId: number) => `${projectPath(projectId)}tags/`;

export const useEnvironment = (key: string): View<EnvironmentDetail> => useResource(environmentPath(key));
export const useProject = (id: number): View<ProjectDetail> => useResource(projectPath(id));
export const useOrganisation = (id: number): View<Organisation> => useResource(organisationPath(id));

/** Those that the caller has set up. */
export const useSecondFactors = (): View<{ name: string }[]> => useResource('/api/v1/auth/mfa/user-active-methods/');

/** Changes parts of what `useResource(path)` shows: at once, and as before if it fails. */
export async function changeSettings(path: string, change: object): Promise<void> {
  const takeBack = patch<object>(path, (data) => ('id' in data ? { ...data, ...change } : data));
  try {
    const answer = await request<object>('PATCH', path, change);
    patch<object>(path, (data) => ('id' in data ? { ...data, ...answer } : data));
  } catch (error) {
    takeBack();
    throw error;
  }
  invalidate(BOOTSTRAP_PREFIX);
}

export async function remove(path: string): Promise<void> {
  await request('DELETE', path);
  invalidate('/api/v1/projects/');
  invalidate(BOOTSTRAP_PREFIX);
}

export async function cloneEnvironment(key: string, name: string): Promise<{ api_key: string; name: string }> {
  const made = await request<{ api_key: string; name: string }>('POST', `${environmentPath(key)}clone/`, { name });
  invalidate(BOOTSTRAP_PREFIX);
  return made;
}

export async function setVersioning(key: string, isOn: boolean): Promise<void> {
  await request('POST', `${environmentPath(key)}${isOn ? 'enable' : 'disable'}-v2-versioning/`);
  invalidate(environmentPath(key));
  invalidate(BOOTSTRAP_PREFIX);
}

export type TagDraft = { label: string; color: string; description: string };

/** Creates a tag, or changes the one with the id. */
export async function saveTag(projectId: number, id: number | null, draft: TagDraft): Promise<Tag> {
  const tag = await request<Tag>(
    id === null ? 'POST' : 'PATCH',
    `${tagsPath(projectId)}${id === null ? '' : `${id}/`}`,
    draft,
  );
  invalidate(BOOTSTRAP_PREFIX);
  return tag;
}

export async function deleteTag(projectId: number, id: number): Promise<void> {
  await request('DELETE', `${tagsPath(projectId)}${id}/`);
  invalidate(projectPath(projectId));
  invalidate(BOOTSTRAP_PREFIX);
}
