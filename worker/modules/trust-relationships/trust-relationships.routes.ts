import { PageQuery } from '../../contract/organisations.ts';
import { pageOf, Problems } from '../../contract/pages.ts';
import {
  NewTrustRelationship,
  TrustRelationship,
  TrustRelationshipUpdate,
} from '../../contract/trust-relationships.ts';
import { needs, type AccessRule } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { PAGES_OF_TEN, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  createTrustRelationship,
  deleteTrustRelationship,
  getTrustRelationship,
  listTrustRelationships,
  updateTrustRelationship,
} from './trust-relationships.service.ts';

const TRUST = '/api/v1/organisations/{org}/trust-relationships/';
/** No machine may let in others. */
const asPerson = {
  ...needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN'),
  peopleOnly: true,
} as AccessRule;

export const trustRelationshipOperations = [
  operation({
    method: 'GET',
    path: TRUST,
    access: asPerson,
    summary: 'Lists whose machines an organisation lets in',
    query: PageQuery,
    replies: { 200: pageOf(TrustRelationship) },
    handle: async (call) => {
      const window = readWindow(call, PAGES_OF_TEN);
      return ok(
        toPage(call, PAGES_OF_TEN, await listTrustRelationships(call.context, call.scope.organisationId, window)),
      );
    },
  }),
  operation({
    method: 'POST',
    path: TRUST,
    access: asPerson,
    summary: 'Lets in machines that an OpenID Connect provider vouches for',
    body: NewTrustRelationship,
    replies: { 201: TrustRelationship, 400: Problems },
    handle: async ({ context, scope, body }) =>
      created(await createTrustRelationship(context, scope.organisationId, body)),
  }),
  operation({
    method: 'GET',
    path: `${TRUST}{id}/`,
    access: asPerson,
    summary: 'Shows a trust relationship',
    replies: { 200: TrustRelationship },
    handle: async ({ context, scope, id }) => ok(await getTrustRelationship(context, scope.organisationId, id('id'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${TRUST}{id}/`,
    access: asPerson,
    summary: 'Changes a trust relationship',
    body: TrustRelationshipUpdate,
    replies: { 200: TrustRelationship, 400: Problems },
    handle: async ({ context, scope, id, body }) =>
      ok(await updateTrustRelationship(context, scope.organisationId, id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: `${TRUST}{id}/`,
    access: asPerson,
    summary: 'Deletes a trust relationship and ends its tokens',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await deleteTrustRelationship(context, scope.organisationId, id('id'));
      return noContent();
    },
  }),
];
