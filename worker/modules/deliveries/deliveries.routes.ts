import { Delivery, DeliveryDetail, DeliveryQuery, ReplayedDeliveries } from '../../contract/deliveries.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs, type AccessRule, type Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { operation, type Call } from '../../http/operation.ts';
import { readWindow, toPage } from '../../http/paginate.ts';
import { ok } from '../../http/reply.ts';
import { findIntegrationReceiver } from '../integrations/integration-receiver.service.ts';
import { findWebhookReceiver } from '../webhooks/deliveries.service.ts';
import {
  getDelivery,
  listDeliveries,
  replayDelivery,
  replayFailedDeliveries,
  type LoggedReceiver,
} from './receiver-log.service.ts';

const PAGES = { size: 20, largest: 100 };

type Part = Pick<Call<unknown, unknown>, 'id'> & { context: Context; scope: Scope };
type LogPlace = { path: string; access: AccessRule; of: string; find: (part: Part) => Promise<LoggedReceiver> };

const PLACES = [
  { path: '/api/v1/organisations/{org}/', access: needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN') },
  { path: '/api/v1/projects/{project}/', access: needs('project', { path: 'project' }, 'PROJECT_ADMIN') },
  { path: '/api/v1/environments/{env_key}/', access: needs('environment', { path: 'env_key' }, 'ENVIRONMENT_ADMIN') },
] as const;

/** OURS: bodies hold identities and audit rows, so administrators alone see them. */
const LOGS: readonly LogPlace[] = [
  ...PLACES.filter(({ path }) => !path.includes('projects')).map(({ path, access }) => ({
    path: `${path}webhooks/{id}/deliveries/`,
    access,
    of: 'a webhook',
    find: ({ context, scope, id }: Part) => findWebhookReceiver(context, scope, id('id')),
  })),
  ...PLACES.map(({ path, access }) => ({
    path: `${path}integrations/{id}/deliveries/`,
    access,
    of: 'an integration',
    find: ({ context, scope, id }: Part) => findIntegrationReceiver(context, scope, id('id')),
  })),
];

export const deliveryOperations = LOGS.flatMap(({ path, access, of, find }) => [
  operation({
    method: 'GET',
    path,
    access,
    summary: `Lists the deliveries of ${of}, newest first`,
    query: DeliveryQuery,
    replies: { 200: pageOf(Delivery) },
    handle: async (call) => {
      const state = call.query.state ?? null;
      const part = await listDeliveries(call.context, call.scope, await find(call), state, readWindow(call, PAGES));
      return ok(toPage(call, PAGES, part));
    },
  }),
  operation({
    method: 'GET',
    path: `${path}{delivery_id}/`,
    access,
    summary: `Shows a delivery of ${of} with its body and the last reply`,
    replies: { 200: DeliveryDetail },
    handle: async (call) => ok(await getDelivery(call.context, call.scope, await find(call), call.id('delivery_id'))),
  }),
  operation({
    method: 'POST',
    path: `${path}{delivery_id}/replay/`,
    access,
    summary: `Sends a delivery of ${of} again, whether it arrived or failed`,
    replies: { 200: Delivery },
    handle: async (call) =>
      ok(await replayDelivery(call.context, call.scope, await find(call), call.id('delivery_id'))),
  }),
  operation({
    method: 'POST',
    path: `${path}replay/`,
    access,
    summary: `Sends all failed deliveries of ${of} again`,
    replies: { 200: ReplayedDeliveries },
    handle: async (call) => ok(await replayFailedDeliveries(call.context, call.scope, await find(call))),
  }),
]);
