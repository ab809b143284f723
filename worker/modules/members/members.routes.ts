import * as z from 'zod/mini';
import {
  Member,
  MembersQuery,
  MembersToRemove,
  MemberWithOrganisation,
  RemovedMembers,
  RoleUpdate,
} from '../../contract/members.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { listMembers, removeMembers, updateRole } from './members.service.ts';

const NO: readonly (string | undefined)[] = [undefined, '', 'false', 'False', '0'];

export const memberOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/organisations/{org}/users/',
    access: needs('organisation', { path: 'org' }, 'MEMBER'),
    summary: 'Lists the members of an organisation',
    query: MembersQuery,
    replies: { 200: z.array(Member) },
    handle: async ({ context, scope, query }) =>
      ok(await listMembers(context, scope.organisationId, !NO.includes(query.exclude_current))),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/organisations/{id}/remove-users/',
    access: needs('organisation', { path: 'id' }, 'ORGANISATION_ADMIN'),
    summary: 'Removes members with their grants and group memberships',
    body: MembersToRemove,
    replies: { 200: RemovedMembers },
    handle: async ({ context, scope, body }) => {
      const userIds = [...new Set(body.map(({ id }) => id))];
      await removeMembers(context, scope.organisationId, userIds);
      return ok(userIds.map((id) => ({ id })));
    },
  }),
  operation({
    method: 'POST',
    path: '/api/v1/organisations/{org}/users/{id}/update-role/',
    access: needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN'),
    summary: 'Changes the role of a member',
    body: RoleUpdate,
    replies: { 200: MemberWithOrganisation },
    handle: async ({ context, scope, body, id }) =>
      ok(await updateRole(context, scope.organisationId, id('id'), body.role)),
  }),
];
