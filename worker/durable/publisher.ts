import { DurableObject } from 'cloudflare:workers';
import type { Database } from '../core/database.ts';
import { withDeadline } from '../core/deadline.ts';
import { loadEnvironmentSnapshot, settleOutbox } from '../modules/environments/environment-snapshot.service.ts';
import { hasPendingOutbox } from '../modules/environments/outbox.queries.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { openDatabase } from '../platform/database.ts';
import { logEvent, logFailure } from '../platform/log.ts';
import { CopyWriter } from './copy-writer.ts';
import { nextPublication, retryDelay, tombstone, type LastPublication } from './publication.ts';
import { PublicationStore } from './publication-store.ts';

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
  #last: LastPublication;
  #newest: string | null;
  #building: Promise<void> | null = null;
  #buildAgain = false;
  #lookedAt = 0;
  #attempts = 0;

  constructor(ctx: DurableObjectState, env: HalyardEnv) {
    super(ctx, env);
    this.#store = new PublicationStore(ctx.storage);
    this.#database = openDatabase(env);
    this.#last = {
      version: Number(this.#store.readFact('version') ?? 0),
      updatedAt: numberOrNull(this.#store.readFact('updated_at')),
    };
    this.#newest = this.#store.read(this.#last.version);
    this.#copies = new CopyWriter(env.ENVIRONMENTS, this.#store);
  }

  /** Publishes what is committed; resolves with the newest version, or 0 if there is no such environment. */
  async publish(environmentId: number): Promise<number> {
    this.#remember(environmentId);
    await this.#build(environmentId);
    return this.#last.version;
  }

  /** See EnvironmentSource.readNewerThan. */
  async readNewerThan(environmentId: number, version: number, thorough: boolean): Promise<string | null> {
    if (this.#last.version === 0) {
      await withDeadline(this.#build(environmentId), ANSWER_LIMIT_MS, 'the first publication');
    } else {
      await this.#look(environmentId, thorough);
    }
    return this.#last.version > version ? this.#newest : null;
  }

  /** Never throws: an alarm that fails too often is dropped by the platform. */
  override async alarm(): Promise<void> {
    const environmentId = Number(this.#store.readFact('environment_id') ?? 0);
    try {
      if (this.#store.readFact('dirty') === 'yes') await this.#build(environmentId);
      await this.#copies.write(environmentId, this.#last.version, this.#newest);
    } catch (error) {
      logFailure('publisher.alarm.failed', error, { environmentId });
    }
    await this.#arm();
  }

  /** Publishes if the outbox holds rows. The database gets little time, because readers wait for the answer. */
  async #look(environmentId: number, thorough: boolean): Promise<void> {
    const now = Date.now();
    if (!thorough && now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    try {
      const pending = await hasPendingOutbox((query) => this.#database.query(query, LOOK_LIMIT_MS), environmentId);
      if (pending) await withDeadline(this.#build(environmentId), ANSWER_LIMIT_MS, 'the publication');
    } catch {
      // Nothing is lost: the rows stay in the outbox, and the sweep and the next reader look again.
    }
  }

  /** One build at a time. A request that arrives during a build is served by a build that starts after it. */
  async #build(environmentId: number): Promise<void> {
    if (this.#building !== null) {
      this.#buildAgain = true;
      return this.#building;
    }
    this.#building = this.#buildUntilSettled(environmentId).finally(() => (this.#building = null));
    return this.#building;
  }

  async #buildUntilSettled(environmentId: number): Promise<void> {
    try {
      do {
        this.#buildAgain = false;
        await this.#buildOnce(environmentId);
      } while (this.#buildAgain);
      this.#attempts = 0;
      this.#store.writeFact('dirty', 'no');
      await this.#copies.write(environmentId, this.#last.version, this.#newest);
    } catch (error) {
      this.#attempts += 1;
      logFailure('publisher.build.failed', error, { environmentId, attempts: this.#attempts });
      throw error;
    } finally {
      await this.#arm();
    }
  }

  async #buildOnce(environmentId: number): Promise<void> {
    const { snapshot, outboxIds } = await loadEnvironmentSnapshot(this.#database, environmentId);
    if (snapshot === null && this.#last.version === 0) return;
    if (this.#last.version === 0 || outboxIds.length > 0) this.#keepNext(environmentId, snapshot);
    const updatedAt = this.#last.updatedAt;
    if (outboxIds.length > 0) await settleOutbox(this.#database, environmentId, outboxIds, updatedAt);
  }

  #keepNext(environmentId: number, snapshot: Parameters<typeof nextPublication>[1] | null): void {
    const now = Date.now();
    const next =
      snapshot === null
        ? { record: tombstone(this.#last, environmentId, now), updatedAt: this.#last.updatedAt ?? now * 1000 }
        : nextPublication(this.#last, snapshot, now);
    const text = JSON.stringify(next.record);
    const { version } = next.record;
    this.#store.keep(version, text, {
      version: String(version),
      updated_at: String(next.updatedAt),
      environment_id: String(environmentId),
    });
    this.#last = { version, updatedAt: next.updatedAt };
    this.#newest = text;
    logEvent('publisher.environment.published', { environmentId, version, bytes: text.length });
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
