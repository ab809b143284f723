import { logFailure } from '../../platform/log.ts';
import type { DeliveryPorts } from '../deliveries/enqueue.service.ts';
import { findScheduledPair } from '../feature-states/state-changes.service.ts';
import { enqueueLiveChanges } from '../integrations/live-events.service.ts';
import { enqueueEvents } from './flag-events.service.ts';
import { listDueScheduledEvents, removeScheduledEvent, type ScheduledEvent } from './scheduled-events.queries.ts';

const AT_ONCE = 200;

/** Writes the deliveries of scheduled changes that have gone live and were published. Never rejects. */
export async function releaseScheduledEvents(ports: Pick<DeliveryPorts, 'database' | 'setting'>): Promise<void> {
  try {
    for (const event of await listDueScheduledEvents(ports.database.db, AT_ONCE)) await release(ports, event);
  } catch (error) {
    logFailure('webhook.schedule.failed', error);
  }
}

async function release(
  { database, setting }: Pick<DeliveryPorts, 'database' | 'setting'>,
  { id, organisationId, environmentId, stateId, changedBy, dueAt }: ScheduledEvent,
): Promise<void> {
  await database.transaction(async (db) => {
    if (!(await removeScheduledEvent(db, organisationId, id))) return;
    const pair = await findScheduledPair(db, environmentId, stateId);
    // It may have been brought forward, and told then.
    if (pair === null || Math.abs(Date.parse(pair.next.live_from ?? '') - dueAt.getTime()) > 1) return;
    const featureId = pair.next.feature_id;
    const live = {
      flags: [{ kind: 'flag' as const, organisationId, environmentId, featureId, ...pair, liveFrom: null }],
      author: changedBy === null ? null : { id: null, name: changedBy },
      now: dueAt,
    };
    await enqueueLiveChanges(db, { ...live, outboxIdOf: () => null });
    await enqueueEvents(db, {
      ...live,
      isHeard: true,
      setting,
      outboxIdOf: () => null,
      organisationIds: [],
      logs: async () => [],
    });
  });
}
