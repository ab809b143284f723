import { BoundedMap } from '../core/bounded-map.ts';
import { StatementRefused } from '../core/database.ts';
import type { Defer, IdentityStatements, IdentityStore, IdentityWrite, StoredIdentity } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';
import { IdentityCopies, type IdentityCopy } from './identity-copies.ts';
import { logFailure } from './log.ts';

/** After this long a request asks Postgres behind its answer; spread, so that identities do not fall due together. */
const ASK_AGAIN_MS = 30_000;
/** What is older than this is not taken for what is stored while Postgres can say. KV is not fresher either. */
const FRESH_MS = 60_000;
/** So much the clocks of two machines may differ without anything being wrong. */
const CLOCK_SPREAD_MS = 2_000;
/** How long identities that fall due wait for company, and how many make a statement. */
const GATHER_MS = 100;
const ASKED_AT_ONCE = 200;
const COPY_RENEWED_MS = 12 * 60 * 60 * 1000;
const ISOLATE_BYTES = 12 * 1024 * 1024;
const SHARDS = 8;

/** Identifiers to be asked for together, gathered since then (epoch milliseconds). */
type Due = { identifiers: string[]; since: number };
type Held = { identity: StoredIdentity; since: number; askAgainAt: number };

/** Identities from the isolate, then KV, then Postgres; changes to Postgres, or to the identity buffer while it is away. */
export class LayeredIdentityStore implements IdentityStore {
  readonly #env: HalyardEnv;
  readonly #statements: IdentityStatements;
  readonly #copies: IdentityCopies;
  readonly #held = new BoundedMap<string, Held>(ISOLATE_BYTES);
  /** Identifiers that are about to be asked for again, by environment. */
  readonly #due = new Map<number, Due>();
  #buffered = 0;

  constructor(env: HalyardEnv, statements: IdentityStatements) {
    this.#env = env;
    this.#statements = statements;
    this.#copies = new IdentityCopies(env.IDENTITIES);
  }

  /** How much is held, and how many changes the identity buffers took because Postgres did not. */
  readFigures(): { held: number; bytes: number; buffered: number } {
    return { held: this.#held.size, bytes: this.#held.weight, buffered: this.#buffered };
  }

  async find(environmentId: number, identifier: string, defer: Defer): Promise<StoredIdentity | null | 'unknown'> {
    const now = Date.now();
    const own = this.#held.get(`${environmentId}:${identifier}`);
    if (own !== undefined && isFresh(own.since, now)) {
      if (now >= own.askAgainAt) {
        own.askAgainAt = now + ASK_AGAIN_MS;
        this.#askAgain(environmentId, identifier, defer);
      }
      return own.identity;
    }
    // The isolate's own knowledge is as good a fallback as the copy, so the copy is only read without it.
    const copy = own === undefined ? await this.#copies.read(environmentId, identifier) : null;
    if (copy !== null && isFresh(copy.at, now)) {
      this.#hold(environmentId, identifier, copy.identity, copy.at);
      return copy.identity;
    }
    try {
      const stored = await this.#findStored(environmentId, identifier);
      const isCopied = own !== undefined || (copy !== null && !isOutdated(copy, stored));
      if (stored !== null && !isCopied) defer(this.#copies.write(environmentId, identifier, stored));
      return stored;
    } catch {
      return own?.identity ?? copy?.identity ?? 'unknown';
    }
  }

  async #findStored(environmentId: number, identifier: string): Promise<StoredIdentity | null> {
    const before = this.#held.get(`${environmentId}:${identifier}`);
    const stored = (await this.#statements.find(environmentId, [identifier])).get(identifier) ?? null;
    return this.#take(environmentId, identifier, before, stored);
  }

  /** Identities that fall due together are asked for in one statement. */
  #askAgain(environmentId: number, identifier: string, defer: Defer): void {
    const gathering = this.#due.get(environmentId);
    const now = Date.now();
    // A list whose request died with its client is never asked for.
    if (
      gathering !== undefined &&
      gathering.identifiers.length < ASKED_AT_ONCE &&
      Math.abs(now - gathering.since) < 10 * GATHER_MS
    ) {
      gathering.identifiers.push(identifier);
      return;
    }
    const due = { identifiers: [identifier], since: now };
    this.#due.set(environmentId, due);
    defer(this.#askForAll(environmentId, due).catch(() => undefined));
  }

  async #askForAll(environmentId: number, due: Due): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    if (this.#due.get(environmentId) === due) this.#due.delete(environmentId);
    const { identifiers } = due;
    const before = identifiers.map((identifier) => this.#held.get(`${environmentId}:${identifier}`));
    const stored = await this.#statements.find(environmentId, identifiers);
    identifiers.forEach((identifier, index) => {
      this.#take(environmentId, identifier, before[index], stored.get(identifier) ?? null);
    });
  }

  /** Holds what Postgres said, unless something was held meanwhile that knows of a change the statement may not have seen. */
  #take(
    environmentId: number,
    identifier: string,
    before: Held | undefined,
    stored: StoredIdentity | null,
  ): StoredIdentity | null {
    const held = this.#held.get(`${environmentId}:${identifier}`);
    if (held !== undefined && held !== before && held.identity.isPartial !== true) return held.identity;
    if (stored !== null) this.#hold(environmentId, identifier, stored);
    else this.#held.delete(`${environmentId}:${identifier}`);
    return stored;
  }

  async save(write: IdentityWrite, known: StoredIdentity | null | 'unknown', defer: Defer): Promise<StoredIdentity> {
    const { environmentId, identifier } = write;
    const isWhole = known !== 'unknown' && known?.isPartial !== true;
    // Postgres that could not be read a moment ago is not waited for again.
    if (isWhole)
      await this.#statements.land([write]).catch((error: unknown) => this.#appendUnlessRefused(write, error));
    else await this.#append(write);
    // Another request may have changed the same identity since it was looked up.
    const latest = this.#held.get(`${environmentId}:${identifier}`)?.identity ?? (known === 'unknown' ? null : known);
    const identity = applyWrite(latest, write, latest === null ? !isWhole : latest.isPartial === true);
    if (identity.isPartial === true) {
      // Good enough while nothing better answers, never fresh.
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
    if (sum === null) return 'not-an-integer';
    await this.#renew(environmentId, identifier, defer);
    return sum;
  }

  /** Drops what isolate and KV know; other isolates notice within a minute. Never rejects. */
  async forget(environmentId: number, identifier: string): Promise<void> {
    this.#held.delete(`${environmentId}:${identifier}`);
    await this.#copies.remove(environmentId, identifier);
  }

  /** Replaces what isolate and KV know by what is stored, or by nothing. */
  async #renew(environmentId: number, identifier: string, defer: Defer): Promise<void> {
    this.#held.delete(`${environmentId}:${identifier}`);
    const stored = await this.#findStored(environmentId, identifier).catch(() => null);
    defer(
      stored !== null
        ? this.#copies.write(environmentId, identifier, stored)
        : this.#copies.remove(environmentId, identifier),
    );
  }

  #hold(environmentId: number, identifier: string, identity: StoredIdentity, since = Date.now()): void {
    let weight = 200 + identifier.length;
    for (const [key, { value }] of identity.traits) weight += 100 + key.length + String(value).length;
    const askAgainAt = since + ASK_AGAIN_MS * (0.5 + Math.random());
    this.#held.set(`${environmentId}:${identifier}`, { identity, since, askAgainAt }, weight);
  }

  /** What Postgres will never take is not acknowledged. */
  async #appendUnlessRefused(write: IdentityWrite, error: unknown): Promise<void> {
    if (error instanceof StatementRefused && error.isFinal) throw error;
    await this.#append(write);
  }

  async #append(write: IdentityWrite): Promise<void> {
    const { IDENTITY_BUFFER } = this.#env;
    const name = `${write.environmentId}:${shardOf(write.identifier)}`;
    await IDENTITY_BUFFER.get(IDENTITY_BUFFER.idFromName(name)).append([write]);
    this.#buffered += 1;
  }
}

/** What seems to come from the future was noted by another clock, or before this one was set back: nobody knows how old it is. */
function isFresh(since: number, now: number): boolean {
  return since <= now + CLOCK_SPREAD_MS && now - since < FRESH_MS;
}

/** A copy that still says the same is left alone for half a day: a write to KV costs more than a look into Postgres. */
function isOutdated(copy: IdentityCopy, stored: StoredIdentity | null): boolean {
  const { identity } = copy;
  if (stored === null || Date.now() - copy.at > COPY_RENEWED_MS || identity.id !== stored.id) return true;
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
function applyWrite(before: StoredIdentity | null, write: IdentityWrite, isPartial: boolean): StoredIdentity {
  const traits = new Map(before?.traits);
  for (const [key, value] of write.set) traits.set(key, { id: traits.get(key)?.id ?? null, value });
  for (const key of write.remove) traits.delete(key);
  const identity = { id: before?.id ?? null, traits };
  return isPartial ? { ...identity, isPartial } : identity;
}
