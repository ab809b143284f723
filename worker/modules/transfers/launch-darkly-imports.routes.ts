import * as z from 'zod/mini';
import { LaunchDarklyImport, LaunchDarklyImportInput } from '../../contract/launch-darkly.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { created, ok } from '../../http/reply.ts';
import {
  beginLaunchDarklyImport,
  showLaunchDarklyImport,
  showLaunchDarklyImports,
} from './launch-darkly-imports.service.ts';

const view = needs('project', { path: 'project' }, 'VIEW_PROJECT');

export const launchDarklyImportsOperations = [
  operation({
    method: 'POST',
    path: '/api/v1/projects/{project}/imports/launch-darkly/',
    access: needs('project', { path: 'project' }, 'CREATE_ENVIRONMENT'),
    summary: 'Imports a project of LaunchDarkly into the project',
    body: LaunchDarklyImportInput,
    replies: { 201: LaunchDarklyImport },
    handle: async ({ context, scope, body }) => {
      const access = { token: body.token, projectKey: body.project_key };
      return created(await beginLaunchDarklyImport(context, scope, access));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/imports/launch-darkly/',
    access: view,
    summary: 'Lists the newest imports from LaunchDarkly, with what had no counterpart',
    replies: { 200: z.array(LaunchDarklyImport) },
    handle: async ({ context, scope }) => ok(await showLaunchDarklyImports(context, scope)),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/imports/launch-darkly/{id}/',
    access: view,
    summary: 'Shows an import from LaunchDarkly',
    replies: { 200: LaunchDarklyImport },
    handle: async (call) => ok(await showLaunchDarklyImport(call.context, call.scope, call.id('id'))),
  }),
];
