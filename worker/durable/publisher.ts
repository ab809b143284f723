import { DurableObject } from 'cloudflare:workers';
import { withDeadline } from '../core/deadline.ts';
import { sha256Hex } from '../core/sha256.ts';
import { formatEpochSeconds } from '../core/time.ts';
import { loadEnvironmentSnapshot, settleOutbox } from '../modules/environments/environment-snapshot.service.ts';
import { hasPendingOutbox } from '../modules/environments/outbox.queries.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { VERSION_HEADER } from '../platform/change-feed.ts';
import { openDatabase } from '../platform/database.ts';
import { openCopyTargets } from '../platform/environment-copies.ts';
import { logEvent, logFailure } from '../platform/log.ts';
import { describeChange } from './change-feed.ts';
import { PublicationStore } from './publication-store.ts';
import { PublisherCore, type PublisherPorts } from './publisher-core.ts';

const LOOK_LIMIT_MS = 200;
/** The platform takes 32,768 WebSockets an object; telling each of them must not take seconds. */
const MOST_LISTENERS = 10_000;

/** The one publisher of an environment, in its place: its name is the environment's id in decimal. */
export class Publisher extends DurableObject<HalyardEnv> {
  readonly #core: PublisherCore;

  constructor(ctx: DurableObjectState, env: HalyardEnv) {
    super(ctx, env);
    const database = openDatabase(env);
    // For looks alone: with a shared circuit breaker, their short limit could keep builds from being tried.
    const outbox = openDatabase(env);
    this.#core = new PublisherCore({
      store: new PublicationStore(ctx.storage),
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

  readNewerThan(environmentId: number, version: number, thorough: boolean) {
    return this.#core.readNewerThan(environmentId, version, thorough);
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

  /** Opens a WebSocket that is told of each publication that changes flags. It does not keep the object awake. */
  override fetch(): Response {
    if (this.ctx.getWebSockets().length >= MOST_LISTENERS) return new Response(null, { status: 503 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const headers = { [VERSION_HEADER]: String(this.#core.last.version) };
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  #announce(...[before, after, updatedAt]: Parameters<PublisherPorts['announce']>): void {
    const listeners = this.ctx.getWebSockets();
    if (listeners.length === 0) return;
    const change = describeChange(before, after);
    if (change === null) return;
    const news = JSON.stringify({ version: after.version, updated_at: formatEpochSeconds(updatedAt), ...change });
    for (const socket of listeners) {
      try {
        socket.send(news);
      } catch {
        // The listener has gone; it comes back by itself and says what it knows.
      }
    }
  }
}
