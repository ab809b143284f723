import { BoundedMap } from '../core/bounded-map.ts';
import type { Defer, IdentityTeller } from '../core/ports.ts';
import { gatherTold, type ToldIdentity } from '../core/told-batch.ts';
import type { HalyardEnv } from './bindings.ts';
import { logEvent, logFailure } from './log.ts';

/** How long identities wait for company: telling costs a call and a disk write. */
const TELL_AFTER_MS = 1_000;
/** A timer whose request died with its client never fires. */
const LOST_AFTER_MS = 3 * TELL_AFTER_MS;
/** Of all environments in this isolate. */
const MOST_WAITING = 2_000;
const IN_A_CALL = 200;
/** Who comes back with nothing new is not told of again so soon. */
const TELL_AGAIN_AFTER_MS = 60_000;
/** In characters of names and what was seen. */
const MOST_REMEMBERED = 4 * 1024 * 1024;

/** Gathers who was served what in this isolate, and hands it to the environments' identity feeds now and then. */
export class BufferedIdentityTeller implements IdentityTeller {
  readonly #env: HalyardEnv;
  readonly #told = new BoundedMap<string, { seen: string; at: number }>(MOST_REMEMBERED);
  #waiting = new Map<number, Map<string, () => ToldIdentity>>();
  #size = 0;
  #dropped = 0;
  #startedAt = 0;

  constructor(env: HalyardEnv) {
    this.#env = env;
  }

  tell(environmentId: number, identifier: string, seen: string, describe: () => ToldIdentity, defer: Defer): void {
    const key = `${environmentId}:${identifier}`;
    const now = Date.now();
    const told = this.#told.get(key);
    if (told?.seen === seen && Math.abs(now - told.at) < TELL_AGAIN_AFTER_MS) return;
    let ofEnvironment = this.#waiting.get(environmentId);
    if (ofEnvironment === undefined) this.#waiting.set(environmentId, (ofEnvironment = new Map()));
    if (!ofEnvironment.has(identifier)) {
      if (this.#size >= MOST_WAITING) {
        this.#dropped += 1;
        return;
      }
      this.#size += 1;
    }
    ofEnvironment.set(identifier, describe);
    this.#told.set(key, { seen, at: now }, key.length + seen.length);
    if (Math.abs(now - this.#startedAt) <= LOST_AFTER_MS) return;
    this.#startedAt = now;
    defer(this.#handOver());
  }

  async #handOver(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, TELL_AFTER_MS));
    const waiting = this.#waiting;
    const dropped = this.#dropped;
    this.#waiting = new Map();
    this.#size = 0;
    this.#dropped = 0;
    this.#startedAt = 0;
    if (dropped > 0) logEvent('integrations.identities.dropped', { identities: dropped, where: 'isolate' });
    for (const [environmentId, identities] of waiting) await this.#send(environmentId, [...identities]);
  }

  async #send(environmentId: number, identities: [string, () => ToldIdentity][]): Promise<void> {
    const feed = this.#env.IDENTITY_FEED.get(this.#env.IDENTITY_FEED.idFromName(String(environmentId)));
    for (let start = 0; start < identities.length; start += IN_A_CALL) {
      const told = identities.slice(start, start + IN_A_CALL);
      try {
        await feed.tell(environmentId, gatherTold(told.map(([, describe]) => describe())));
      } catch (error) {
        for (const [identifier] of told) this.#told.delete(`${environmentId}:${identifier}`);
        logFailure('integrations.identities.lost', error, { environmentId, identities: told.length });
      }
    }
  }
}
