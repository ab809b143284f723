import { CreatedMasterKey, MasterKey, MasterKeyUpdate, NewMasterKey } from '../../contract/master-keys.ts';
import { PageQuery } from '../../contract/organisations.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs, type AccessRule } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { PAGES_OF_TEN, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  createMasterKey,
  deleteMasterKey,
  getMasterKey,
  listMasterKeys,
  updateMasterKey,
} from './master-keys.service.ts';

const KEYS = '/api/v1/organisations/{org}/master-api-keys/';
/** No key may make keys. */
const asPerson = {
  ...needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN'),
  peopleOnly: true,
} as AccessRule;

export const masterKeyOperations = [
  operation({
    method: 'GET',
    path: KEYS,
    access: asPerson,
    summary: 'Lists the master keys of an organisation',
    query: PageQuery,
    replies: { 200: pageOf(MasterKey) },
    handle: async (call) => {
      const part = await listMasterKeys(call.context, call.scope.organisationId, readWindow(call, PAGES_OF_TEN));
      return ok(toPage(call, PAGES_OF_TEN, part));
    },
  }),
  operation({
    method: 'POST',
    path: KEYS,
    access: asPerson,
    summary: 'Creates a master key and shows it this once',
    body: NewMasterKey,
    replies: { 201: CreatedMasterKey },
    handle: async ({ context, scope, body }) => created(await createMasterKey(context, scope.organisationId, body)),
  }),
  operation({
    method: 'GET',
    path: `${KEYS}{prefix}/`,
    access: asPerson,
    summary: 'Shows a master key without its secret',
    replies: { 200: MasterKey },
    handle: async ({ context, scope, path }) => ok(await getMasterKey(context, scope.organisationId, path('prefix'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${KEYS}{prefix}/`,
    access: asPerson,
    summary: 'Changes or revokes a master key',
    body: MasterKeyUpdate,
    replies: { 200: MasterKey },
    handle: async ({ context, scope, path, body }) =>
      ok(await updateMasterKey(context, scope.organisationId, path('prefix'), body)),
  }),
  operation({
    method: 'DELETE',
    path: `${KEYS}{prefix}/`,
    access: asPerson,
    summary: 'Deletes a master key',
    replies: { 204: null },
    handle: async ({ context, scope, path }) => {
      await deleteMasterKey(context, scope.organisationId, path('prefix'));
      return noContent();
    },
  }),
];
