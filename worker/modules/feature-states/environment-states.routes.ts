import {
  ListedState,
  ScalarState,
  ScalarStateInput,
  ScalarStatePatch,
  StateListQuery,
} from '../../contract/feature-states.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { createState, deleteState, getState, listStates, updateState } from './feature-states.service.ts';
import { readStateFilter } from './state-filter.ts';
import { readScalar } from './state-value.ts';
import { toListedState, toScalarState } from './state-dialects.ts';

const LIST = '/api/v1/environments/{env_key}/featurestates/';
const ONE = `${LIST}{id}/`;
const view = needs('environment', { path: 'env_key' }, 'VIEW_ENVIRONMENT');
const change = needs('environment', { path: 'env_key' }, 'UPDATE_FEATURE_STATE');
/** compat: ten by default, though scripts ask for as many as lists elsewhere hold. */
const PAGES = { size: 10, largest: 999 };

export const environmentStateOperations = [
  operation({
    method: 'GET',
    path: LIST,
    access: view,
    summary:
      'Lists what the features are for everybody in an environment, or with anyIdentity what they are for identities',
    query: StateListQuery,
    replies: { 200: pageOf(ListedState) },
    handle: async (call) => {
      const { searchParams } = call.url;
      const filter = readStateFilter(searchParams, searchParams.has('anyIdentity') ? 'any' : 'none');
      // compat: exactly one result for one feature.
      const onlyDefaults = { ...filter, featureSegmentId: 'none' as const };
      const { count, items } = await listStates(call.context, call.scope, onlyDefaults, readWindow(call, PAGES));
      return ok(toPage(call, PAGES, { count, items: items.map(toListedState) }));
    },
  }),
  operation({
    method: 'POST',
    path: LIST,
    access: change,
    summary: 'Creates a state of a feature in an environment',
    body: ScalarStateInput,
    replies: { 201: ScalarState },
    handle: async ({ context, scope, body }) => {
      const value = readScalar(body.feature_state_value);
      return created(toScalarState(await createState(context, scope, body, value)));
    },
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: view,
    summary: 'Shows a state of an environment',
    replies: { 200: ScalarState },
    handle: async (call) => ok(toScalarState(await getState(call.context, call.scope, call.id('id')))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: change,
    summary: 'Changes a state of an environment; what is left out stays',
    body: ScalarStatePatch,
    replies: { 200: ScalarState },
    handle: async (call) => {
      const { feature_state_value: scalar, ...input } = call.body;
      const row = await updateState(call.context, call.scope, call.id('id'), {
        input,
        value: scalar === undefined ? undefined : readScalar(scalar),
        expected: call.header('x-expected-updated-at'),
      });
      return ok(toScalarState(row));
    },
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: change,
    summary: 'Removes an identity override of an environment',
    replies: { 204: null },
    handle: async (call) => {
      await deleteState(call.context, call.scope, call.id('id'));
      return noContent();
    },
  }),
];
