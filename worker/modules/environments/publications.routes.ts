import { ConfirmInput, PublicationStatus, RevertInput } from '../../contract/publications.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { actOnPublication, showPublication } from './publications.service.ts';

const BASE = '/api/v1/environments/{api_key}/publication/';
const administer = needs('environment', { path: 'api_key' }, 'ENVIRONMENT_ADMIN');

export const publicationOperations = [
  operation({
    method: 'GET',
    path: BASE,
    access: administer,
    summary: 'Tells which version SDKs get, which ones are kept, and whether publishing is held or pinned',
    replies: { 200: PublicationStatus },
    handle: async ({ context, scope }) => ok(await showPublication(context, scope)),
  }),
  operation({
    method: 'POST',
    path: `${BASE}revert/`,
    access: administer,
    summary: 'Goes back to the flags of a kept version and stays with them until released',
    body: RevertInput,
    replies: { 200: PublicationStatus },
    handle: async ({ context, scope, body }) =>
      ok(await actOnPublication(context, scope, { act: 'revert', input: body })),
  }),
  operation({
    method: 'POST',
    path: `${BASE}release/`,
    access: administer,
    summary: 'Goes on with what is committed after a revert',
    replies: { 200: PublicationStatus },
    handle: async ({ context, scope }) => ok(await actOnPublication(context, scope, { act: 'release' })),
  }),
  operation({
    method: 'POST',
    path: `${BASE}confirm/`,
    access: administer,
    summary: 'Publishes what was held because it looks like an accident',
    body: ConfirmInput,
    replies: { 200: PublicationStatus },
    handle: async ({ context, scope, body }) =>
      ok(await actOnPublication(context, scope, { act: 'confirm', input: body })),
  }),
];
