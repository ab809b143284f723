import { BoundedMap } from '../core/bounded-map.ts';
import { withDeadline } from '../core/deadline.ts';
import type { IdentityStore, IdentityWrite, StoredIdentity, StoredTrait } from '../core/ports.ts';
import { sha256Hex } from '../core/sha256.ts';
import { logFailure } from './log.ts';
import type { HalyardEnv } from './bindings.ts';

const ISOLATE_FRESH_MS = 5_000;
const COPY_FRESH_MS = 60_000;
const COPY_LIMIT_MS = 250;
const COPY_KEPT_SECONDS = 24 * 60 * 60;
const ISOLATE_BYTES = 12 * 1024 * 1024;
const KV_CACHE_SECONDS = 30;
const SHARDS = 8;

/** The statements on identities, each one round trip to Postgres. All reject when Postgres is away. */
export type IdentityStatements = {
  find(environmentId: number, identifier: string): Promise<StoredIdentity | null>;
  land(writes: IdentityWrite[]): Promise<void>;
  /** Null: the trait is not a whole number. */
  increment(environmentId: number, identifier: string, key: string, by: number, writtenAt: number): Promise<number | null>;
};

type Held = { identity: StoredIdentity; since: number };
type Copy = { at: number; id: number | null; traits: [string, StoredTrait][] };

/** Identities from the isolate, then KV, then Postgres; changes to Postgres, or to the identity buffer while it is away. */
export function openIdentityStore(env: HalyardEnv, statements: IdentityStatements): IdentityStore {
  const held = new BoundedMap<string, Held>(ISOLATE_BYTES);

  function hold(name: string, identity: StoredIdentity, since = Date.now()): void {
    let weight = 200 + name.length;
    for (const [key, { value }] of identity.traits) weight += 100 + key.length + String(value).length;
    held.set(name, { identity, since }, weight);
  }

  async function copyName(environmentId: number, identifier: string): Promise<string> {
    return `identity:${environmentId}:${await sha256Hex(identifier)}`;
  }

  async function readCopy(environmentId: number, identifier: string): Promise<Copy | null> {
    try {
      const name = await copyName(environmentId, identifier);
      const read = env.IDENTITIES.get<Copy>(name, { type: 'json', cacheTtl: KV_CACHE_SECONDS });
      return await withDeadline(read, COPY_LIMIT_MS, 'the copy of the identity');
    } catch {
      return null;
    }
  }

  async function writeCopy(environmentId: number, identifier: string, identity: StoredIdentity): Promise<void> {
    const copy: Copy = { at: Date.now(), id: identity.id, traits: [...identity.traits] };
    try {
      const name = await copyName(environmentId, identifier);
      await env.IDENTITIES.put(name, JSON.stringify(copy), { expirationTtl: COPY_KEPT_SECONDS });
    } catch (error) {
      // KV takes one write a second per key; the copy is only a cache and says how old it is.
      logFailure('identities.copy.failed', error, { environmentId });
    }
  }

  async function append(write: IdentityWrite): Promise<void> {
    const shard = [...write.identifier].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % SHARDS, 0);
    const name = `${write.environmentId}:${shard}`;
    await env.IDENTITY_BUFFER.get(env.IDENTITY_BUFFER.idFromName(name)).append([write]);
  }

  return {
    async find(environmentId, identifier, defer) {
      const name = `${environmentId}:${identifier}`;
      const own = held.get(name);
      if (own !== undefined && Date.now() - own.since < ISOLATE_FRESH_MS) return own.identity;
      const copy = await readCopy(environmentId, identifier);
      const copied = copy === null ? null : { id: copy.id, traits: new Map(copy.traits) };
      if (copy !== null && copied !== null && Date.now() - copy.at < COPY_FRESH_MS) {
        if (own === undefined || copy.at > own.since) {
          hold(name, copied);
          return copied;
        }
      }
      try {
        const stored = await statements.find(environmentId, identifier);
        if (stored !== null) {
          hold(name, stored);
          defer(writeCopy(environmentId, identifier, stored));
        }
        return stored;
      } catch {
        return own?.identity ?? copied ?? 'unknown';
      }
    },

    async save(write, known, defer) {
      try {
        await statements.land([write]);
      } catch {
        await append(write);
      }
      const identity = applyWrite(known === 'unknown' ? null : known, write);
      const name = `${write.environmentId}:${write.identifier}`;
      if (known === 'unknown') {
        // Only part of the identity is known: good enough while nothing better answers, never fresh.
        hold(name, identity, 0);
      } else {
        hold(name, identity);
        defer(writeCopy(write.environmentId, write.identifier, identity));
      }
      return identity;
    },

    async increment(environmentId, identifier, key, by, defer) {
      let sum: number | null;
      try {
        sum = await statements.increment(environmentId, identifier, key, by, Date.now());
      } catch (error) {
        logFailure('identities.increment.failed', error, { environmentId });
        return 'unavailable';
      }
      held.delete(`${environmentId}:${identifier}`);
      defer(copyName(environmentId, identifier).then((name) => env.IDENTITIES.delete(name)));
      return sum ?? 'not-an-integer';
    },
  };
}

/** The identity as it stands once the write has landed. */
function applyWrite(known: StoredIdentity | null, write: IdentityWrite): StoredIdentity {
  const traits = new Map(known?.traits);
  for (const [key, value] of write.set) traits.set(key, { id: traits.get(key)?.id ?? null, value });
  for (const key of write.remove) traits.delete(key);
  return { id: known?.id ?? null, traits };
}
