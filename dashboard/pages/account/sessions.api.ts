import type { OwnSession } from '../../../worker/contract/accounts.ts';
import { invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';

export const SESSIONS = '/api/v1/auth/sessions/';

/** The one that asks first, then the others by their last use. */
export function useSessions(): View<OwnSession[]> {
  const view = useResource<OwnSession[]>(SESSIONS);
  if (view.kind !== 'loaded') return view;
  const data = view.data.toSorted((left, right) => Number(right.is_current) - Number(left.is_current));
  return { ...view, data };
}

export async function endOne(id: number): Promise<void> {
  await request('DELETE', `${SESSIONS}${id}/`);
  invalidate(SESSIONS);
}

export async function endOthers(): Promise<void> {
  await request('DELETE', SESSIONS);
  invalidate(SESSIONS);
}
