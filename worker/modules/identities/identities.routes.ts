import * as z from 'zod/mini';
import { Identity, IdentityInput, IdentityPatch } from '../../contract/identities.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  changeIdentity,
  createIdentity,
  getIdentity,
  readSearch,
  removeIdentity,
  showIdentities,
} from './managed-identities.service.ts';

const BASE = '/api/v1/environments/{env_key}/identities/';
const ONE = `${BASE}{id}/`;
const view = needs('environment', { path: 'env_key' }, 'VIEW_IDENTITIES');
const manage = needs('environment', { path: 'env_key' }, 'MANAGE_IDENTITIES');
const PAGES = { size: 10, largest: 999 };

export const identitiesOperations = [
  operation({
    method: 'GET',
    path: BASE,
    access: view,
    summary: 'Lists the identities of an environment, oldest first',
    query: z.object({ q: z.optional(z.string()), page: z.optional(z.string()), page_size: z.optional(z.string()) }),
    replies: { 200: pageOf(Identity) },
    handle: async (call) => {
      const window = readWindow(call, PAGES);
      return ok(toPage(call, PAGES, await showIdentities(call.context, call.scope, readSearch(call.query.q), window)));
    },
  }),
  operation({
    method: 'POST',
    path: BASE,
    access: manage,
    summary: 'Creates an identity',
    body: IdentityInput,
    replies: { 201: Identity },
    handle: async ({ context, scope, body }) => created(await createIdentity(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: view,
    summary: 'Shows an identity',
    replies: { 200: Identity },
    handle: async ({ context, scope, id }) => ok(await getIdentity(context, scope, id('id'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: manage,
    summary: 'Changes an identity',
    body: IdentityPatch,
    replies: { 200: Identity },
    handle: async ({ context, scope, id, body }) => ok(await changeIdentity(context, scope, id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: manage,
    summary: 'Deletes an identity with its traits and overrides',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await removeIdentity(context, scope, id('id'));
      return noContent();
    },
  }),
];
