import * as z from 'zod/mini';
import { pageOf } from '../../contract/pages.ts';
import { needs, type AccessRule } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, toPage } from '../../http/paginate.ts';
import { ok } from '../../http/reply.ts';
import { showIntegrations } from './integrations.service.ts';

const Integration = z.looseObject({ id: z.int() });

const PLACES: { path: string; access: AccessRule; kinds: readonly Parameters<typeof showIntegrations>[2][] }[] = [
  {
    path: '/api/v1/organisations/{org}/integrations/',
    access: needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN'),
    kinds: ['grafana'],
  },
  {
    path: '/api/v1/projects/{project}/integrations/',
    access: needs('project', { path: 'project' }, 'VIEW_PROJECT'),
    kinds: ['datadog', 'gitlab', 'grafana', 'new-relic'],
  },
  {
    path: '/api/v1/environments/{env_key}/integrations/',
    access: needs('environment', { path: 'env_key' }, 'VIEW_ENVIRONMENT'),
    kinds: [
      'amplitude',
      'dynatrace',
      'grafana',
      'heap',
      'mixpanel',
      'rudderstack',
      'segment',
      'sentry',
      'slack',
      'webhook',
    ],
  },
];

export const integrationsOperations = [
  ...PLACES.flatMap(({ path, access, kinds }) =>
    kinds.map((kind) =>
      operation({
        method: 'GET',
        path: `${path}${kind}/`,
        access,
        summary: `Lists what is configured of ${kind} here`,
        replies: { 200: z.array(Integration) },
        handle: async ({ context, scope }) => ok(await showIntegrations(context, scope, kind)),
      }),
    ),
  ),
  operation({
    method: 'GET',
    path: '/api/v1/organisations/{org}/integrations/github/',
    access: needs('organisation', { path: 'org' }, 'MEMBER'),
    summary: 'Lists the GitHub installations of an organisation',
    replies: { 200: pageOf(Integration) },
    handle: async (call) => {
      const items = await showIntegrations(call.context, call.scope, 'github');
      return ok(toPage(call, LARGE_PAGES, { count: items.length, items }));
    },
  }),
];
