import type { EnvironmentDocument } from '../../../worker/contract/environment-document.ts';
import type { DashIdentity } from '../../../worker/contract/dash.ts';
import type { ListedState } from '../../../worker/contract/feature-states.ts';
import type { Identity, Trait } from '../../../worker/contract/identities.ts';
import { invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';
import type { TraitBody } from './typed-value.ts';

export type Page<Item> = { count: number; results: Item[] };
/** An override of a feature for one identity. */
export type OwnState = Pick<
  ListedState,
  'id' | 'enabled' | 'feature_state_value' | 'multivariate_feature_state_values'
> & {
  feature: number | { id: number };
};
export type FlagValue = string | number | boolean | null;

export const PAGE_SIZE = 50;

const environmentPath = (key: string) => `/api/v1/environments/${encodeURIComponent(key)}/`;
const listPath = (key: string) => `/api/v1/dash/environments/${encodeURIComponent(key)}/identities/`;
const onePath = (key: string, id: number) => `${environmentPath(key)}identities/${id}/`;

export function useIdentities(key: string, search: string, page: number): View<Page<DashIdentity>> {
  const query = new URLSearchParams({ q: search, page: String(page), page_size: String(PAGE_SIZE) });
  return useResource(`${listPath(key)}?${query.toString()}`);
}

export const useIdentity = (key: string, id: number): View<Identity> => useResource(onePath(key, id));
export const useTraits = (key: string, id: number): View<Page<Trait> | Trait[]> =>
  useResource(`${onePath(key, id)}traits/`);
/** All of them: the page of the API is short unless a longer one is asked for. */
export const useOwnStates = (key: string, id: number): View<Page<OwnState> | OwnState[]> =>
  useResource(`${onePath(key, id)}featurestates/?page_size=999`);
/** The environment as it is to be published: what the server evaluates. */
export const useDocument = (key: string): View<EnvironmentDocument> => useResource(`${environmentPath(key)}document/`);

/** Lists come in pages or bare. */
export const itemsOf = <Item>(list: Page<Item> | Item[]): Item[] => (Array.isArray(list) ? list : list.results);

export async function createIdentity(key: string, identifier: string): Promise<Identity> {
  const identity = await request<Identity>('POST', `${environmentPath(key)}identities/`, { identifier });
  invalidate(listPath(key));
  return identity;
}

export async function deleteIdentity(key: string, id: number): Promise<void> {
  await request('DELETE', onePath(key, id));
  invalidate(listPath(key));
}

export async function addTrait(key: string, id: number, name: string, body: TraitBody): Promise<Trait> {
  const trait = await request<Trait>('POST', `${onePath(key, id)}traits/`, { trait_key: name, ...body });
  forgetTraits(key, id);
  return trait;
}

export async function changeTrait(key: string, id: number, traitId: number, body: TraitBody): Promise<void> {
  await request('PATCH', `${onePath(key, id)}traits/${traitId}/`, body);
  forgetTraits(key, id);
}

export async function deleteTrait(key: string, id: number, traitId: number): Promise<void> {
  await request('DELETE', `${onePath(key, id)}traits/${traitId}/`);
  forgetTraits(key, id);
}

export type StateBody = {
  enabled: boolean;
  feature_state_value: FlagValue;
  /** None: the value, and no variation. */
  multivariate_feature_state_values: { multivariate_feature_option: number; percentage_allocation: number }[];
};

export async function setOverride(
  key: string,
  id: number,
  featureId: number,
  stateId: number | null,
  body: StateBody,
): Promise<number> {
  const path = `${onePath(key, id)}featurestates/`;
  const state =
    stateId === null
      ? await request<{ id: number }>('POST', path, { feature: featureId, ...body })
      : await request<{ id: number }>('PATCH', `${path}${stateId}/`, body);
  forgetStates(key, id);
  return state.id;
}

export async function removeOverride(key: string, id: number, stateId: number): Promise<void> {
  await request('DELETE', `${onePath(key, id)}featurestates/${stateId}/`);
  forgetStates(key, id);
}

function forgetTraits(key: string, id: number): void {
  invalidate(`${onePath(key, id)}traits/`);
  invalidate(listPath(key));
}

function forgetStates(key: string, id: number): void {
  invalidate(`${onePath(key, id)}featurestates/`);
  invalidate(`${environmentPath(key)}document/`);
}
