import * as z from 'zod/mini';
import { PageQuery } from '../../contract/organisations.ts';
import { pageOf } from '../../contract/pages.ts';
import { NewWebhook, Webhook, WebhookUpdate } from '../../contract/webhooks.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { PAGES_OF_TEN, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhookPage,
  listWebhooks,
  updateWebhook,
} from './webhooks.service.ts';

const OF_ORGANISATION = '/api/v1/organisations/{org}/webhooks/';
const OF_ENVIRONMENT = '/api/v1/environments/{env_key}/webhooks/';
const asOrganisationAdmin = needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN');

const PLACES = [
  { path: OF_ORGANISATION, access: asOrganisationAdmin, of: 'an organisation' },
  {
    path: OF_ENVIRONMENT,
    access: needs('environment', { path: 'env_key' }, 'ENVIRONMENT_ADMIN'),
    of: 'an environment',
  },
];

export const webhookOperations = [
  operation({
    method: 'GET',
    path: OF_ORGANISATION,
    access: asOrganisationAdmin,
    summary: 'Lists the webhooks of an organisation',
    query: PageQuery,
    replies: { 200: pageOf(Webhook) },
    handle: async (call) =>
      ok(toPage(call, PAGES_OF_TEN, await listWebhookPage(call.context, call.scope, readWindow(call, PAGES_OF_TEN)))),
  }),
  operation({
    method: 'GET',
    path: OF_ENVIRONMENT,
    access: needs('environment', { path: 'env_key' }, 'VIEW_ENVIRONMENT'),
    summary: 'Lists the webhooks of an environment',
    replies: { 200: z.array(Webhook) },
    handle: async ({ context, scope }) => ok(await listWebhooks(context, scope)),
  }),
  ...PLACES.flatMap(({ path, access, of }) => [
    operation({
      method: 'POST',
      path,
      access,
      summary: `Creates a webhook of ${of}`,
      body: NewWebhook,
      replies: { 201: Webhook },
      handle: async ({ context, scope, body }) => created(await createWebhook(context, scope, body)),
    }),
    operation({
      method: 'GET',
      path: `${path}{id}/`,
      access,
      summary: `Shows a webhook of ${of}`,
      replies: { 200: Webhook },
      handle: async ({ context, scope, id }) => ok(await getWebhook(context, scope, id('id'))),
    }),
    operation({
      method: ['PUT', 'PATCH'],
      path: `${path}{id}/`,
      access,
      summary: `Changes a webhook of ${of}`,
      body: WebhookUpdate,
      replies: { 200: Webhook },
      handle: async ({ context, scope, body, id }) => ok(await updateWebhook(context, scope, id('id'), body)),
    }),
    operation({
      method: 'DELETE',
      path: `${path}{id}/`,
      access,
      summary: `Deletes a webhook of ${of}`,
      replies: { 204: null },
      handle: async ({ context, scope, id }) => {
        await deleteWebhook(context, scope, id('id'));
        return noContent();
      },
    }),
  ]),
];
