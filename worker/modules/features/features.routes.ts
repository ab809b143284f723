import { Feature, FeatureInput, FeatureListQuery, FeatureUpdate } from '../../contract/features.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { createFeature } from './create-feature.service.ts';
import { readFeatureFilter } from './feature-filter.ts';
import { deleteFeature, getFeature, listFeatures } from './features.service.ts';
import { updateFeature } from './update-feature.service.ts';

const LIST = '/api/v1/projects/{project}/features/';
const ONE = `${LIST}{id}/`;
const project = { path: 'project' };

export const featureOperations = [
  operation({
    method: 'GET',
    path: LIST,
    access: needs('project', project, 'VIEW_PROJECT'),
    summary: 'Lists the features of a project, on request as they are in one of its environments',
    query: FeatureListQuery,
    replies: { 200: pageOf(Feature) },
    handle: async (call) => {
      const filter = readFeatureFilter(call.url.searchParams);
      const part = await listFeatures(call.context, call.scope, filter, readWindow(call, LARGE_PAGES));
      return ok(toPage(call, LARGE_PAGES, part));
    },
  }),
  operation({
    method: 'POST',
    path: LIST,
    access: needs('project', project, 'CREATE_FEATURE'),
    summary: 'Creates a feature, with a default in every environment',
    body: FeatureInput,
    replies: { 201: Feature },
    handle: async ({ context, scope, body }) => created(await createFeature(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: needs('project', project, 'VIEW_PROJECT'),
    summary: 'Shows a feature',
    query: FeatureListQuery,
    replies: { 200: Feature },
    handle: async (call) => {
      const { environmentId } = readFeatureFilter(call.url.searchParams);
      return ok(await getFeature(call.context, call.scope, call.id('id'), environmentId));
    },
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: needs('project', project, 'CREATE_FEATURE'),
    summary: 'Changes a feature; what is left out stays',
    body: FeatureUpdate,
    replies: { 200: Feature },
    handle: async (call) => ok(await updateFeature(call.context, call.scope, call.id('id'), call.body)),
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    // The permission may be limited to tags, so the feature decides.
    access: needs('project', project, 'MEMBER'),
    summary: 'Deletes a feature',
    replies: { 204: null },
    handle: async (call) => {
      await deleteFeature(call.context, call.scope, call.id('id'));
      return noContent();
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/features/get-by-uuid/{uuid}/',
    access: needs('feature', { pathUuid: 'uuid' }, 'VIEW_PROJECT'),
    summary: 'Shows the feature with a UUID',
    replies: { 200: Feature },
    handle: async ({ context, scope }) => ok(await getFeature(context, scope, scope.resourceId)),
  }),
];
