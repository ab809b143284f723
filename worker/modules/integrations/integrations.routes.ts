import * as z from 'zod/mini';
import { INTEGRATION_INPUTS, Integration, IntegrationTest, type ConfiguredKind } from '../../contract/integrations.ts';
import { Detail, pageOf, Problems } from '../../contract/pages.ts';
import { needs, type AccessRule } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { testIntegration } from './integration-test.service.ts';
import { CONFIGURED_KINDS, KIND_FACTS } from './integration-kinds.ts';
import {
  createIntegration,
  deleteIntegration,
  showIntegration,
  showIntegrations,
  updateIntegration,
} from './integrations.service.ts';

export type IntegrationPlace = {
  scope: 'organisation' | 'project' | 'environment';
  path: string;
  see: AccessRule;
  administer: AccessRule;
};

export const INTEGRATION_PLACES: readonly IntegrationPlace[] = [
  {
    scope: 'organisation',
    path: '/api/v1/organisations/{org}/integrations/',
    see: needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN'),
    administer: needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN'),
  },
  {
    scope: 'project',
    path: '/api/v1/projects/{project}/integrations/',
    see: needs('project', { path: 'project' }, 'VIEW_PROJECT'),
    administer: needs('project', { path: 'project' }, 'PROJECT_ADMIN'),
  },
  {
    scope: 'environment',
    path: '/api/v1/environments/{env_key}/integrations/',
    see: needs('environment', { path: 'env_key' }, 'VIEW_ENVIRONMENT'),
    administer: needs('environment', { path: 'env_key' }, 'ENVIRONMENT_ADMIN'),
  },
];

/** Kinds that cannot be configured yet: what is there of them is nothing. */
const LISTED = { organisation: [], project: ['gitlab'], environment: [] } as const;

export const integrationsOperations = [
  ...INTEGRATION_PLACES.flatMap((place) => [
    ...CONFIGURED_KINDS.filter((kind) => KIND_FACTS[kind].scopes.includes(place.scope)).flatMap((kind) =>
      operationsOf(place, kind),
    ),
    operation({
      method: 'POST',
      path: `${place.path}{id}/test/`,
      access: place.administer,
      summary: `Sends a sample event to an integration of the ${place.scope}`,
      replies: { 200: IntegrationTest, 404: Detail },
      throttle: 'webhook_test',
      handle: async ({ context, scope, id }) => ok(await testIntegration(context, scope, id('id'))),
    }),
    ...LISTED[place.scope].map((kind) =>
      operation({
        method: 'GET',
        path: `${place.path}${kind}/`,
        access: place.see,
        summary: `Lists what is configured of ${kind} here`,
        replies: { 200: z.array(Integration) },
        handle: async ({ context, scope }) => ok(await showIntegrations(context, scope, kind)),
      }),
    ),
  ]),
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

function operationsOf({ scope: level, path, see, administer }: IntegrationPlace, kind: ConfiguredKind) {
  const { title } = KIND_FACTS[kind];
  const Input = INTEGRATION_INPUTS[kind] as z.ZodMiniObject;
  const all = `${path}${kind}/`;
  const one = `${all}{id}/`;
  return [
    operation({
      method: 'GET',
      path: all,
      access: see,
      summary: `Lists the ${title} integration of the ${level}: none or one`,
      replies: { 200: z.array(Integration) },
      handle: async ({ context, scope }) => ok(await showIntegrations(context, scope, kind)),
    }),
    operation({
      method: 'POST',
      path: all,
      access: administer,
      summary: `Sets up ${title} for the ${level}`,
      body: Input,
      replies: { 201: Integration, 400: Problems },
      handle: async ({ context, scope, body }) => created(await createIntegration(context, scope, kind, body)),
    }),
    operation({
      method: 'GET',
      path: one,
      access: see,
      summary: `Shows the ${title} integration of the ${level}`,
      replies: { 200: Integration, 404: Detail },
      handle: async ({ context, scope, id }) => ok(await showIntegration(context, scope, kind, id('id'))),
    }),
    operation({
      method: ['PUT', 'PATCH'],
      path: one,
      access: administer,
      summary: `Changes the ${title} integration of the ${level}; what is left out stays`,
      body: z.partial(Input),
      replies: { 200: Integration, 400: Problems, 404: Detail },
      handle: async ({ context, scope, id, body }) => ok(await updateIntegration(context, scope, kind, id('id'), body)),
    }),
    operation({
      method: 'DELETE',
      path: one,
      access: administer,
      summary: `Removes the ${title} integration of the ${level}, with what was still to be sent`,
      replies: { 204: null, 404: Detail },
      handle: async ({ context, scope, id }) => {
        await deleteIntegration(context, scope, kind, id('id'));
        return noContent();
      },
    }),
  ];
}
