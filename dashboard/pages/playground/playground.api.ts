import type { EnvironmentDocument } from '../../../worker/contract/environment-document.ts';
import { useResource, type View } from '../../api/cache.ts';
import { MOST_ENVIRONMENTS } from './playground-state.ts';

const pathOf = (key: string) => `/api/v1/environments/${encodeURIComponent(key)}/document/`;

/** The documents of the environments, in their order: what the server evaluates. */
export function useDocuments(keys: readonly string[]): View<EnvironmentDocument>[] {
  // Always as many, as hooks must be.
  const views = Array.from({ length: MOST_ENVIRONMENTS }, (_, index) => {
    const key = keys[index];
    // oxlint-disable-next-line react/rules-of-hooks
    return useResource<EnvironmentDocument>(key === undefined ? null : pathOf(key));
  });
  return views.slice(0, keys.length);
}
