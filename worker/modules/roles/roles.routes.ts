import { pageOf } from '../../contract/pages.ts';
import { Role } from '../../contract/project-lists.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, toPage } from '../../http/paginate.ts';
import { ok } from '../../http/reply.ts';
import { showRoles } from './roles.service.ts';

export const rolesOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/organisations/{org}/roles/',
    // A tool of Flagsmith's MCP server.
    access: { ...needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN'), applications: 'any' },
    summary: 'Lists the roles of an organisation',
    replies: { 200: pageOf(Role) },
    handle: async (call) => {
      const items = await showRoles(call.context, call.scope);
      return ok(toPage(call, LARGE_PAGES, { count: items.length, items }));
    },
  }),
];
