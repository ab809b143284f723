import * as z from 'zod/mini';
import { ChangeRequestSummary } from '../../contract/change-requests.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs, type AccessRule } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { ok } from '../../http/reply.ts';
import { showChangeRequests } from './change-requests.service.ts';

const list = (path: string, access: AccessRule, summary: string) =>
  operation({
    method: 'GET',
    path,
    access,
    summary,
    query: z.object({
      committed: z.optional(z.string()),
      search: z.optional(z.string()),
      page: z.optional(z.string()),
      page_size: z.optional(z.string()),
    }),
    replies: { 200: pageOf(ChangeRequestSummary) },
    handle: async (call) => {
      const committed = call.query.committed?.toLowerCase();
      const filter = {
        committed:
          committed === 'true' || committed === '1' ? true : committed === 'false' || committed === '0' ? false : null,
        search: call.query.search?.replaceAll('\0', '') || null,
      };
      const part = await showChangeRequests(call.context, call.scope, filter, readWindow(call, LARGE_PAGES));
      return ok(toPage(call, LARGE_PAGES, part));
    },
  });

export const changeRequestsOperations = [
  list(
    '/api/v1/environments/{env_key}/list-change-requests/',
    needs('environment', { path: 'env_key' }, 'VIEW_ENVIRONMENT'),
    'Lists the change requests of an environment, newest first',
  ),
  list(
    '/api/v1/projects/{project}/change-requests/',
    needs('project', { path: 'project' }, 'VIEW_PROJECT'),
    'Lists the change requests about segments of a project, newest first',
  ),
];
