import type { DashIdentity } from '../../../worker/contract/dash.ts';
import type { Failure } from '../../api/failure.ts';
import { useResource, type View } from '../../api/cache.ts';
import type { Place } from './columns.ts';
import { MOST_ENVIRONMENTS, MOST_PEOPLE, type Somebody } from './playground-state.ts';
import { useSettled } from './use-settled.ts';

type Traits = DashIdentity['traits'];

/** What is stored of people, which the server counts beneath what it is sent. */
export type Stored = {
  find: (environmentKey: string, identifier: string) => Traits | undefined;
  isLoading: boolean;
  failures: { environment: Place; failure: Failure; retry: () => void }[];
};

type Answer = { results: DashIdentity[] };

/** An answer for each person in each environment: asked for when nobody is typing. */
export function useStored(environments: readonly Place[], people: readonly Somebody[]): Stored {
  const typed = JSON.stringify(people.map(({ identifier }) => identifier));
  const text = useSettled(typed);
  const settled = JSON.parse(text) as string[];
  const found = new Map<string, Traits>();
  const failures = new Map<string, Stored['failures'][number]>();
  let isLoading = text !== typed;
  // Always as many, as hooks must be.
  for (let index = 0; index < MOST_ENVIRONMENTS * MOST_PEOPLE; index += 1) {
    const environment = environments[Math.floor(index / MOST_PEOPLE)];
    const identifier = settled[index % MOST_PEOPLE] ?? '';
    const isAsked = environment !== undefined && identifier.trim() !== '';
    // oxlint-disable-next-line react/rules-of-hooks
    const view: View<Answer> = useResource<Answer>(isAsked ? pathOf(environment.api_key, identifier) : null);
    if (!isAsked) continue;
    if (view.kind === 'loading') isLoading = true;
    if (view.kind === 'failed') {
      failures.set(environment.api_key, { environment, failure: view.failure, retry: view.retry });
    }
    const own = view.kind === 'loaded' ? view.data.results.find((one) => one.identifier === identifier.trim()) : null;
    if (own != null) found.set(keyOf(environment.api_key, identifier), own.traits);
  }
  return {
    find: (environmentKey, identifier) => found.get(keyOf(environmentKey, identifier)),
    isLoading,
    failures: [...failures.values()],
  };
}

const keyOf = (environmentKey: string, identifier: string) => `${environmentKey} ${identifier.trim()}`;

// In double quotes: the whole identifier.
const pathOf = (key: string, identifier: string) =>
  `/api/v1/dash/environments/${encodeURIComponent(key)}/identities/?${new URLSearchParams({ q: `"${identifier.trim()}"`, page_size: '1' }).toString()}`;
