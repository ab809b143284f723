import * as z from 'zod/mini';
import { Trait, TraitInput, TraitPatch } from '../../contract/identities.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { changeTrait, createTrait, getTrait, removeTrait, showTraits } from './managed-traits.service.ts';

const BASE = '/api/v1/environments/{env_key}/identities/{identity_pk}/traits/';
const ONE = `${BASE}{id}/`;
const view = needs('environment', { path: 'env_key' }, 'VIEW_IDENTITIES');
const manage = needs('environment', { path: 'env_key' }, 'MANAGE_IDENTITIES');

export const managedTraitsOperations = [
  operation({
    method: 'GET',
    path: BASE,
    access: view,
    summary: 'Lists the traits of an identity',
    query: z.object({ page: z.optional(z.string()), page_size: z.optional(z.string()) }),
    replies: { 200: pageOf(Trait) },
    handle: async (call) => {
      const window = readWindow(call, LARGE_PAGES);
      return ok(toPage(call, LARGE_PAGES, await showTraits(call.context, call.scope, call.id('identity_pk'), window)));
    },
  }),
  operation({
    method: 'POST',
    path: BASE,
    access: manage,
    summary: 'Gives an identity a trait',
    body: TraitInput,
    replies: { 201: Trait },
    handle: async ({ context, scope, id, body }) => created(await createTrait(context, scope, id('identity_pk'), body)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: view,
    summary: 'Shows a trait',
    replies: { 200: Trait },
    handle: async ({ context, scope, id }) => ok(await getTrait(context, scope, id('identity_pk'), id('id'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: manage,
    summary: 'Changes the value of a trait',
    body: TraitPatch,
    replies: { 200: Trait },
    handle: async ({ context, scope, id, body }) =>
      ok(await changeTrait(context, scope, id('identity_pk'), id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: manage,
    summary: 'Deletes a trait of the identity, or with deleteAllMatchingTraits of every identity',
    query: z.object({ deleteAllMatchingTraits: z.optional(z.string()) }),
    replies: { 204: null },
    handle: async ({ context, scope, id, query }) => {
      const fromEverybody = query.deleteAllMatchingTraits?.toLowerCase() === 'true';
      await removeTrait(context, scope, id('identity_pk'), id('id'), fromEverybody);
      return noContent();
    },
  }),
];
