import type { CreatedMasterKey, MasterKey } from '../../../worker/contract/master-keys.ts';
import { invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';

const keysPath = (organisationId: number) => `/api/v1/organisations/${organisationId}/master-api-keys/`;

export type KeyDraft = { name: string; is_admin: boolean; expiry_date: string | null };

export function useApiKeys(organisationId: number): View<{ results: MasterKey[] }> {
  return useResource(`${keysPath(organisationId)}?page_size=1000`);
}

/** Resolves to the key as well, which is told this once. */
export async function createApiKey(organisationId: number, draft: KeyDraft): Promise<CreatedMasterKey> {
  const created = await request<CreatedMasterKey>('POST', keysPath(organisationId), draft);
  invalidate(keysPath(organisationId));
  return created;
}

export async function deleteApiKey(organisationId: number, prefix: string): Promise<void> {
  await request('DELETE', `${keysPath(organisationId)}${prefix}/`);
  invalidate(keysPath(organisationId));
}
