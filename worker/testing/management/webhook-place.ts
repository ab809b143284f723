import type { FeatureOptions } from '../fixtures/scene-features.ts';
import type { SceneOptions } from '../fixtures/scene.ts';
import { openSink, type Sink, type SunkRequest } from '../fixtures/sink.ts';
import { openOutbound } from '../../platform/outbound.ts';
import { prepareFlag, type FlagPlace } from './flag-place.ts';
import { openManagement, type Management } from './management.ts';

/** The API with a sink that it may send to, and publishers that publish: they empty the outbox. */
export type WebhookManagement = Management & { sink: Sink; isPublishing: boolean };

export async function openWebhookManagement(timeoutMs = 400): Promise<WebhookManagement> {
  const sink = await openSink();
  const outbound = openOutbound({ allowHttp: true, allowPrivate: true, timeoutMs });
  const management = await openManagement({ ports: { outbound } });
  const publishers = {
    ...management.ports.publishers,
    publish: async (environmentId: number) => {
      if (opened.isPublishing) await publish(opened, environmentId);
      return 1;
    },
  };
  management.ports.publishers = publishers;
  const opened: WebhookManagement = {
    ...management,
    sink,
    isPublishing: true,
    close: async () => {
      await management.close();
      await sink.close();
    },
  };
  return opened;
}

/** As a publisher does: only what is due. */
export async function publish({ pool }: Management, environmentId: number): Promise<void> {
  await pool.query('delete from outbox where environment_id = $1 and due_at <= now()', [environmentId]);
}

export type WebhookPlace = FlagPlace & {
  /** Adds a webhook and returns its id. */
  hook: (of: 'environment' | 'organisation', body?: object) => Promise<number>;
  /** The list of deliveries of a webhook. */
  deliveries: (of: 'environment' | 'organisation', id: number) => string;
};

export async function prepareWebhooks(
  management: WebhookManagement,
  feature: FeatureOptions = {},
  options: SceneOptions = {},
): Promise<WebhookPlace> {
  const place = await prepareFlag(management, feature, options);
  const rootOf = (of: string) =>
    of === 'environment' ? `${place.root}webhooks/` : `/api/v1/organisations/${place.scene.organisationId}/webhooks/`;
  const hook: WebhookPlace['hook'] = async (of, body = {}) => {
    const made = await place.send('POST', rootOf(of), { url: `${management.sink.url}/${of}`, ...body });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    return (made.body as { id: number }).id;
  };
  return { ...place, hook, deliveries: (of, id) => `${rootOf(of)}${id}/deliveries/` };
}

type SeenState = { feature: { id: number }; feature_state_value: unknown };
export type SeenEvent = { changed_by?: unknown; new_state?: SeenState | null; previous_state?: SeenState };

/** The data of the events of a type, in the order in which they came. */
export function eventsOf(requests: readonly SunkRequest[], type: string): SeenEvent[] {
  const events = requests.map(({ body }) => JSON.parse(body) as { event_type: string; data: SeenEvent });
  return events.filter((event) => event.event_type === type).map(({ data }) => data);
}

/** Lets time pass for what waits to be tried again. */
export async function makeDue({ pool }: Management): Promise<void> {
  await pool.query(
    `update webhook_deliveries set next_attempt_at = now() where state = 'pending' and lease_id is null`,
  );
  await pool.query('update delivery_receivers set resume_at = null');
}
