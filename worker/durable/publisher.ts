import { DurableObject } from 'cloudflare:workers';
import type {
  EnvironmentSnapshot,
  PublishedEnvironment,
  PublishedTombstone,
} from '../contract/published-environment.ts';
import type { Database } from '../core/database.ts';
import { withDeadline } from '../core/deadline.ts';
import { formatEpochSeconds } from '../core/time.ts';
import { loadEnvironmentSnapshot, settleOutbox } from '../modules/environments/environment-snapshot.service.ts';
import { hasPendingOutbox } from '../modules/environments/outbox.queries.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { openDatabase } from '../platform/database.ts';
import { logEvent, logFailure } from '../platform/log.ts';
import { isAnnounced } from './change-feed.ts';
import { CopyWriter } from './copy-writer.ts';
import { nextPublication, retryDelay, tombstone, type LastPublication } from './publication.ts';
import { PublicationStore } from './publication-store.ts';
import { SharedRuns } from './shared-runs.ts';

type Published = PublishedEnvironment | PublishedTombstone;

/** How often the outbox is looked at while readers ask for news. */
const LOOK_EVERY_MS = 1_000;
const LOOK_LIMIT_MS = 200;
/** A first build has no older version to answer with, so its asker waits longer. */
const ANSWER_LIMIT_MS = 10_000;

/**
 * The one publisher of an environment: builds the next version from committed state, keeps the last five, copies the
 * newest to KV. Versions never go back. Its name is the environment's id in decimal.
 */
export class Publisher extends DurableObject<HalyardEnv> {
  readonly #store: PublicationStore;
  readonly #copies: CopyWriter;
  readonly #database: Database;
  /** For looks alone: with a shared circuit breaker, their short limit could keep builds from being tried. */
  readonly #outbox: Database;
  readonly #builds = new SharedRuns(() => this.#buildAndSettle());
  #environmentId: number;
  #last: LastPublication;
  #newest: string | null;
  /** Outbox rows that the newest version answers: where they cannot be deleted, they must not be published again. */
  #answered: ReadonlySet<string> = new Set();
  /** The highest version that a reader is known to hold. */
  #heldVersion = 0;
  #lookedAt = 0;
  #attempts = 0;

  constructor(ctx: DurableObjectState, env: HalyardEnv) {
    super(ctx, env);
    this.#store = new PublicationStore(ctx.storage);
    this.#database = openDatabase(env);
    this.#outbox = openDatabase(env);
    this.#environmentId = Number(this.#store.readFact('environment_id') ?? 0);
    this.#last = {
      version: Number(this.#store.readFact('version') ?? 0),
      updatedAt: numberOrNull(this.#store.readFact('updated_at')),
    };
    this.#newest = this.#store.read(this.#last.version);
    this.#copies = new CopyWriter(env.ENVIRONMENTS, this.#store);
  }

  /** Publishes what is committed; resolves with the newest version, or 0 if there is no such environment. */
  async publish(environmentId: number): Promise<number> {
    this.#environmentId = environmentId;
    this.#remember(environmentId);
    await this.#builds.run();
    return this.#last.version;
  }

  /** See EnvironmentSource.readNewerThan. */
  async readNewerThan(environmentId: number, version: number, thorough: boolean): Promise<string | null> {
    this.#environmentId = environmentId;
    this.#heldVersion = Math.max(this.#heldVersion, version);
    if (this.#isBehind()) await withDeadline(this.#builds.run(), ANSWER_LIMIT_MS, 'the first publication');
    else await this.#look(environmentId, thorough);
    return this.#last.version > version ? this.#newest : null;
  }

  /** Opens a WebSocket that is told the time of each publication that changes flags. It does not keep the object awake. */
  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Never throws: an alarm that fails too often is dropped by the platform. */
  override async alarm(): Promise<void> {
    try {
      await this.#copies.write(this.#environmentId, this.#last.version, this.#newest);
      if (this.#store.readFact('dirty') === 'yes') await this.#builds.run();
    } catch (error) {
      logFailure('publisher.alarm.failed', error, { environmentId: this.#environmentId });
    }
    await this.#arm();
  }

  /** Nothing was published yet, or a reader holds a version that this object has lost with its storage. */
  #isBehind(): boolean {
    return this.#last.version === 0 || this.#last.version < this.#heldVersion;
  }

  /** Publishes if the outbox holds rows. The database gets little time, because readers wait for the answer. */
  async #look(environmentId: number, thorough: boolean): Promise<void> {
    const now = Date.now();
    if (!thorough && Math.abs(now - this.#lookedAt) < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    try {
      const pending = await hasPendingOutbox((query) => this.#outbox.query(query, LOOK_LIMIT_MS), environmentId);
      if (pending) await withDeadline(this.#builds.run(), ANSWER_LIMIT_MS, 'the publication');
    } catch {
      // Nothing is lost: the rows stay in the outbox, and the sweep and the next reader look again.
    }
  }

  /** KV gets its copy by the alarm, so that nobody waits for it. */
  async #buildAndSettle(): Promise<void> {
    try {
      await this.#buildOnce(this.#environmentId);
      this.#attempts = 0;
      if (!this.#builds.isWaiting) this.#store.writeFact('dirty', 'no');
    } catch (error) {
      this.#attempts += 1;
      logFailure('publisher.build.failed', error, { environmentId: this.#environmentId, attempts: this.#attempts });
      throw error;
    } finally {
      await this.#arm();
    }
  }

  async #buildOnce(environmentId: number): Promise<void> {
    const { snapshot, outboxIds } = await loadEnvironmentSnapshot(this.#database, environmentId);
    if (snapshot === null && this.#last.version === 0) return;
    if (this.#isBehind() || outboxIds.some((id) => !this.#answered.has(id))) {
      this.#keepNext(environmentId, snapshot);
      this.#answered = new Set(outboxIds);
    }
    if (outboxIds.length > 0) await settleOutbox(this.#database, environmentId, outboxIds, this.#last.updatedAt);
  }

  #keepNext(environmentId: number, snapshot: EnvironmentSnapshot | null): void {
    const now = Date.now();
    const last = { ...this.#last, version: Math.max(this.#last.version, this.#heldVersion) };
    const next =
      snapshot === null
        ? { record: tombstone(last, environmentId, now), updatedAt: last.updatedAt ?? now * 1000 }
        : nextPublication(last, snapshot, now);
    const text = JSON.stringify(next.record);
    const { version } = next.record;
    this.#store.keep(version, text, {
      version: String(version),
      updated_at: String(next.updatedAt),
      environment_id: String(environmentId),
    });
    this.#last = { version, updatedAt: next.updatedAt };
    const before = this.#newest;
    this.#newest = text;
    this.#announce(before, next.record, formatEpochSeconds(next.updatedAt));
    logEvent('publisher.environment.published', { environmentId, version, bytes: text.length });
  }

  #announce(before: string | null, after: Published, updatedAt: string): void {
    const listeners = this.ctx.getWebSockets();
    if (listeners.length === 0) return;
    if (!isAnnounced(before === null ? null : (JSON.parse(before) as Published), after)) return;
    for (const socket of listeners) {
      try {
        socket.send(updatedAt);
      } catch {
        // The listener has gone; it comes back by itself and asks for the flags then.
      }
    }
  }

  #remember(environmentId: number): void {
    this.#store.writeFact('environment_id', String(environmentId));
    this.#store.writeFact('dirty', 'yes');
  }

  /** Sets the alarm if work is left: an unfinished build, or a newest version that KV does not have yet. */
  async #arm(): Promise<void> {
    const copyIn = this.#copies.millisecondsUntilDue(this.#last.version);
    const buildIn =
      this.#store.readFact('dirty') === 'yes' ? retryDelay(Math.max(1, this.#attempts), Math.random()) : null;
    const waits = [copyIn, buildIn].filter((wait) => wait !== null);
    if (waits.length > 0) await this.ctx.storage.setAlarm(Date.now() + Math.min(...waits));
  }
}

function numberOrNull(text: string | null): number | null {
  return text === null ? null : Number(text);
}
