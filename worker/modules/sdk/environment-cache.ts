import { BoundedMap } from '../../core/bounded-map.ts';
import { DeadlineExceeded, withDeadline } from '../../core/deadline.ts';
import type { LoadOutcome, RefreshOutcome, ServedFigures } from '../../core/figures.ts';
import type { Defer, EnvironmentSource, NewsExtent } from '../../core/ports.ts';
import { EnvironmentUnavailable, type HeldEnvironment } from './held-environment.ts';
import { acceptRecord, type PublishedRecord } from './published-record.ts';

/** After this long a request starts a refresh in the background. */
const REFRESH_AFTER_MS = 1_000;
/**
 * After this long without a successful check a request waits for one before it is answered. Publisher and location may each
 * be a second behind, so that nothing served is older than five …
 */
const CHECK_FIRST_AFTER_MS = 3_000;
/** … but no longer than this. */
const CHECK_LIMIT_MS = 250;
/** A cold environment has nothing to fall back to, so it may wait longer. */
const COLD_LIMIT_MS = 8_000;
/** A refresh that was started by a request whose isolate context died must not block later ones. */
const REFRESH_ABANDONED_MS = 2_000;
const UNKNOWN_KEY_MS = 5_000;
const UNKNOWN_KEYS = 20_000;
/** Of document text; compiled it takes a few times as much of the isolate's 128 MB. */
const ENVIRONMENT_BYTES = 16 * 1024 * 1024;
const REMEMBERED_ENVIRONMENTS = 10_000;
/** An environment that nobody has asked for this long grows old without harm. */
const IN_USE_MS = 10_000;

/** The isolate's cache of published environments: bounded staleness while sources answer, last good version when not. */
export class EnvironmentCache<Served> {
  readonly #source: EnvironmentSource;
  readonly #serve: (record: Exclude<PublishedRecord, { gone: true }>) => Served;
  readonly #byKey = new BoundedMap<string, HeldEnvironment<Served>>(ENVIRONMENT_BYTES);
  readonly #byId = new BoundedMap<number, WeakRef<HeldEnvironment<Served>>>(REMEMBERED_ENVIRONMENTS);
  readonly #unknownUntil = new BoundedMap<string, number>(UNKNOWN_KEYS);
  readonly #loading = new Map<string, Promise<HeldEnvironment<Served> | null>>();
  readonly #refreshes: Record<RefreshOutcome, number> = { unchanged: 0, newer: 0, refused: 0, failed: 0, late: 0 };
  readonly #loads: Record<LoadOutcome, number> = { publisher: 0, fallback: 0, unknown_key: 0, failed: 0 };

  constructor(source: EnvironmentSource, serve: (record: Exclude<PublishedRecord, { gone: true }>) => Served) {
    this.#source = source;
    this.#serve = serve;
  }

  /** What this isolate holds for the key, without any I/O, if it is fresh enough to be served at once. */
  peek(key: string, defer: Defer, now: number): HeldEnvironment<Served> | undefined {
    const held = this.#byKey.get(key);
    if (held === undefined) return undefined;
    const age = now - held.checkedAt;
    // A negative age is that of a clock that was set back.
    if (age >= CHECK_FIRST_AFTER_MS || age < 0) return undefined;
    if (age < REFRESH_AFTER_MS) return held;
    void this.#startRefresh(held, 'recent', defer, now);
    return held;
  }

  /** Finds the environment that a key opens; null when no environment has it. Rejects with EnvironmentUnavailable. */
  async find(key: string, defer: Defer): Promise<HeldEnvironment<Served> | null> {
    const now = Date.now();
    const held = this.#byKey.get(key);
    if (held !== undefined) {
      await this.#checkFirst(held, defer, now);
      return held;
    }
    const unknownForMs = (this.#unknownUntil.get(key) ?? 0) - now;
    // More is left by a clock that was set back.
    if (unknownForMs > 0 && unknownForMs <= UNKNOWN_KEY_MS) return null;
    return this.#loadOnce(key, defer);
  }

  /** What this isolate holds for the key once that is at least a version that was announced; null if it cannot be had yet. */
  async reach(key: string, version: number, defer: Defer): Promise<HeldEnvironment<Served> | null> {
    const held = this.#byKey.get(key) ?? (await this.find(key, defer));
    if (held === null) return null;
    if (held.version < version) await this.#catchUp(held, defer);
    return held.version < version ? null : held;
  }

  /** What this isolate holds for the key, without any I/O, if that is at least the version. */
  reached(key: string, version: number): HeldEnvironment<Served> | null {
    const held = this.#byKey.get(key);
    return held === undefined || held.version < version ? null : held;
  }

  /** Takes in a record that the publisher sent by itself, if it is whole and newer. */
  take(key: string, text: string): void {
    const held = this.#byKey.get(key);
    if (held === undefined) return;
    const record = acceptRecord(text, held.environmentId, held.version);
    this.#accept(held, record);
    this.#refreshes[record === null ? 'refused' : 'newer'] += 1;
  }

  async #catchUp(held: HeldEnvironment<Served>, defer: Defer): Promise<void> {
    if (held.catchUp === null) {
      const reading = this.#read(held, 'published').finally(() => {
        if (held.catchUp === reading) held.catchUp = null;
      });
      held.catchUp = reading;
      defer(reading.catch(() => undefined));
    }
    const running = held.catchUp;
    try {
      await withDeadline(running, REFRESH_ABANDONED_MS, 'the new version');
    } catch (error) {
      // The request that reads may have died with its client, whose promise then never settles: one of those that wait takes its place.
      if (held.catchUp === running) held.catchUp = null;
      throw error;
    }
  }

  /** Drops the link between a key and its environment, so that the next use asks again who has the key. */
  forget(key: string): void {
    this.#byKey.delete(key);
    this.#unknownUntil.set(key, Date.now() + UNKNOWN_KEY_MS);
  }

  readFigures(now: number): ServedFigures {
    const held = this.#listHeld();
    const inUse = held.filter(({ refreshStartedAt }) => Math.abs(now - refreshStartedAt) < IN_USE_MS);
    const confirmed = inUse.filter(({ confirmedAt }) => confirmedAt > 0).map(({ confirmedAt }) => now - confirmedAt);
    return {
      environments: held.length,
      bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
      keys: this.#byKey.size,
      unknownKeys: this.#unknownUntil.size,
      oldestConfirmedMs: confirmed.length === 0 ? null : Math.max(0, ...confirmed),
      unconfirmed: inUse.length - confirmed.length,
      refreshes: { ...this.#refreshes },
      loads: { ...this.#loads },
    };
  }

  listEnvironmentIds(): number[] {
    return this.#listHeld().map(({ environmentId }) => environmentId);
  }

  /** Each environment once, whatever number of keys opens it. */
  #listHeld(): HeldEnvironment<Served>[] {
    return [...new Set(this.#byKey.values())];
  }

  async #checkFirst(held: HeldEnvironment<Served>, defer: Defer, now: number): Promise<void> {
    const refresh = this.#startRefresh(held, 'committed', defer, now);
    try {
      await withDeadline(refresh, CHECK_LIMIT_MS, 'the version check');
    } catch (error) {
      if (error instanceof DeadlineExceeded) this.#refreshes.late += 1;
      // The last good version is served for ever; asking again is left to the background for a while.
      held.checkedAt = Math.max(held.checkedAt, Date.now() - CHECK_FIRST_AFTER_MS + REFRESH_AFTER_MS);
    }
  }

  #startRefresh(held: HeldEnvironment<Served>, extent: NewsExtent, defer: Defer, now: number): Promise<void> {
    if (held.refresh !== null && Math.abs(now - held.refreshStartedAt) < REFRESH_ABANDONED_MS) return held.refresh;
    held.refreshStartedAt = now;
    const refresh = this.#refresh(held, extent).finally(() => {
      if (held.refresh === refresh) held.refresh = null;
    });
    held.refresh = refresh;
    defer(refresh.catch(() => undefined));
    return refresh;
  }

  async #refresh(held: HeldEnvironment<Served>, extent: NewsExtent): Promise<void> {
    const askedAt = Date.now();
    const outcome = await this.#read(held, extent);
    held.checkedAt = askedAt;
    if (outcome !== 'refused') held.confirmedAt = askedAt;
  }

  async #read(held: HeldEnvironment<Served>, extent: NewsExtent): Promise<RefreshOutcome> {
    const text = await this.#source.readNewerThan(held.environmentId, held.version, extent).catch((error: unknown) => {
      this.#refreshes.failed += 1;
      throw error;
    });
    const record = text === null ? null : acceptRecord(text, held.environmentId, held.version);
    this.#accept(held, record);
    const outcome = text === null ? 'unchanged' : record === null ? 'refused' : 'newer';
    this.#refreshes[outcome] += 1;
    return outcome;
  }

  #accept(held: HeldEnvironment<Served>, record: PublishedRecord | null): void {
    if (record === null || record.version <= held.version) return;
    held.served = 'gone' in record ? null : this.#serve(record);
    held.version = record.version;
  }

  async #loadOnce(key: string, defer: Defer): Promise<HeldEnvironment<Served> | null> {
    const running = this.#loading.get(key);
    if (running !== undefined) {
      // The other request may have died with its client; after a while one of those that wait takes its place.
      try {
        return await withDeadline(running, REFRESH_ABANDONED_MS, 'the load of another request');
      } catch (error) {
        if (error instanceof EnvironmentUnavailable) throw error;
        if (this.#loading.get(key) === running) this.#loading.delete(key);
        return this.#loadOnce(key, defer);
      }
    }
    const loading = this.#load(key, defer).finally(() => {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    });
    this.#loading.set(key, loading);
    defer(loading.catch(() => undefined));
    return loading;
  }

  async #load(key: string, defer: Defer): Promise<HeldEnvironment<Served> | null> {
    try {
      const environmentId = await withDeadline(this.#source.resolveKey(key, defer), COLD_LIMIT_MS, 'the key look-up');
      if (environmentId === null) {
        this.#unknownUntil.set(key, Date.now() + UNKNOWN_KEY_MS);
        this.#loads.unknown_key += 1;
        return null;
      }
      const held = await this.#findById(environmentId, defer);
      this.#byKey.set(key, held, held.bytes);
      return held;
    } catch (error) {
      this.#loads.failed += 1;
      throw error instanceof EnvironmentUnavailable ? error : new EnvironmentUnavailable(error);
    }
  }

  /** The key may be younger than the version held, so that one is checked first. */
  async #findById(environmentId: number, defer: Defer): Promise<HeldEnvironment<Served>> {
    const held = this.#byId.get(environmentId)?.deref();
    if (held === undefined) return this.#loadEnvironment(environmentId, defer);
    await this.#checkFirst(held, defer, Date.now());
    return held;
  }

  /** Takes the publisher's answer if it comes soon, else the copy in KV, else waits for the publisher. */
  async #loadEnvironment(environmentId: number, defer: Defer): Promise<HeldEnvironment<Served>> {
    const newest = this.#source.readNewerThan(environmentId, 0, 'committed');
    const copy = this.#source.readCopy(environmentId);
    defer(Promise.allSettled([newest, copy]));
    const fromPublisher = await this.#acceptWithin(newest, environmentId, CHECK_LIMIT_MS);
    const found =
      fromPublisher ??
      (await this.#acceptWithin(copy, environmentId, CHECK_LIMIT_MS)) ??
      (await this.#acceptWithin(Promise.any([newest, copy]), environmentId, COLD_LIMIT_MS)) ??
      (await this.#acceptWithin(newest, environmentId, COLD_LIMIT_MS));
    if (found === null) throw new EnvironmentUnavailable(new Error('neither the publisher nor KV has a usable record'));
    const { record, bytes } = found;
    this.#loads[fromPublisher === null ? 'fallback' : 'publisher'] += 1;
    const held: HeldEnvironment<Served> = {
      environmentId,
      bytes,
      version: record.version,
      served: 'gone' in record ? null : this.#serve(record),
      // KV's copy may be a minute old, so the next request asks the publisher first.
      checkedAt: fromPublisher === null ? 0 : Date.now(),
      confirmedAt: fromPublisher === null ? 0 : Date.now(),
      refreshStartedAt: 0,
      refresh: null,
      catchUp: null,
    };
    this.#byId.set(environmentId, new WeakRef(held));
    return held;
  }

  async #acceptWithin(
    text: Promise<string | null>,
    environmentId: number,
    limitMs: number,
  ): Promise<{ record: PublishedRecord; bytes: number } | null> {
    try {
      const answer = await withDeadline(text, limitMs, 'the environment');
      const record = answer === null ? null : acceptRecord(answer, environmentId, 0);
      return answer === null || record === null ? null : { record, bytes: answer.length };
    } catch {
      return null;
    }
  }
}
