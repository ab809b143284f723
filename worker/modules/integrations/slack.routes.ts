import * as z from 'zod/mini';
import {
  IntegrationTest,
  SlackCallbackQuery,
  SlackChange,
  SlackChannels,
  SlackChannelsQuery,
  SlackEnvironment,
  SlackInput,
  SlackProblem,
  SlackSignature,
  SlackStartQuery,
} from '../../contract/integrations.ts';
import { Detail, Problems } from '../../contract/pages.ts';
import { needs, PUBLIC } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  createSlack,
  deleteSlack,
  listChannels,
  showOneSlack,
  showSlack,
  updateSlack,
} from './slack-environments.service.ts';
import { finishSlackInstall, signSlackInstall, startSlackInstall } from './slack-install.service.ts';
import { testSlack } from './slack-test.service.ts';

const BASE = '/api/v1/environments/{env_key}/integrations/';
const see = needs('environment', { path: 'env_key' }, 'VIEW_ENVIRONMENT');
const administer = needs('environment', { path: 'env_key' }, 'ENVIRONMENT_ADMIN');
const PAGE = 20;
const COOKIE = 'halyard-slack';

/** Only this browser may finish what it began. */
function nonceCookie(origin: string, value: string, seconds: number): string {
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  return `${COOKIE}=${value}; Path=/api/v1/environments/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

function readNonce(header: string | null): string {
  return new RegExp(`(?:^|; )${COOKIE}=([0-9a-f]+)`).exec(header ?? '')?.[1] ?? '';
}

export const slackOperations = [
  operation({
    method: 'GET',
    path: `${BASE}slack/`,
    access: see,
    summary: "Lists the environment's channel in Slack: none or one",
    replies: { 200: z.array(SlackEnvironment) },
    handle: async ({ context, scope }) => ok(await showSlack(context, scope)),
  }),
  operation({
    method: 'POST',
    path: `${BASE}slack/`,
    access: administer,
    summary: "Posts the environment's changes to a channel from now on",
    body: SlackInput,
    replies: { 201: SlackEnvironment, 400: Problems },
    handle: async ({ context, scope, body }) => created(await createSlack(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: `${BASE}slack-channels/`,
    access: see,
    summary: 'Lists channels of the installed Slack workspace',
    query: SlackChannelsQuery,
    replies: { 200: SlackChannels, 400: Problems },
    handle: async ({ context, scope, query }) => {
      const limit = /^\d{1,4}$/.test(query.limit ?? '') ? Number(query.limit) : PAGE;
      return ok(await listChannels(context, scope, { limit, cursor: query.cursor ?? '' }));
    },
  }),
  operation({
    method: 'GET',
    path: `${BASE}slack/signature/`,
    access: { ...administer, peopleOnly: true },
    summary: 'Signs the way to Slack for a browser, for ten minutes',
    replies: { 200: SlackSignature },
    handle: async ({ context, scope }) => ok(await signSlackInstall(context, scope)),
  }),
  operation({
    method: 'GET',
    path: `${BASE}slack/oauth/`,
    // The signature says who it is.
    access: PUBLIC,
    summary: "Leads to Slack's consent page",
    query: SlackStartQuery,
    replies: { 302: null, 400: Problems, 403: Detail, 503: SlackProblem },
    handle: async ({ context, path, query }) => {
      const start = { signature: query.signature ?? '', redirectUrl: query.redirect_url ?? '' };
      const begun = await startSlackInstall(context, path('env_key'), start);
      if (begun === null) return { status: 503, body: { message: 'Slack is not configured' } };
      const cookie = nonceCookie(context.origin, begun.nonce, 600);
      return { status: 302, headers: { location: begun.location, 'set-cookie': cookie } };
    },
  }),
  operation({
    method: 'GET',
    path: `${BASE}slack/callback/`,
    // The state says who it is, and the cookie that it is the same browser.
    access: PUBLIC,
    summary: 'Takes the code that Slack sends, and leads back',
    query: SlackCallbackQuery,
    replies: { 302: null, 400: Problems, 403: Detail },
    handle: async ({ context, path, query, header }) => {
      const callback = {
        code: query.code ?? '',
        state: query.state ?? '',
        nonce: readNonce(header('cookie')),
        problem: query.error ?? '',
      };
      const location = await finishSlackInstall(context, path('env_key'), callback);
      return { status: 302, headers: { location, 'set-cookie': nonceCookie(context.origin, '', 0) } };
    },
  }),
  operation({
    method: 'GET',
    path: `${BASE}slack/{id}/`,
    access: see,
    summary: "Shows the environment's channel in Slack",
    replies: { 200: SlackEnvironment, 404: Detail },
    handle: async ({ context, scope, id }) => ok(await showOneSlack(context, scope, id('id'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${BASE}slack/{id}/`,
    access: administer,
    summary: "Changes the environment's channel in Slack, or turns it off",
    body: SlackChange,
    replies: { 200: SlackEnvironment, 400: Problems, 404: Detail },
    handle: async ({ context, scope, id, body }) => ok(await updateSlack(context, scope, id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: `${BASE}slack/{id}/`,
    access: administer,
    summary: "Ends posting the environment's changes to Slack",
    replies: { 204: null, 404: Detail },
    handle: async ({ context, scope, id }) => {
      await deleteSlack(context, scope, id('id'));
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: `${BASE}slack/{id}/test/`,
    access: administer,
    summary: 'Posts a sample message to the channel',
    replies: { 200: IntegrationTest, 404: Detail },
    throttle: 'webhook_test',
    handle: async ({ context, scope, id }) => ok(await testSlack(context, scope, id('id'))),
  }),
];
