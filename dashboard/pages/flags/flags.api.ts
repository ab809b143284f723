import { SdkFlags, SdkIdentity, type SdkFlag } from '../../../worker/contract/sdk-flags.ts';
import { requestJson } from '../../api/client.ts';

/** The environment's flags, or with an identifier those of that identity. Nothing is stored. */
export async function readFlags(environmentKey: string, identifier: string): Promise<SdkFlag[]> {
  const init = { headers: { 'X-Environment-Key': environmentKey } };
  if (identifier === '') return SdkFlags.parse(await requestJson('/api/v1/flags/', init));
  const query = new URLSearchParams({ identifier, transient: 'true' });
  return SdkIdentity.parse(await requestJson(`/api/v1/identities/?${query}`, init)).flags;
}

/** One line on how the server is. */
export async function readStatus(): Promise<string> {
  try {
    const readiness = await requestJson('/health/readiness');
    const isDegraded =
      typeof readiness === 'object' && readiness !== null && 'status' in readiness && readiness.status !== 'ok';
    return isDegraded ? 'Serving flags; the database is away' : 'Serving flags';
  } catch {
    return 'Not reachable';
  }
}
