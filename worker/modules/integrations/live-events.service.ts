import type { Db } from '../../../drizzle/db.ts';
import { enqueueDeliveries, type NewDelivery } from '../deliveries/enqueue.service.ts';
import type { Author, FlagEvent } from '../webhooks/flag-events.service.ts';
import { toSentryBody } from './change-bodies.ts';
import { listFeatureNames } from './change-facts.queries.ts';
import { listReceivers } from './change-receivers.queries.ts';

export type LiveEvents = {
  flags: readonly FlagEvent[];
  author: Author;
  now: Date;
  /** The outbox row that publishes the environment. */
  outboxIdOf: (environmentId: number) => number | null;
};

/** Writes, in the transaction of the changes, what those integrations are to be told that hear of states going live. Returns the ids of the receivers. */
export async function enqueueLiveChanges(db: Db, { flags, author, now, outboxIdOf }: LiveEvents): Promise<number[]> {
  const live = flags.filter((event) => event.kind === 'version' || event.liveFrom === null);
  if (live.length === 0) return [];
  const organisationIds = [...new Set(live.map(({ organisationId }) => organisationId))];
  const receivers = await listReceivers(db, organisationIds, ['sentry']);
  if (receivers.length === 0) return [];
  const names = await listFeatureNames(db, [...new Set(live.map(({ featureId }) => featureId))]);
  const toDelivery = (event: FlagEvent): NewDelivery[] =>
    receivers
      .filter(({ environmentId }) => environmentId === event.environmentId)
      .map(({ id }) => ({
        organisationId: event.organisationId,
        environmentId: event.environmentId,
        environmentWebhookId: null,
        organisationWebhookId: null,
        integrationId: id,
        eventType: 'STATE_LIVE',
        body: toSentryBody({
          action: actionOf(event),
          flag: names.get(event.featureId) ?? String(event.featureId),
          author: author?.name ?? null,
          changeId: changeIdOf(event),
          at: now,
        }),
        afterOutboxId: outboxIdOf(event.environmentId),
      }));
  return enqueueDeliveries(db, live.flatMap(toDelivery));
}

function actionOf(event: FlagEvent): 'created' | 'deleted' | 'updated' {
  if (event.kind === 'version') return 'updated';
  if (event.next === null) return 'deleted';
  return event.previous === null ? 'created' : 'updated';
}

function changeIdOf(event: FlagEvent): string {
  return event.kind === 'version' ? event.uuid : String(event.next?.id ?? event.featureId);
}
