import type { DashFeature, DashFlags, DashIdentity } from '../../../worker/contract/dash.ts';
import type { FlagInput } from '../../../worker/contract/flag-updates.ts';
import type { IdentityState } from '../../../worker/contract/feature-states.ts';
import type { Identity } from '../../../worker/contract/identities.ts';
import { invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';

const dashPath = (key: string) => `/api/v1/dash/environments/${encodeURIComponent(key)}/`;
const identityPath = (key: string, id: number) => `/api/v1/environments/${encodeURIComponent(key)}/identities/${id}/`;

export function useFlags(key: string): View<DashFlags> {
  return useResource(`${dashPath(key)}flags/`);
}

export function useFeature(key: string, featureId: number): View<DashFeature> {
  return useResource(`${dashPath(key)}features/${featureId}/`);
}

/** The newest identities that fit what was typed. */
export function useIdentities(key: string, search: string): View<{ count: number; results: DashIdentity[] }> {
  return useResource(`${dashPath(key)}identities/?${new URLSearchParams({ q: search, page_size: '20' }).toString()}`);
}

/** Null: nobody is asked for. */
export function useIdentity(key: string, id: number | null): View<Identity> {
  return useResource(id === null ? null : identityPath(key, id));
}

/** What every feature is for somebody. */
export function useStates(key: string, id: number | null): View<IdentityState[]> {
  return useResource(id === null ? null : `${identityPath(key, id)}featurestates/all/`);
}

/** Makes what is given of the feature anew in the environment, all of it or nothing. */
export async function putFlag(projectId: number, key: string, featureId: number, body: FlagInput): Promise<void> {
  await request('PUT', `/api/__future__/environments/${encodeURIComponent(key)}/features/${featureId}/`, body);
  invalidate(dashPath(key));
  invalidate(`/api/v1/projects/${projectId}/features/`);
}
