import type { Project } from '../../../worker/contract/projects.ts';
import { invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';
import { BOOTSTRAP_PREFIX } from '../../api/bootstrap.ts';

const PROJECTS = '/api/v1/projects/';

/** What a new project begins with. */
const ENVIRONMENTS = ['Development', 'Production'];

export function useProjects(organisationId: number): View<Project[]> {
  return useResource(`${PROJECTS}?organisation=${organisationId}`);
}

/** Creates the project with its first environments; resolves to the key of the first one. */
export async function createProject(organisation: number, name: string): Promise<{ id: number; environment: string }> {
  const { id } = await request<Project>('POST', PROJECTS, { name, organisation });
  const keys: string[] = [];
  try {
    for (const environment of ENVIRONMENTS) {
      const body = { name: environment, project: id };
      keys.push((await request<{ api_key: string }>('POST', '/api/v1/environments/', body)).api_key);
    }
  } finally {
    // The project is there even if an environment could not be made.
    invalidate(PROJECTS);
    invalidate(BOOTSTRAP_PREFIX);
  }
  return { id, environment: keys[0] ?? '' };
}
