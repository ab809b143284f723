import * as z from 'zod/mini';
import {
  ClonedEnvironment,
  CloneInput,
  Environment,
  EnvironmentDetail,
  EnvironmentInput,
  EnvironmentPatch,
} from '../../contract/environments.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  changeEnvironment,
  cloneEnvironment,
  createEnvironment,
  getEnvironment,
  listEnvironments,
  removeEnvironment,
} from './managed-environments.service.ts';

const BASE = '/api/v1/environments/';
const ONE = `${BASE}{api_key}/`;

const listOf = (path: string, access: ReturnType<typeof needs>, summary: string) =>
  operation({
    method: 'GET',
    path,
    access,
    summary,
    query: z.object({
      project: z.optional(z.string()),
      page: z.optional(z.string()),
      page_size: z.optional(z.string()),
    }),
    replies: { 200: pageOf(Environment) },
    handle: async (call) => {
      const all = await listEnvironments(call.context, call.scope.resourceId);
      const { limit, offset } = readWindow(call, LARGE_PAGES);
      return ok(toPage(call, LARGE_PAGES, { count: all.length, items: all.slice(offset, offset + limit) }));
    },
  });

export const environmentsOperations = [
  listOf(
    BASE,
    needs('project', { query: 'project' }, 'MEMBER'),
    'Lists the environments of a project that the caller may view',
  ),
  operation({
    method: 'GET',
    path: '/api/v1/projects/{id}/environments/',
    access: needs('project', { path: 'id' }, 'PROJECT_ADMIN'),
    summary: 'Lists all environments of a project',
    replies: { 200: z.array(Environment) },
    handle: async ({ context, scope }) => ok(await listEnvironments(context, scope.resourceId)),
  }),
  operation({
    method: 'POST',
    path: BASE,
    access: needs('project', { body: 'project' }, 'CREATE_ENVIRONMENT'),
    summary: 'Creates an environment with a state of every feature',
    body: EnvironmentInput,
    replies: { 201: Environment },
    handle: async ({ context, scope, body }) => created(await createEnvironment(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: needs('environment', { path: 'api_key' }, 'VIEW_ENVIRONMENT'),
    summary: 'Shows an environment',
    replies: { 200: EnvironmentDetail },
    handle: async ({ context, scope }) => ok(await getEnvironment(context, scope.resourceId)),
  }),
  operation({
    method: 'GET',
    path: `${BASE}get-by-uuid/{uuid}/`,
    access: needs('environment', { pathUuid: 'uuid' }, 'VIEW_ENVIRONMENT'),
    summary: 'Shows the environment with the UUID',
    replies: { 200: EnvironmentDetail },
    handle: async ({ context, scope }) => ok(await getEnvironment(context, scope.resourceId)),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: needs('environment', { path: 'api_key' }, 'ENVIRONMENT_ADMIN'),
    summary: 'Changes an environment',
    body: EnvironmentPatch,
    replies: { 200: Environment },
    handle: async ({ context, scope, body }) => ok(await changeEnvironment(context, scope, body)),
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: needs('environment', { path: 'api_key' }, 'ENVIRONMENT_ADMIN'),
    summary: 'Deletes an environment; its keys stop working',
    replies: { 204: null },
    handle: async ({ context, scope }) => {
      await removeEnvironment(context, scope);
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: `${ONE}clone/`,
    access: needs('environment', { path: 'api_key' }, 'CREATE_ENVIRONMENT'),
    summary: 'Copies an environment with its defaults and segment overrides',
    body: CloneInput,
    replies: { 200: ClonedEnvironment },
    handle: async ({ context, scope, body }) => ok(await cloneEnvironment(context, scope, body.name)),
  }),
];
