import type { DashIntegrations } from '../../../worker/contract/dash.ts';
import { invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';
import type { Configured, IntegrationPlace } from './integration-place.ts';

export type Trial = { passed: boolean; status: number; detail: string };

/** What a project and its environments have. */
export const overviewPath = (projectId: number): string => `/api/v1/dash/projects/${projectId}/integrations/`;

export const useOverview = ({ overview }: IntegrationPlace): View<DashIntegrations> => useResource(overview);

/** What an organisation has: of the one kind that it can have. */
export function useOrganisationGrafana({ path, disabledReason }: IntegrationPlace): View<Configured[]> {
  const view = useResource<({ id: number } & Record<string, unknown>)[]>(
    disabledReason === null ? `${path}grafana/` : null,
  );
  if (view.kind !== 'loaded') return view;
  return {
    ...view,
    data: view.data.map(({ id, ...fields }) => ({ id, kind: 'grafana', environment: null, fields })),
  };
}

/** Sets one up, or changes the one with the id. */
export async function saveIntegration(place: IntegrationPlace, kind: string, id: number | null, body: object) {
  await request(id === null ? 'POST' : 'PATCH', `${place.path}${kind}/${id === null ? '' : `${id}/`}`, body);
  forget(place);
}

export async function deleteIntegration(place: IntegrationPlace, kind: string, id: number): Promise<void> {
  await request('DELETE', `${place.path}${kind}/${id}/`);
  forget(place);
}

export function testIntegration({ path }: IntegrationPlace, id: number): Promise<Trial> {
  return request('POST', `${path}${id}/test/`);
}

export function forget({ overview, path }: IntegrationPlace): void {
  invalidate(overview);
  invalidate(path);
}
