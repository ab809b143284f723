import * as z from 'zod/mini';
import { ServerKey, ServerKeyInput, ServerKeyPatch } from '../../contract/environments.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { changeServerKey, createServerKey, removeServerKey, showServerKeys } from './server-keys.service.ts';

const BASE = '/api/v1/environments/{api_key}/api-keys/';
const administer = needs('environment', { path: 'api_key' }, 'ENVIRONMENT_ADMIN');

export const serverKeysOperations = [
  operation({
    method: 'GET',
    path: BASE,
    access: administer,
    summary: 'Lists the server-side keys of an environment',
    replies: { 200: z.array(ServerKey) },
    handle: async ({ context, scope }) => ok(await showServerKeys(context, scope)),
  }),
  operation({
    method: 'POST',
    path: BASE,
    access: administer,
    summary: 'Creates a server-side key',
    body: ServerKeyInput,
    replies: { 201: ServerKey },
    handle: async ({ context, scope, body }) => created(await createServerKey(context, scope, body)),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${BASE}{id}/`,
    access: administer,
    summary: 'Changes a server-side key',
    body: ServerKeyPatch,
    replies: { 200: ServerKey },
    handle: async ({ context, scope, body, id }) => ok(await changeServerKey(context, scope, id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: `${BASE}{id}/`,
    access: administer,
    summary: 'Deletes a server-side key; it stops working',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await removeServerKey(context, scope, id('id'));
      return noContent();
    },
  }),
];
