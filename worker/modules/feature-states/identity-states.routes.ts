import * as z from 'zod/mini';
import {
  IdentityState,
  ListedState,
  ScalarState,
  ScalarStateInput,
  ScalarStatePatch,
  SourceIdentityInput,
  StateListQuery,
} from '../../contract/feature-states.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { createState, deleteState, getState, listStates, updateState } from './feature-states.service.ts';
import { cloneOverrides, listAllStates } from './identity-states.service.ts';
import { toListedState, toScalarState } from './state-dialects.ts';
import { readStateFilter } from './state-filter.ts';
import { readScalar } from './state-value.ts';

const LIST = '/api/v1/environments/{env_key}/identities/{identity_pk}/featurestates/';
const ONE = `${LIST}{id}/`;
const view = needs('environment', { path: 'env_key' }, 'VIEW_ENVIRONMENT');
const change = needs('environment', { path: 'env_key' }, 'UPDATE_FEATURE_STATE');
const PAGES = { size: 10, largest: 999 };

export const identityStateOperations = [
  operation({
    method: 'GET',
    path: LIST,
    access: view,
    summary: 'Lists the overrides of an identity',
    query: StateListQuery,
    replies: { 200: pageOf(ListedState) },
    handle: async (call) => {
      const filter = readStateFilter(call.url.searchParams, call.id('identity_pk'));
      const { count, items } = await listStates(call.context, call.scope, filter, readWindow(call, PAGES));
      return ok(toPage(call, PAGES, { count, items: items.map(toListedState) }));
    },
  }),
  operation({
    method: 'POST',
    path: LIST,
    access: change,
    summary: 'Overrides a feature for an identity',
    body: ScalarStateInput,
    replies: { 201: ScalarState },
    handle: async (call) => {
      const value = readScalar(call.body.feature_state_value);
      return created(
        toScalarState(await createState(call.context, call.scope, call.body, value, call.id('identity_pk'))),
      );
    },
  }),
  operation({
    method: 'GET',
    path: `${LIST}all/`,
    access: view,
    summary: 'Tells what every feature is for an identity, and by what it is overridden',
    replies: { 200: z.array(IdentityState) },
    handle: async (call) => ok(await listAllStates(call.context, call.scope, call.id('identity_pk'))),
  }),
  operation({
    method: 'POST',
    path: `${LIST}clone-from-given-identity/`,
    access: change,
    summary: 'Replaces the overrides of an identity by those of another one',
    body: SourceIdentityInput,
    replies: { 200: z.array(IdentityState) },
    handle: async (call) =>
      ok(await cloneOverrides(call.context, call.scope, call.id('identity_pk'), call.body.source_identity_id)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: view,
    summary: 'Shows an override of an identity',
    replies: { 200: ScalarState },
    handle: async (call) =>
      ok(toScalarState(await getState(call.context, call.scope, call.id('id'), call.id('identity_pk')))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: change,
    summary: 'Changes an override of an identity; what is left out stays',
    body: ScalarStatePatch,
    replies: { 200: ScalarState },
    handle: async (call) => {
      const { feature_state_value: scalar, ...input } = call.body;
      const row = await updateState(call.context, call.scope, call.id('id'), {
        input,
        value: scalar === undefined ? undefined : readScalar(scalar),
        expected: call.header('x-expected-updated-at'),
        identityId: call.id('identity_pk'),
      });
      return ok(toScalarState(row));
    },
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: change,
    summary: 'Removes an override of an identity',
    replies: { 204: null },
    handle: async (call) => {
      await deleteState(call.context, call.scope, call.id('id'), call.id('identity_pk'));
      return noContent();
    },
  }),
];
