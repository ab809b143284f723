import type { Webhook } from '../../../worker/contract/webhooks.ts';
import { invalidate, patch, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';
import type { WebhookPlace } from './webhook-place.ts';

type Page<Item> = { count: number; results: Item[] };
export type WebhookDraft = { url: string; secret: string };

const hookPath = ({ path }: WebhookPlace, id: number) => `${path}${id}/`;

/** An organisation's come in pages, an environment's all at once. */
export function useWebhooks({ path }: WebhookPlace, isAsked: boolean): View<Webhook[]> {
  const view = useResource<Webhook[] | Page<Webhook>>(isAsked ? `${path}?page_size=100` : null);
  if (view.kind !== 'loaded') return view;
  return { ...view, data: 'results' in view.data ? view.data.results : view.data };
}

/** Creates a webhook, or changes the one with the id. */
export async function saveWebhook(place: WebhookPlace, id: number | null, draft: WebhookDraft): Promise<Webhook> {
  const saved = await request<Webhook>(
    id === null ? 'POST' : 'PATCH',
    id === null ? place.path : hookPath(place, id),
    id === null ? { ...draft, enabled: true } : draft,
  );
  invalidate(place.path);
  return saved;
}

/** Shown at once; as before if it fails. */
export async function switchWebhook(place: WebhookPlace, id: number, enabled: boolean): Promise<void> {
  const change = (hook: Webhook) => (hook.id === id ? { ...hook, enabled } : hook);
  const takeBack = patch<Webhook[] | Page<Webhook>>(`${place.path}?`, (data) =>
    'results' in data ? { ...data, results: data.results.map(change) } : data.map(change),
  );
  try {
    await request('PATCH', hookPath(place, id), { enabled });
  } catch (error) {
    takeBack();
    throw error;
  }
}

export async function deleteWebhook(place: WebhookPlace, id: number): Promise<void> {
  await request('DELETE', hookPath(place, id));
  invalidate(place.path);
}

/** Resolves to what the address answered; rejects where it did not take the sample. */
export async function sendSample({ scope }: WebhookPlace, { url, secret }: WebhookDraft): Promise<string> {
  const body = { webhook_url: url, secret, scope };
  const { status } = await request<{ status: number }>('POST', '/api/v1/webhooks/test/', body);
  return `It took the sample, and answered ${status}.`;
}
