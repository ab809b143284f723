import type { Passkey } from '../../../worker/contract/passkeys.ts';
import { invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';
import { makePasskey } from '../../api/webauthn.ts';
import type { Proof } from './owner-proof.tsx';

const PASSKEYS = '/api/v1/auth/passkeys/';

export function usePasskeys(): View<Passkey[]> {
  return useResource(PASSKEYS);
}

/** Asks the browser for a new one, once the server believes who is there. */
export async function addPasskey(name: string, proof: Proof): Promise<void> {
  const options = await request<Parameters<typeof makePasskey>[0]>('POST', `${PASSKEYS}options/`, proof);
  const credential = await makePasskey(options);
  await request('POST', PASSKEYS, { name, credential });
  invalidate(PASSKEYS);
}

export async function renamePasskey(id: number, name: string): Promise<void> {
  await request('PATCH', `${PASSKEYS}${id}/`, { name });
  invalidate(PASSKEYS);
}

export async function removePasskey(id: number, proof: Proof): Promise<void> {
  await request('DELETE', `${PASSKEYS}${id}/`, proof);
  invalidate(PASSKEYS);
}
