import { withDeadline } from '../core/deadline.ts';
import type { StoredIdentity, StoredTrait } from '../core/ports.ts';
import { sha256Hex } from '../core/sha256.ts';
import { logFailure } from './log.ts';

const READ_LIMIT_MS = 250;
const CACHE_SECONDS = 30;
const KEPT_SECONDS = 24 * 60 * 60;

type StoredCopy = { at: number; id: number | null; traits: [string, StoredTrait][] };

/** An identity as KV has it, with the time (epoch milliseconds) at which it was right. */
export type IdentityCopy = { at: number; identity: StoredIdentity };

/** Copies of identities in KV: a cache while fresh, and the fallback while Postgres is away. Failures read as absence. */
export class IdentityCopies {
  readonly #kv: KVNamespace;

  constructor(kv: KVNamespace) {
    this.#kv = kv;
  }

  async read(environmentId: number, identifier: string): Promise<IdentityCopy | null> {
    try {
      const name = await copyName(environmentId, identifier);
      const read = this.#kv.get<StoredCopy>(name, { type: 'json', cacheTtl: CACHE_SECONDS });
      const copy = await withDeadline(read, READ_LIMIT_MS, 'the copy of the identity');
      return copy === null ? null : { at: copy.at, identity: { id: copy.id, traits: new Map(copy.traits) } };
    } catch {
      return null;
    }
  }

  /** KV takes one write a second per key; a write it refuses only makes the next reader ask Postgres. */
  async write(environmentId: number, identifier: string, identity: StoredIdentity): Promise<void> {
    const copy: StoredCopy = { at: Date.now(), id: identity.id, traits: [...identity.traits] };
    try {
      const name = await copyName(environmentId, identifier);
      await this.#kv.put(name, JSON.stringify(copy), { expirationTtl: KEPT_SECONDS });
    } catch (error) {
      logFailure('identities.copy.failed', error, { environmentId });
    }
  }

  async remove(environmentId: number, identifier: string): Promise<void> {
    try {
      await this.#kv.delete(await copyName(environmentId, identifier));
    } catch (error) {
      logFailure('identities.copy.failed', error, { environmentId });
    }
  }
}

async function copyName(environmentId: number, identifier: string): Promise<string> {
  return `identity:${environmentId}:${await sha256Hex(identifier)}`;
}
