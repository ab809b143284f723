import type { PublishedEnvironment, PublishedTombstone } from '../contract/published-environment.ts';
import { withDeadline } from '../core/deadline.ts';
import { sha256Hex } from '../core/sha256.ts';
import { environmentCopyKey, environmentOfKey } from '../platform/environment-copies.ts';
import { logFailure } from '../platform/log.ts';
import { retryDelay } from './publication.ts';
import type { PublicationStore } from './publication-store.ts';

/** KV takes one write a second per key. */
const BETWEEN_WRITES_MS = 1_000;
const WRITE_LIMIT_MS = 5_000;

/** Copies the newest publication to KV, and the links from keys to the environment. Newest wins, one write a second. */
export class CopyWriter {
  readonly #kv: KVNamespace;
  readonly #store: PublicationStore;
  #writtenAt = 0;
  #failures = 0;
  #writing = false;

  constructor(kv: KVNamespace, store: PublicationStore) {
    this.#kv = kv;
    this.#store = store;
  }

  /** Null when KV has the newest version; else how long to wait before the next try. */
  millisecondsUntilDue(newestVersion: number): number | null {
    if (this.#copiedVersion() >= newestVersion) return null;
    if (this.#writing) return BETWEEN_WRITES_MS;
    if (this.#failures > 0) return retryDelay(this.#failures, Math.random());
    return Math.max(0, this.#writtenAt + BETWEEN_WRITES_MS - Date.now());
  }

  /** Writes if it is due. A failure is counted and logged, never thrown: the alarm comes back to it. */
  async write(environmentId: number, version: number, text: string | null): Promise<void> {
    if (text === null || this.#writing || this.#copiedVersion() >= version) return;
    if (Date.now() - this.#writtenAt < BETWEEN_WRITES_MS) return;
    this.#writing = true;
    this.#writtenAt = Date.now();
    try {
      const keys = await withDeadline(this.#put(environmentId, version, text), WRITE_LIMIT_MS, 'the copy in KV');
      this.#store.writeFact('copied_keys', JSON.stringify(keys));
      this.#store.writeFact('copied_version', String(version));
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      logFailure('publisher.copy.failed', error, { environmentId, version });
    } finally {
      this.#writing = false;
    }
  }

  /** Resolves with the hashes of the keys that now lead to the environment. */
  async #put(environmentId: number, version: number, text: string): Promise<string[]> {
    await this.#kv.put(environmentCopyKey(environmentId), text, { metadata: { version } });
    const before = new Set<string>(JSON.parse(this.#store.readFact('copied_keys') ?? '[]') as string[]);
    const now = await keyHashes(JSON.parse(text) as PublishedEnvironment | PublishedTombstone);
    for (const hash of now) {
      if (!before.has(hash)) await this.#kv.put(environmentOfKey(hash), String(environmentId));
    }
    for (const hash of before) {
      if (!now.includes(hash)) await this.#kv.delete(environmentOfKey(hash));
    }
    return now;
  }

  #copiedVersion(): number {
    return Number(this.#store.readFact('copied_version') ?? 0);
  }
}

async function keyHashes(record: PublishedEnvironment | PublishedTombstone): Promise<string[]> {
  if ('gone' in record) return [];
  return [await sha256Hex(record.document.api_key), ...record.server_keys.map((key) => key.hash)];
}
