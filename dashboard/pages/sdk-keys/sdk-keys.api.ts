import type { ServerKey } from '../../../worker/contract/environments.ts';
import type { UsageData } from '../../../worker/contract/usage.ts';
import { invalidate, patch, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';

const keysPath = (environmentKey: string) => `/api/v1/environments/${encodeURIComponent(environmentKey)}/api-keys/`;

export function useServerKeys(environmentKey: string): View<ServerKey[]> {
  return useResource(keysPath(environmentKey));
}

/** Requests of the last 30 days, for administrators of the organisation. */
export function useRequests(organisationId: number, environmentId: number): View<UsageData[]> {
  return useResource(`/api/v1/organisations/${organisationId}/usage-data/?period=30d&environment_id=${environmentId}`);
}

export async function createServerKey(
  environmentKey: string,
  key: { name: string; expires_at: string | null },
): Promise<ServerKey> {
  const created = await request<ServerKey>('POST', keysPath(environmentKey), key);
  invalidate(keysPath(environmentKey));
  return created;
}

/** Shown at once; as before if it fails. */
export async function switchServerKey(environmentKey: string, id: number, active: boolean): Promise<void> {
  const path = keysPath(environmentKey);
  const takeBack = patch<ServerKey[]>(path, (keys) => keys.map((key) => (key.id === id ? { ...key, active } : key)));
  try {
    await request('PATCH', `${path}${id}/`, { active });
  } catch (error) {
    takeBack();
    throw error;
  }
}

export async function deleteServerKey(environmentKey: string, id: number): Promise<void> {
  await request('DELETE', `${keysPath(environmentKey)}${id}/`);
  invalidate(keysPath(environmentKey));
}
