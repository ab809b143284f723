import * as z from 'zod/mini';
import {
  CreatedSegmentOverride,
  FeatureSegment,
  FeatureSegmentInput,
  FeatureSegmentPatch,
  ListedFeatureSegment,
  PrioritiesInput,
  SegmentOverrideInput,
} from '../../contract/feature-segments.ts';
import { id } from '../../contract/number-fields.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { createSegmentOverride } from './create-override.service.ts';
import {
  createFeatureSegment,
  deleteFeatureSegment,
  getFeatureSegment,
  listOverridePlaces,
  updateFeatureSegment,
  updatePriorities,
} from './feature-segments.service.ts';

const LIST = '/api/v1/features/feature-segments/';
const ONE = `${LIST}{id}/`;
const own = { path: 'id' };

export const featureSegmentOperations = [
  operation({
    method: 'GET',
    path: LIST,
    access: needs('environment', { query: 'environment' }, 'VIEW_PROJECT'),
    summary: 'Lists the segments that override a feature in an environment, by priority',
    query: z.object({ feature: id() }),
    replies: { 200: pageOf(ListedFeatureSegment) },
    handle: async (call) => {
      const window = readWindow(call, LARGE_PAGES);
      const part = await listOverridePlaces(call.context, call.scope, call.query.feature, window);
      return ok(toPage(call, LARGE_PAGES, part));
    },
  }),
  operation({
    method: 'POST',
    path: LIST,
    access: needs('environment', { body: 'environment' }, 'MANAGE_SEGMENT_OVERRIDES'),
    summary: 'Appends a segment to those that override a feature in an environment',
    body: FeatureSegmentInput,
    replies: { 201: FeatureSegment },
    handle: async ({ context, scope, body }) => created(await createFeatureSegment(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: needs('feature-segment', own, 'VIEW_PROJECT'),
    summary: 'Shows a feature segment',
    replies: { 200: ListedFeatureSegment },
    handle: async ({ context, scope }) => ok(await getFeatureSegment(context, scope)),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: needs('feature-segment', own, 'MANAGE_SEGMENT_OVERRIDES'),
    summary: 'Changes the segment of a feature segment',
    body: FeatureSegmentPatch,
    replies: { 200: FeatureSegment },
    handle: async ({ context, scope, body }) => ok(await updateFeatureSegment(context, scope, body)),
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: needs('feature-segment', own, 'MANAGE_SEGMENT_OVERRIDES'),
    summary: 'Removes a feature segment with what the feature is for its segment',
    replies: { 204: null },
    handle: async ({ context, scope }) => {
      await deleteFeatureSegment(context, scope);
      return noContent();
    },
  }),
  operation({
    method: 'GET',
    path: `${LIST}get-by-uuid/{uuid}/`,
    access: needs('feature-segment', { pathUuid: 'uuid' }, 'VIEW_PROJECT'),
    summary: 'Shows the feature segment with a UUID',
    replies: { 200: ListedFeatureSegment },
    handle: async ({ context, scope }) => ok(await getFeatureSegment(context, scope)),
  }),
  operation({
    method: 'POST',
    path: `${LIST}update-priorities/`,
    // All are of one feature and environment, so the first speaks for them.
    access: needs('feature-segment', { body: '0.id' }, 'MANAGE_SEGMENT_OVERRIDES'),
    summary: 'Orders the segments that override a feature in an environment',
    body: PrioritiesInput,
    replies: { 200: z.array(ListedFeatureSegment) },
    handle: async ({ context, scope, body }) => ok(await updatePriorities(context, scope, body)),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/environments/{env_key}/features/{feature}/create-segment-override/',
    access: needs('environment', { path: 'env_key' }, 'MANAGE_SEGMENT_OVERRIDES'),
    summary: 'Overrides a feature for a segment',
    body: SegmentOverrideInput,
    replies: { 201: CreatedSegmentOverride },
    handle: async (call) =>
      created(await createSegmentOverride(call.context, call.scope, call.id('feature'), call.body)),
  }),
];
