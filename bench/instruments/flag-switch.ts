import { Refusal } from './options.ts';

type State = { id: number; enabled: boolean };

/** One feature of an environment, turned on and off by the management API. */
export type FlagSwitch = {
  feature: string;
  /** As it was found. */
  wasEnabled: boolean;
  /** Whether it may be other than it was found. */
  mayDiffer: () => boolean;
  turn: (isEnabled: boolean) => Promise<void>;
};

/** A master key has two parts; everything else is a user's token. */
export function authorizationOf(token: string): string {
  return token.includes('.') ? `Api-Key ${token}` : `Token ${token}`;
}

/** Finds the feature. Refuses when there is none of that very name, or when it may not be seen. */
export async function findSwitch(url: string, key: string, token: string, feature: string): Promise<FlagSwitch> {
  const headers = { authorization: authorizationOf(token), 'content-type': 'application/json' };
  const states = `${url}/api/v1/environments/${encodeURIComponent(key)}/featurestates/`;
  const send = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(states + path, { ...init, headers, signal: AbortSignal.timeout(15_000) });
    const text = await answer.text();
    const said = `${init.method ?? 'GET'} ${states}${path}: ${answer.status} ${text.slice(0, 300)}`;
    if (answer.status >= 400 && answer.status < 500) throw new Refusal(said);
    if (!answer.ok) throw new Error(said);
    return JSON.parse(text);
  };
  const { results } = (await send(`?feature_name=${encodeURIComponent(feature)}`)) as { results: State[] };
  const [state] = results;
  if (state === undefined || results.length > 1)
    throw new Refusal(`--feature: the environment has no feature "${feature}"`);
  let mayDiffer = false;
  return {
    feature,
    wasEnabled: state.enabled,
    mayDiffer: () => mayDiffer,
    turn: async (isEnabled) => {
      const before = mayDiffer;
      mayDiffer = true;
      try {
        await send(`${state.id}/`, { method: 'PATCH', body: JSON.stringify({ enabled: isEnabled }) });
        mayDiffer = isEnabled !== state.enabled;
      } catch (error) {
        // What was refused was not done; an answer that is missing, or an error there, leaves it open.
        if (error instanceof Refusal) mayDiffer = before;
        throw error;
      }
    },
  };
}
