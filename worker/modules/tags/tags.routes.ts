import * as z from 'zod/mini';
import { pageOf } from '../../contract/pages.ts';
import { Tag, TagInput, TagPatch } from '../../contract/tags.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { changeTag, createTag, getTag, getTagByUuid, removeTag, showTags } from './tags.service.ts';

const BASE = '/api/v1/projects/{project}/tags/';
const view = needs('project', { path: 'project' }, 'VIEW_PROJECT');
const manage = needs('project', { path: 'project' }, 'MANAGE_TAGS');

export const tagsOperations = [
  operation({
    method: 'GET',
    path: BASE,
    access: view,
    summary: 'Lists the tags of a project',
    query: z.object({ page: z.optional(z.string()), page_size: z.optional(z.string()) }),
    replies: { 200: pageOf(Tag) },
    handle: async (call) => {
      const part = await showTags(call.context, call.scope, readWindow(call, LARGE_PAGES));
      return ok(toPage(call, LARGE_PAGES, part));
    },
  }),
  operation({
    method: 'POST',
    path: BASE,
    access: manage,
    summary: 'Creates a tag',
    body: TagInput,
    replies: { 201: Tag },
    handle: async ({ context, scope, body }) => created(await createTag(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: `${BASE}{id}/`,
    access: view,
    summary: 'Shows a tag',
    replies: { 200: Tag },
    handle: async ({ context, scope, id }) => ok(await getTag(context, scope, id('id'))),
  }),
  operation({
    method: 'GET',
    path: `${BASE}get-by-uuid/{uuid}/`,
    access: view,
    summary: 'Shows the tag with the UUID',
    replies: { 200: Tag },
    handle: async ({ context, scope, path }) => ok(await getTagByUuid(context, scope, path('uuid'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${BASE}{id}/`,
    access: manage,
    summary: 'Changes a tag',
    body: TagPatch,
    replies: { 200: Tag },
    handle: async ({ context, scope, id, body }) => ok(await changeTag(context, scope, id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: `${BASE}{id}/`,
    access: manage,
    summary: 'Deletes a tag',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await removeTag(context, scope, id('id'));
      return noContent();
    },
  }),
];
