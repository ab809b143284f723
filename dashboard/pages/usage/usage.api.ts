import type { Environment } from '../../../worker/contract/environments.ts';
import type { Project } from '../../../worker/contract/projects.ts';
import type { UsageData } from '../../../worker/contract/usage.ts';
import { useResource, type View } from '../../api/cache.ts';
import { toRequest, type Period } from './usage-days.ts';

type Where = { project: string; environment: string };

export function useUsage(organisationId: number, period: Period, { project, environment }: Where): View<UsageData[]> {
  const place = `${project === '' ? '' : `&project_id=${project}`}${environment === '' ? '' : `&environment_id=${environment}`}`;
  return useResource(`/api/v1/organisations/${organisationId}/usage-data/?${toRequest(period)}${place}`);
}

export function useProjects(organisationId: number): View<Project[]> {
  return useResource(`/api/v1/projects/?organisation=${organisationId}`);
}

export function useEnvironments(projectId: string): View<{ results: Environment[] }> {
  return useResource(projectId === '' ? null : `/api/v1/environments/?project=${projectId}`);
}
