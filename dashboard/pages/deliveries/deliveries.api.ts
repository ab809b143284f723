import type { Delivery, DeliveryDetail } from '../../../worker/contract/deliveries.ts';
import { invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';

type Page<Item> = { count: number; results: Item[] };

/** What deliveries go to: a webhook or an integration. */
export type Receiver = {
  /** Of its API; ends with a slash. */
  path: string;
  /** Of this page. */
  home: string;
  /** Why nothing can be sent again by who is here. */
  disabledReason: string | null;
};

const deliveriesPath = ({ path }: Receiver) => `${path}deliveries/`;

export function useDeliveries(
  receiver: Receiver,
  { state, page }: { state: string; page: number },
): View<Page<Delivery>> {
  const query = new URLSearchParams({ page: String(page), ...(state === '' ? {} : { state }) });
  return useResource(`${deliveriesPath(receiver)}?${query}`);
}

export function useDelivery(receiver: Receiver, id: number): View<DeliveryDetail> {
  return useResource(`${deliveriesPath(receiver)}${id}/`);
}

export async function replay(receiver: Receiver, id: number): Promise<void> {
  await request('POST', `${deliveriesPath(receiver)}${id}/replay/`);
  refreshDeliveries(receiver);
}

export async function replayFailed(receiver: Receiver): Promise<number> {
  const { replayed } = await request<{ replayed: number }>('POST', `${deliveriesPath(receiver)}replay/`);
  refreshDeliveries(receiver);
  return replayed;
}

/** What has happened since it was asked for the last time. */
export function refreshDeliveries(receiver: Receiver): void {
  invalidate(deliveriesPath(receiver));
}
