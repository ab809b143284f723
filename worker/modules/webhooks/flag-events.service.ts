import type { Db } from '../../../drizzle/db.ts';
import type { Context } from '../../core/context.ts';
import { isOn } from '../../core/settings.ts';
import { enqueueDeliveries, type NewDelivery } from '../deliveries/enqueue.service.ts';
import { toEventBody } from './event-body.ts';
import type { Author, EventState, FlagChange, FlagEvent, LoggedChange } from './flag-event.ts';
import { toFlagEvent, toVersionEvent } from './flag-events.mappers.ts';
import { listFlagFacts, listSegmentFacts } from './flag-facts.queries.ts';
import { insertScheduledEvent } from './scheduled-events.queries.ts';
import { listEnabledWebhooks } from './webhook-receivers.queries.ts';

export type Events = {
  /** False: it is known that no webhook is switched on. */
  isHeard: boolean;
  setting: Context['setting'];
  flags: readonly FlagEvent[];
  author: Author;
  now: Date;
  /** The outbox row that publishes the environment, at once or at a moment to come. */
  outboxIdOf: (environmentId: number, dueAt: Date | null) => number | null;
  /** The audit rows; only asked for where somebody is told of them. */
  logs: (organisationIds: readonly number[]) => Promise<LoggedChange[]>;
  /** Organisations with audit rows. */
  organisationIds: readonly number[];
};

type Webhook = Awaited<ReturnType<typeof listEnabledWebhooks>>[number];
type Event = {
  organisationId: number;
  environmentId: number | null;
  type: string;
  body: string;
  afterOutboxId: number | null;
};

/**
 * Writes, in the transaction of the changes, what webhooks are to be told of them. Changes of flags wait for their publication; those to come,
 * for their moment. Returns the ids of the receivers.
 */
export async function enqueueEvents(db: Db, events: Events): Promise<number[]> {
  const flags = events.flags.filter((event) => event.kind === 'version' || event.liveFrom === null);
  const organisationIds = [...new Set([...events.organisationIds, ...events.flags.map((one) => one.organisationId)])];
  if (organisationIds.length === 0) return [];
  for (const event of events.flags) if (!flags.includes(event)) await keepForLater(db, event as FlagChange, events);
  if (!events.isHeard || isOn(events.setting, 'DISABLE_WEBHOOKS', false)) return [];
  const environmentIds = flags.map(({ environmentId }) => environmentId);
  const webhooks = await listEnabledWebhooks(db, organisationIds, environmentIds);
  if (webhooks.length === 0) return [];
  const told = [...(await describeFlags(db, flags, events)), ...(await describeLogs(webhooks, events))];
  return enqueueDeliveries(
    db,
    told.flatMap((event) => webhooks.filter((one) => isTold(one, event)).map((one) => toDelivery(one, event))),
  );
}

async function describeFlags(db: Db, flags: readonly FlagEvent[], events: Events): Promise<Event[]> {
  if (flags.length === 0) return [];
  const facts = await listFlagFacts(db, flags);
  const segmentIds = flags.flatMap(statesOf).flatMap(({ segment_id: id }) => (id === null ? [] : [id]));
  const environmentIds = flags.map(({ environmentId }) => environmentId);
  const segments = new Map((await listSegmentFacts(db, environmentIds, segmentIds)).map((one) => [one.id, one]));
  return flags.flatMap((event) => {
    const { organisationId, environmentId, featureId } = event;
    const own = facts.find((one) => one.environmentId === environmentId && one.featureId === featureId);
    if (own === undefined) return [];
    const { type, data } =
      event.kind === 'flag'
        ? toFlagEvent(event, own, segments, events.author, events.now)
        : toVersionEvent(event, own, events.author);
    const afterOutboxId = events.outboxIdOf(environmentId, null);
    return [{ organisationId, environmentId, type, body: toEventBody(type, data), afterOutboxId }];
  });
}

/** compat: audit rows are for webhooks of the organisation alone. */
async function describeLogs(webhooks: readonly Webhook[], { organisationIds, logs }: Events): Promise<Event[]> {
  const told = organisationIds.filter((id) =>
    webhooks.some((one) => one.environmentId === null && one.organisationId === id),
  );
  if (told.length === 0) return [];
  const type = 'AUDIT_LOG_CREATED';
  return (await logs(told)).map(({ organisationId, log }) => ({
    organisationId,
    environmentId: null,
    type,
    body: toEventBody(type, log),
    afterOutboxId: null,
  }));
}

async function keepForLater(db: Db, change: FlagChange, { author, outboxIdOf }: Events): Promise<void> {
  const { organisationId, environmentId, next, liveFrom } = change;
  const outboxId = outboxIdOf(environmentId, liveFrom);
  if (next === null || liveFrom === null || outboxId === null) return;
  const changedBy = author?.name ?? null;
  await insertScheduledEvent(db, {
    organisationId,
    environmentId,
    stateId: next.id,
    changedBy,
    outboxId,
    dueAt: liveFrom,
  });
}

function statesOf(event: FlagEvent): EventState[] {
  if (event.kind === 'version') return [...event.states];
  return [event.previous, event.next].filter((state) => state !== null);
}

function isTold(webhook: Webhook, event: Event): boolean {
  if (webhook.organisationId !== event.organisationId) return false;
  return webhook.environmentId === null || webhook.environmentId === event.environmentId;
}

function toDelivery(webhook: Webhook, event: Event): NewDelivery {
  const isOfOrganisation = webhook.environmentId === null;
  return {
    organisationId: event.organisationId,
    environmentId: event.environmentId,
    environmentWebhookId: isOfOrganisation ? null : webhook.id,
    organisationWebhookId: isOfOrganisation ? webhook.id : null,
    integrationId: null,
    eventType: event.type,
    body: event.body,
    afterOutboxId: event.afterOutboxId,
  };
}

export type { Author, FlagEvent } from './flag-event.ts';
