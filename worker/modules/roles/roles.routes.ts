import { pageOf } from '../../contract/pages.ts';
import { NewRole, Role, RoleUpdate } from '../../contract/roles.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { createRole, deleteRole, getRole, listRoles, updateRole } from './roles.service.ts';

const ROLES = '/api/v1/organisations/{org}/roles/';
const asAdmin = needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN');

export const rolesOperations = [
  operation({
    method: 'GET',
    path: ROLES,
    // A tool of Flagsmith's MCP server.
    access: { ...asAdmin, applications: 'any' },
    summary: 'Lists the roles of an organisation',
    replies: { 200: pageOf(Role) },
    handle: async (call) => {
      const window = readWindow(call, LARGE_PAGES);
      return ok(toPage(call, LARGE_PAGES, await listRoles(call.context, call.scope.organisationId, window)));
    },
  }),
  operation({
    method: 'POST',
    path: ROLES,
    access: asAdmin,
    summary: 'Creates a role',
    body: NewRole,
    replies: { 201: Role },
    handle: async ({ context, scope, body }) => created(await createRole(context, scope.organisationId, body)),
  }),
  operation({
    method: 'GET',
    path: `${ROLES}{id}/`,
    access: asAdmin,
    summary: 'Shows a role',
    replies: { 200: Role },
    handle: async ({ context, scope, id }) =>
      ok(await getRole(context, { organisationId: scope.organisationId, roleId: id('id') })),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${ROLES}{id}/`,
    access: asAdmin,
    summary: 'Changes a role',
    body: RoleUpdate,
    replies: { 200: Role },
    handle: async ({ context, scope, id, body }) =>
      ok(await updateRole(context, { organisationId: scope.organisationId, roleId: id('id') }, body)),
  }),
  operation({
    method: 'DELETE',
    path: `${ROLES}{id}/`,
    access: asAdmin,
    summary: 'Deletes a role with all that it grants',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await deleteRole(context, { organisationId: scope.organisationId, roleId: id('id') });
      return noContent();
    },
  }),
];
