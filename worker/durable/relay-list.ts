import { logFailure } from '../platform/log.ts';
import type { PublicationLog } from './publication-store.ts';
import { RELAYS } from '../platform/change-feed.ts';

const FACT = 'relays_used_at';
/** After this time without a new listener, relays that have none left are no longer told. */
const FORGET_AFTER_MS = 60 * 60 * 1000;
const TRIES = 6;
const FIRST_WAIT_MS = 100;

type Facts = Pick<PublicationLog, 'readFact' | 'writeFact'>;
type Relay = { tell: (version: number, news: string) => Promise<number> };

/** The relays of one environment, as its publisher sees them: unused until the publisher has no room left for a listener. */
export class RelayList {
  readonly #store: Facts;
  readonly #relayOf: (environmentId: number, index: number) => Relay;
  #usedAt: number | null;

  constructor(store: Facts, relayOf: (environmentId: number, index: number) => Relay) {
    this.#store = store;
    this.#relayOf = relayOf;
    const usedAt = store.readFact(FACT);
    this.#usedAt = usedAt === null ? null : Number(usedAt);
  }

  get areUsed(): boolean {
    return this.#usedAt !== null;
  }

  /** Picks the relay for one more listener. The answer leaves only once it is stored that relays are to be told. */
  pick(now: number, random: number): number {
    this.#usedAt = now;
    this.#store.writeFact(FACT, String(now));
    return Math.floor(random * RELAYS);
  }

  async tell(environmentId: number, version: number, news: string, now: number): Promise<void> {
    const indexes = Array.from({ length: RELAYS }, (_, index) => index);
    const counts = await Promise.all(indexes.map((index) => this.#tellOne(environmentId, index, version, news)));
    const isAbandoned = counts.every((count) => count === 0);
    if (isAbandoned && this.#usedAt !== null && now - this.#usedAt > FORGET_AFTER_MS) {
      this.#usedAt = null;
      this.#store.writeFact(FACT, null);
    }
  }

  /** Resolves with how many listeners it has, or null if it could not be told: they learn it when they come back. */
  async #tellOne(environmentId: number, index: number, version: number, news: string): Promise<number | null> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#relayOf(environmentId, index).tell(version, news);
      } catch (error) {
        if (attempt + 1 === TRIES) {
          logFailure('stream.relay.failed', error, { environmentId, index });
          return null;
        }
        await sleep(FIRST_WAIT_MS * 3 ** attempt);
      }
    }
  }
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
