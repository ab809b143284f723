import { BoundedMap } from '../core/bounded-map.ts';
import type { Defer, IdentityStatements, IdentityStore, IdentityWrite, StoredIdentity } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';
import { IdentityCopies, type IdentityCopy } from './identity-copies.ts';
import { logFailure } from './log.ts';

/** KV is not fresher than this either, so asking it more often would not tell more. */
const ISOLATE_FRESH_MS = 30_000;
const COPY_FRESH_MS = 60_000;
const COPY_RENEWED_MS = 12 * 60 * 60 * 1000;
const ISOLATE_BYTES = 12 * 1024 * 1024;
const SHARDS = 8;

type Held = { identity: StoredIdentity; since: number };

/** Identities from the isolate, then KV, then Postgres; changes to Postgres, or to the identity buffer while it is away. */
export class LayeredIdentityStore implements IdentityStore {
  readonly #env: HalyardEnv;
  readonly #statements: IdentityStatements;
  readonly #copies: IdentityCopies;
  readonly #held = new BoundedMap<string, Held>(ISOLATE_BYTES);

  constructor(env: HalyardEnv, statements: IdentityStatements) {
    this.#env = env;
    this.#statements = statements;
    this.#copies = new IdentityCopies(env.IDENTITIES);
  }

  async find(environmentId: number, identifier: string, defer: Defer): Promise<StoredIdentity | null | 'unknown'> {
    const own = this.#held.get(`${environmentId}:${identifier}`);
    if (own !== undefined && Date.now() - own.since < ISOLATE_FRESH_MS) return own.identity;
    const copy = await this.#copies.read(environmentId, identifier);
    const isNewest = copy !== null && (own === undefined || copy.at > own.since);
    if (isNewest && Date.now() - copy.at < COPY_FRESH_MS) {
      this.#hold(environmentId, identifier, copy.identity);
      return copy.identity;
    }
    try {
      const stored = await this.#statements.find(environmentId, identifier);
      if (stored !== null) {
        this.#hold(environmentId, identifier, stored);
        if (copy === null || isOutdated(copy, stored)) defer(this.#copies.write(environmentId, identifier, stored));
      }
      return stored;
    } catch {
      return own?.identity ?? copy?.identity ?? 'unknown';
    }
  }

  async save(write: IdentityWrite, known: StoredIdentity | null | 'unknown', defer: Defer): Promise<StoredIdentity> {
    const { environmentId, identifier } = write;
    // Postgres that could not be read a moment ago is not waited for again.
    if (known === 'unknown') await this.#append(write);
    else await this.#statements.land([write]).catch(() => this.#append(write));
    const identity = applyWrite(known === 'unknown' ? null : known, write);
    if (known === 'unknown') {
      // Only a part of the identity is known: good enough while nothing better answers, never fresh.
      this.#hold(environmentId, identifier, identity, 0);
    } else {
      this.#hold(environmentId, identifier, identity);
      defer(this.#copies.write(environmentId, identifier, identity));
    }
    return identity;
  }

  async increment(
    environmentId: number,
    identifier: string,
    key: string,
    by: number,
    defer: Defer,
  ): Promise<number | 'not-an-integer' | 'unavailable'> {
    let sum: number | null;
    try {
      sum = await this.#statements.increment(environmentId, identifier, key, by, Date.now());
    } catch (error) {
      logFailure('identities.increment.failed', error, { environmentId });
      return 'unavailable';
    }
    this.#held.delete(`${environmentId}:${identifier}`);
    defer(this.#copies.remove(environmentId, identifier));
    return sum ?? 'not-an-integer';
  }

  #hold(environmentId: number, identifier: string, identity: StoredIdentity, since = Date.now()): void {
    let weight = 200 + identifier.length;
    for (const [key, { value }] of identity.traits) weight += 100 + key.length + String(value).length;
    this.#held.set(`${environmentId}:${identifier}`, { identity, since }, weight);
  }

  async #append(write: IdentityWrite): Promise<void> {
    const { IDENTITY_BUFFER } = this.#env;
    const name = `${write.environmentId}:${shardOf(write.identifier)}`;
    await IDENTITY_BUFFER.get(IDENTITY_BUFFER.idFromName(name)).append([write]);
  }
}

/** A copy that still says the same is left alone for half a day: a write to KV costs more than a look into Postgres. */
function isOutdated(copy: IdentityCopy, stored: StoredIdentity): boolean {
  const { identity } = copy;
  if (Date.now() - copy.at > COPY_RENEWED_MS || identity.id !== stored.id) return true;
  if (identity.traits.size !== stored.traits.size) return true;
  return [...stored.traits].some(([key, { value }]) => identity.traits.get(key)?.value !== value);
}

/** All writes of one identity go through one object, which keeps their order. */
function shardOf(identifier: string): number {
  let sum = 0;
  for (let index = 0; index < identifier.length; index += 1) sum = (sum * 31 + identifier.charCodeAt(index)) % 65_536;
  return sum % SHARDS;
}

/** The identity as it stands once the write has landed. */
function applyWrite(known: StoredIdentity | null, write: IdentityWrite): StoredIdentity {
  const traits = new Map(known?.traits);
  for (const [key, value] of write.set) traits.set(key, { id: traits.get(key)?.id ?? null, value });
  for (const key of write.remove) traits.delete(key);
  return { id: known?.id ?? null, traits };
}
