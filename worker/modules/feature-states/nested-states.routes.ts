import { NestedState, NestedStateInput, NestedStatePatch, StateListQuery } from '../../contract/feature-states.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, ok } from '../../http/reply.ts';
import { createState, getState, listStates, updateState } from './feature-states.service.ts';
import { toNestedState } from './state-dialects.ts';
import { readStateFilter } from './state-filter.ts';
import { readTyped } from './state-value.ts';

const LIST = '/api/v1/features/featurestates/';
// Which of the two it takes depends on whether the state is a segment's.
const either = ['UPDATE_FEATURE_STATE', 'MANAGE_SEGMENT_OVERRIDES'] as const;

export const nestedStateOperations = [
  operation({
    method: 'GET',
    path: LIST,
    access: needs('environment', { query: 'environment' }, 'VIEW_ENVIRONMENT'),
    summary: 'Lists defaults and segment overrides of an environment',
    query: StateListQuery,
    replies: { 200: pageOf(NestedState) },
    handle: async (call) => {
      const filter = readStateFilter(call.url.searchParams, 'none');
      const { count, items } = await listStates(call.context, call.scope, filter, readWindow(call, LARGE_PAGES));
      return ok(toPage(call, LARGE_PAGES, { count, items: items.map(toNestedState) }));
    },
  }),
  operation({
    method: 'POST',
    path: LIST,
    access: needs('environment', { body: 'environment' }, ...either),
    summary: 'Creates a state of a feature, such as that of a feature segment',
    body: NestedStateInput,
    replies: { 201: NestedState },
    handle: async ({ context, scope, body }) => {
      const value = readTyped(body.feature_state_value ?? null);
      return created(toNestedState(await createState(context, scope, body, value)));
    },
  }),
  operation({
    method: 'GET',
    path: `${LIST}{id}/`,
    access: needs('feature-state', { path: 'id' }, 'VIEW_ENVIRONMENT'),
    summary: 'Shows a state',
    replies: { 200: NestedState },
    handle: async ({ context, scope }) => ok(toNestedState(await getState(context, scope, scope.resourceId))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${LIST}{id}/`,
    access: needs('feature-state', { path: 'id' }, ...either),
    summary: 'Changes a state; what is left out stays',
    body: NestedStatePatch,
    replies: { 200: NestedState },
    handle: async ({ context, scope, body, header }) => {
      const { feature_state_value: typed, ...input } = body;
      const row = await updateState(context, scope, scope.resourceId, {
        input,
        value: typed === undefined ? undefined : readTyped(typed),
        expected: header('x-expected-updated-at'),
      });
      return ok(toNestedState(row));
    },
  }),
  operation({
    method: 'GET',
    path: `${LIST}get-by-uuid/{uuid}/`,
    access: needs('feature-state', { pathUuid: 'uuid' }, 'VIEW_PROJECT'),
    summary: 'Shows the state with a UUID',
    replies: { 200: NestedState },
    handle: async ({ context, scope }) => ok(toNestedState(await getState(context, scope, scope.resourceId))),
  }),
];
