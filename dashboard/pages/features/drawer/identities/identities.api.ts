import type { ListedState, ScalarState } from '../../../../../worker/contract/feature-states.ts';
import type { Identity } from '../../../../../worker/contract/identities.ts';
import { invalidate, patch, useResource, type View } from '../../../../api/cache.ts';
import { request } from '../../../../api/client.ts';
import { toFailure } from '../../../../api/failure.ts';
import { forgetFeature } from '../../features.api.ts';
import type { IdentityBody } from './identity-draft.ts';

/** An override for an identity. */
export type Override = ListedState;
/** Somebody who is to get one: known, or as somebody typed them. */
export type Who = { identifier: string; id: number | null };
export type Place = { projectId: number; key: string; featureId: number };

type Page<Item> = { count: number; results: Item[] };

export const PAGE_SIZE = 20;

const environmentPath = (key: string) => `/api/v1/environments/${encodeURIComponent(key)}/`;
const statesPath = (key: string) => `${environmentPath(key)}featurestates/`;

export function useOverrides({ key, featureId }: Place, search: string, page: number): View<Page<Override>> {
  const query = new URLSearchParams({
    anyIdentity: '1',
    feature: String(featureId),
    search,
    page: String(page),
    page_size: String(PAGE_SIZE),
  });
  return useResource(`${statesPath(key)}?${query.toString()}`);
}

/** Null: one may not see them. */
export function useIdentities(key: string | null, search: string): View<Page<Identity>> {
  const query = new URLSearchParams({ q: search, page_size: '20' });
  return useResource(key === null ? null : `${environmentPath(key)}identities/?${query.toString()}`);
}

/** Overrides the feature for somebody, who is made known first if they are not. */
export async function addOverride(place: Place, who: Who, body: IdentityBody): Promise<number> {
  const { key, featureId } = place;
  const add = async (named: { identity: number } | { identifier: string }) =>
    (await request<ScalarState>('POST', statesPath(key), { ...body, feature: featureId, ...named })).id;
  try {
    return await add(who.id === null ? { identifier: who.identifier } : { identity: who.id });
  } catch (error) {
    const failure = toFailure(error);
    const isUnknown = who.id === null && failure.kind === 'invalid' && failure.fields['identifier'] !== undefined;
    if (!isUnknown) throw error;
    const { id } = await request<Identity>('POST', `${environmentPath(key)}identities/`, {
      identifier: who.identifier,
    });
    return await add({ identity: id });
  } finally {
    forget(place);
  }
}

/** Shows the state at once; if it fails, what was before. */
export async function changeOverride(place: Place, id: number, body: Partial<IdentityBody>): Promise<void> {
  const { enabled } = body;
  const back = patch<Page<Override>>(`${statesPath(place.key)}?anyIdentity=1&`, (page) => ({
    ...page,
    results: page.results.map((one) => (one.id === id && enabled !== undefined ? { ...one, enabled } : one)),
  }));
  try {
    await request('PATCH', `${statesPath(place.key)}${id}/`, body);
  } catch (error) {
    back();
    throw error;
  }
  forget(place);
}

export async function removeOverride(place: Place, id: number): Promise<void> {
  await request('DELETE', `${statesPath(place.key)}${id}/`);
  forget(place);
}

function forget({ projectId, key, featureId }: Place): void {
  invalidate(statesPath(key));
  invalidate(`${environmentPath(key)}identities/`);
  forgetFeature(projectId, key, featureId);
}
