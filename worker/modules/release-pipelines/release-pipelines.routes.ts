import * as z from 'zod/mini';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, toPage } from '../../http/paginate.ts';
import { ok } from '../../http/reply.ts';

export const releasePipelinesOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/release-pipelines/',
    access: needs('project', { path: 'project' }, 'VIEW_PROJECT'),
    summary: 'Lists the release pipelines of a project',
    replies: { 200: pageOf(z.looseObject({ id: z.int() })) },
    // compat: nothing makes pipelines here, so there are none; the old dashboard asks on every page of features.
    handle: async (call) => ok(toPage(call, LARGE_PAGES, { count: 0, items: [] })),
  }),
];
