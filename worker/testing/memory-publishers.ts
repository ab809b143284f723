import type { Database } from '../core/database.ts';
import { withDeadline } from '../core/deadline.ts';
import type { Publishers } from '../core/ports.ts';
import { sha256Hex } from '../core/sha256.ts';
import { PublisherCore } from '../durable/publisher-core.ts';
import { loadEnvironmentSnapshot, settleOutbox } from '../modules/environments/environment-snapshot.service.ts';
import { hasPendingOutbox } from '../modules/environments/outbox.queries.ts';
import { openMemoryLog } from './memory-log.ts';

/** The real publishers over a real Postgres, in this process: without alarms, so without copies. */
export function openMemoryPublishers(database: Database): Publishers {
  const cores = new Map<number, PublisherCore>();
  const open = () =>
    new PublisherCore({
      store: openMemoryLog(),
      copies: [],
      load: (id) => loadEnvironmentSnapshot(database, id),
      settle: (id, outboxIds, updatedAt) => settleOutbox(database, id, outboxIds, updatedAt),
      hasPending: (id) => hasPendingOutbox(database.query, id),
      announce: () => undefined,
      setAlarm: () => Promise.resolve(),
      now: () => Date.now(),
      random: () => Math.random(),
      hash: sha256Hex,
      within: withDeadline,
      logEvent: () => undefined,
      logFailure: () => undefined,
    });
  const coreOf = (id: number): PublisherCore => {
    const core = cores.get(id) ?? open();
    cores.set(id, core);
    return core;
  };
  return {
    publish: (id) => coreOf(id).publish(id),
    status: (id) => Promise.resolve(coreOf(id).status()),
    revert: (id, version, by) => coreOf(id).revert(id, version, by),
    release: (id) => coreOf(id).release(id),
    figures: (id) => Promise.resolve(coreOf(id).figures()),
    confirm: (id, hold) => coreOf(id).confirm(id, hold),
  };
}
