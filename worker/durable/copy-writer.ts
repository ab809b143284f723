import type { PublishedEnvironment, PublishedTombstone } from '../contract/published-environment.ts';
import { environmentCopyKey, environmentOfKey } from '../platform/environment-copies.ts';
import { retryDelay } from './publication.ts';
import type { PublicationLog } from './publication-store.ts';

/** Where copies go: KV, and a bucket where one is bound. */
export type CopyTarget = {
  name: string;
  put: (key: string, text: string, version: number | null) => Promise<unknown>;
  delete: (key: string) => Promise<unknown>;
};

/** Time, chance and the log, so that tests can hold them. */
export type Surroundings = {
  now: () => number;
  /** From 0 up to 1. */
  random: () => number;
  hash: (text: string) => Promise<string>;
  /** Rejects when the work takes longer. */
  within: <T>(work: Promise<T>, milliseconds: number, what: string) => Promise<T>;
  logEvent: (event: string, attributes: Record<string, string | number | boolean | null>) => void;
  logFailure: (event: string, error: unknown, attributes: Record<string, string | number | boolean | null>) => void;
};

/** KV takes one write a second per key. */
const BETWEEN_WRITES_MS = 1_000;
const SPREAD_MS = 50;
const WRITE_LIMIT_MS = 5_000;
/** A write whose end nobody saw may still land within this time, over a newer one. */
const LATE_WRITE_MS = 60_000;

/** Copies the newest publication to one target, and the links from keys to the environment. Newest wins, one write a second. */
export class CopyWriter {
  readonly #target: CopyTarget;
  readonly #store: PublicationLog;
  readonly #around: Surroundings;
  /** When a write last began or ended: KV may have taken it at any moment between. */
  #lastWriteAt: number;
  #nextWriteAt: number;
  #failures = 0;
  #writing = false;
  #attempt = 0;

  constructor(target: CopyTarget, store: PublicationLog, around: Surroundings) {
    this.#target = target;
    this.#store = store;
    this.#around = around;
    this.#lastWriteAt = Number(this.#read('last_write_at') ?? 0);
    this.#nextWriteAt = this.#lastWriteAt + BETWEEN_WRITES_MS;
  }

  get name(): string {
    return this.#target.name;
  }

  /** The newest version that the target is known to have. */
  get version(): number {
    return Number(this.#read('copied_version') ?? 0);
  }

  /** When to write next, or null while the target has the newest version for good. */
  dueAt(newestVersion: number): number | null {
    if (newestVersion === 0) return null;
    const now = this.#around.now();
    if (now < this.#lastWriteAt) {
      // The clock was set back: what was to wait until a moment of the old one waits a second.
      this.#lastWriteAt = now;
      this.#nextWriteAt = now + BETWEEN_WRITES_MS;
    }
    if (this.#writing) return now + BETWEEN_WRITES_MS;
    if (this.version < newestVersion) return Math.max(now, this.#nextWriteAt);
    const again = this.#read('copy_again_at');
    return again === null ? null : Math.max(Number(again), this.#nextWriteAt);
  }

  /** Writes if it is due. A failure is counted and logged, never thrown: the alarm comes back to it. */
  async write(environmentId: number, version: number, text: string | null): Promise<void> {
    const { now, random } = this.#around;
    const due = this.dueAt(version);
    if (text === null || this.#writing || due === null || due > now()) return;
    this.#writing = true;
    const begun = now();
    const doubt = this.#read('copy_again_at');
    const isSettled = doubt === null || Number(doubt) <= begun;
    // Said beforehand, because a process that ends during the write cannot say it any more.
    this.#write('copy_again_at', String(begun + LATE_WRITE_MS));
    this.#noteWrite(begun);
    try {
      const work = this.#put(environmentId, version, text, doubt !== null);
      const keys = await this.#around.within(work, WRITE_LIMIT_MS, `the copy in ${this.name}`);
      this.#write('copied_keys', JSON.stringify(keys));
      this.#write('copied_version', String(version));
      if (isSettled) this.#write('copy_again_at', null);
      this.#failures = 0;
      const end = now();
      this.#noteWrite(end);
      this.#nextWriteAt = end + BETWEEN_WRITES_MS + Math.ceil(random() * SPREAD_MS);
    } catch (error) {
      this.#failures += 1;
      const end = now();
      this.#noteWrite(end);
      this.#nextWriteAt = end + Math.max(BETWEEN_WRITES_MS, retryDelay(this.#failures, random()));
      this.#around.logFailure('publisher.copy.failed', error, { environmentId, version, target: this.name });
    } finally {
      this.#writing = false;
      this.#attempt += 1;
    }
  }

  /** Resolves with the hashes of the keys that now lead to the environment. With `all`, links that should be there are written too. */
  async #put(environmentId: number, version: number, text: string, all: boolean): Promise<string[]> {
    const attempt = this.#attempt;
    const before = new Set<string>(JSON.parse(this.#read('copied_keys') ?? '[]') as string[]);
    const now = await this.#keyHashes(JSON.parse(text) as PublishedEnvironment | PublishedTombstone);
    const steps = [
      () => this.#target.put(environmentCopyKey(environmentId), text, version),
      ...now
        .filter((hash) => all || !before.has(hash))
        .map((hash) => () => this.#target.put(environmentOfKey(hash), String(environmentId), null)),
      ...[...before]
        .filter((hash) => !now.includes(hash))
        .map((hash) => () => this.#target.delete(environmentOfKey(hash))),
    ];
    for (const step of steps) {
      // After its limit an attempt must not go on beside the one that follows it.
      if (attempt !== this.#attempt) throw new Error('another attempt has begun');
      await step();
    }
    return now;
  }

  async #keyHashes(record: PublishedEnvironment | PublishedTombstone): Promise<string[]> {
    if ('gone' in record) return [];
    return [await this.#around.hash(record.document.api_key), ...record.server_keys.map((key) => key.hash)];
  }

  #noteWrite(at: number): void {
    this.#lastWriteAt = at;
    this.#write('last_write_at', String(at));
  }

  #read(name: string): string | null {
    return this.#store.readFact(`${name}:${this.#target.name}`);
  }

  #write(name: string, value: string | null): void {
    this.#store.writeFact(`${name}:${this.#target.name}`, value);
  }
}
