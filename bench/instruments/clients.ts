import { setTimeout as sleep } from 'node:timers/promises';
import { perform, type Call } from '../../worker/testing/resilience/traffic.ts';
import type { Observations } from './observations.ts';

/** Makes the next call of one client; `client` tells clients of the same kind apart. */
export type NextCall = (client: number) => Call;

/** So long that the machine is not busy with the clients alone: how fast they are served is what their calls take. */
const PAUSE_MS = 50;

/**
 * Clients of each kind ask one after the other, with a short pause, so that a kind that becomes slow holds up no other. Resolves, once
 * stopped, when all calls have ended.
 */
export function startClients(kinds: readonly NextCall[], each: number, observations: Observations) {
  const ending = new AbortController();
  const work = kinds.flatMap((next) =>
    Array.from({ length: each }, async (_, client) => {
      while (!ending.signal.aborted) {
        const call = next(client);
        const beganAt = performance.now();
        const status = await perform(call);
        observations.note(beganAt, { kind: call.kind, status, ms: performance.now() - beganAt });
        await sleep(PAUSE_MS);
      }
    }),
  );
  return {
    stop: async () => {
      ending.abort();
      await Promise.all(work);
    },
  };
}
