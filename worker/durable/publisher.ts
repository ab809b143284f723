import { DurableObject } from 'cloudflare:workers';
import { withDeadline } from '../core/deadline.ts';
import { sha256Hex } from '../core/sha256.ts';
import type { NewsExtent } from '../core/ports.ts';
import { formatEpochSeconds } from '../core/time.ts';
import { loadEnvironmentSnapshot, settleOutbox } from '../modules/environments/environment-snapshot.service.ts';
import { hasPendingOutbox } from '../modules/environments/outbox.queries.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { openPostgres, openSqlDatabase } from '../platform/database.ts';
import { openCopyTargets } from '../platform/environment-copies.ts';
import { logEvent, logFailure } from '../platform/log.ts';
import { describeChange } from './change-feed.ts';
import { acceptListener, tellListeners } from './listeners.ts';
import { PublicationStore } from './publication-store.ts';
import { PublisherCore } from './publisher-core.ts';
import type { PublisherPorts } from './publisher-ports.ts';

const LOOK_LIMIT_MS = 200;

/** The one publisher of an environment, in its place: its name is the environment's id in decimal. */
export class Publisher extends DurableObject<HalyardEnv> {
  readonly #core: PublisherCore;

  constructor(ctx: DurableObjectState, env: HalyardEnv) {
    super(ctx, env);
    const store = new PublicationStore(ctx.storage);
    const database = openSqlDatabase(openPostgres(env));
    // For looks alone: with a shared circuit breaker, their short limit could keep builds from being tried.
    const outbox = openSqlDatabase(openPostgres(env));
    this.#core = new PublisherCore({
      store,
      copies: openCopyTargets(env),
      load: (environmentId) => loadEnvironmentSnapshot(database, environmentId),
      settle: (environmentId, ids, updatedAt) => settleOutbox(database, environmentId, ids, updatedAt),
      hasPending: (id) => hasPendingOutbox((query) => outbox.query(query, LOOK_LIMIT_MS), id),
      announce: (...publication) => this.#announce(...publication),
      setAlarm: (time) => ctx.storage.setAlarm(time),
      now: () => Date.now(),
      random: () => Math.random(),
      hash: sha256Hex,
      within: withDeadline,
      logEvent,
      logFailure,
    });
    // An alarm that was lost with a process is set again by the next call, whatever that is.
    void this.#core.arm();
  }

  publish(environmentId: number) {
    return this.#core.publish(environmentId);
  }

  readNewerThan(environmentId: number, version: number, extent: NewsExtent) {
    return this.#core.readNewerThan(environmentId, version, extent);
  }

  status() {
    return this.#core.status();
  }

  figures() {
    return this.#core.figures();
  }

  revert(environmentId: number, version: number, by: string) {
    return this.#core.revert(environmentId, version, by);
  }

  release(environmentId: number) {
    return this.#core.release(environmentId);
  }

  confirm(environmentId: number, holdId: string) {
    return this.#core.confirm(environmentId, holdId);
  }

  override alarm() {
    return this.#core.alarm();
  }

  /** Opens a WebSocket that is told of each publication that changes flags. */
  override fetch(): Response {
    return acceptListener(this.ctx, this.#core.last.version);
  }

  #announce(...[before, after, updatedAt, text]: Parameters<PublisherPorts['announce']>): void {
    if (this.ctx.getWebSockets().length === 0) return;
    const change = describeChange(before, after);
    if (change === null) return;
    const news = JSON.stringify({ version: after.version, updated_at: formatEpochSeconds(updatedAt), ...change });
    tellListeners(this.ctx, news, text);
  }
}
