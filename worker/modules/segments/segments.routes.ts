import * as z from 'zod/mini';
import { pageOf } from '../../contract/pages.ts';
import {
  AssociatedFeatureState,
  Segment,
  SegmentCloneInput,
  SegmentInput,
  SegmentPatch,
} from '../../contract/segments.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { findSegmentsOfIdentity, showSegmentUses } from './segment-uses.service.ts';
import {
  changeSegment,
  cloneSegment,
  createSegment,
  getSegment,
  removeSegment,
  showSegments,
} from './segments.service.ts';

const BASE = '/api/v1/projects/{project}/segments/';
const ONE = `${BASE}{id}/`;
const view = needs('project', { path: 'project' }, 'VIEW_PROJECT');
const manage = needs('project', { path: 'project' }, 'MANAGE_SEGMENTS');

/** compat: what is not an id filters nothing. */
const idOf = (value: string | null) => (value !== null && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null);

export const segmentsOperations = [
  operation({
    method: 'GET',
    path: BASE,
    access: view,
    summary: 'Lists the segments of a project',
    query: z.object({
      q: z.optional(z.string()),
      identity: z.optional(z.string()),
      include_feature_specific: z.optional(z.string()),
      page: z.optional(z.string()),
      page_size: z.optional(z.string()),
    }),
    replies: { 200: pageOf(Segment) },
    handle: async (call) => {
      const { context, scope, query } = call;
      const identity = idOf(query.identity ?? null);
      const filter = {
        search: query.q?.replaceAll('\0', ''),
        withFeatureSpecific: query.include_feature_specific?.toLowerCase() !== 'false',
        ids: identity === null ? undefined : await findSegmentsOfIdentity(context, scope, identity),
      };
      return ok(toPage(call, LARGE_PAGES, await showSegments(context, scope, filter, readWindow(call, LARGE_PAGES))));
    },
  }),
  operation({
    method: 'POST',
    path: BASE,
    access: manage,
    summary: 'Creates a segment',
    body: SegmentInput,
    replies: { 201: Segment },
    handle: async ({ context, scope, body }) => created(await createSegment(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: view,
    summary: 'Shows a segment with its rules',
    replies: { 200: Segment },
    handle: async ({ context, scope, id }) => ok(await getSegment(context, scope, id('id'))),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/segments/get-by-uuid/{uuid}/',
    access: needs('segment', { pathUuid: 'uuid' }, 'VIEW_PROJECT'),
    summary: 'Shows the segment with the UUID',
    replies: { 200: Segment },
    handle: async ({ context, scope }) => ok(await getSegment(context, scope, scope.resourceId)),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: manage,
    summary: 'Changes a segment; rules are replaced as a whole',
    body: SegmentPatch,
    replies: { 200: Segment },
    handle: async ({ context, scope, id, body }) => ok(await changeSegment(context, scope, id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: manage,
    summary: 'Deletes a segment with its overrides',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await removeSegment(context, scope, id('id'));
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: `${ONE}clone/`,
    access: manage,
    summary: 'Copies a segment under another name',
    body: SegmentCloneInput,
    replies: { 201: Segment },
    handle: async ({ context, scope, id, body }) => created(await cloneSegment(context, scope, id('id'), body.name)),
  }),
  operation({
    method: 'GET',
    path: `${ONE}associated-features/`,
    access: manage,
    summary: 'Lists the overrides that the segment has',
    query: z.object({ environment: z.optional(z.string()) }),
    replies: { 200: z.array(AssociatedFeatureState) },
    handle: async ({ context, scope, id, query }) =>
      ok(await showSegmentUses(context, scope, id('id'), idOf(query.environment ?? null))),
  }),
];
