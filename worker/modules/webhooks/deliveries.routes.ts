import { Delivery, DeliveryDetail, DeliveryQuery, ReplayedDeliveries } from '../../contract/deliveries.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { readWindow, toPage } from '../../http/paginate.ts';
import { ok } from '../../http/reply.ts';
import { getDelivery, listDeliveries, replayDelivery, replayFailedDeliveries } from './deliveries.service.ts';

const PAGES = { size: 20, largest: 100 };

/** OURS: bodies hold identities and audit rows, so administrators alone see them. */
const PLACES = [
  {
    path: '/api/v1/organisations/{org}/webhooks/{id}/deliveries/',
    access: needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN'),
    of: 'an organisation',
  },
  {
    path: '/api/v1/environments/{env_key}/webhooks/{id}/deliveries/',
    access: needs('environment', { path: 'env_key' }, 'ENVIRONMENT_ADMIN'),
    of: 'an environment',
  },
];

export const deliveryOperations = PLACES.flatMap(({ path, access, of }) => [
  operation({
    method: 'GET',
    path,
    access,
    summary: `Lists the deliveries of a webhook of ${of}, newest first`,
    query: DeliveryQuery,
    replies: { 200: pageOf(Delivery) },
    handle: async (call) => {
      const { context, scope, query, id } = call;
      const part = await listDeliveries(context, scope, id('id'), query.state ?? null, readWindow(call, PAGES));
      return ok(toPage(call, PAGES, part));
    },
  }),
  operation({
    method: 'GET',
    path: `${path}{delivery_id}/`,
    access,
    summary: `Shows a delivery of a webhook of ${of} with its body and the last reply`,
    replies: { 200: DeliveryDetail },
    handle: async ({ context, scope, id }) => ok(await getDelivery(context, scope, id('id'), id('delivery_id'))),
  }),
  operation({
    method: 'POST',
    path: `${path}{delivery_id}/replay/`,
    access,
    summary: `Sends a delivery of a webhook of ${of} again, whether it arrived or failed`,
    replies: { 200: Delivery },
    handle: async ({ context, scope, id }) => ok(await replayDelivery(context, scope, id('id'), id('delivery_id'))),
  }),
  operation({
    method: 'POST',
    path: `${path}replay/`,
    access,
    summary: `Sends all failed deliveries of a webhook of ${of} again`,
    replies: { 200: ReplayedDeliveries },
    handle: async ({ context, scope, id }) => ok(await replayFailedDeliveries(context, scope, id('id'))),
  }),
]);
