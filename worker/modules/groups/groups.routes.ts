import * as z from 'zod/mini';
import { Group, GroupSummary, GroupUpdate, NewGroup, UserIds } from '../../contract/groups.ts';
import { PageQuery } from '../../contract/organisations.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { PAGES_OF_TEN, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { addGroupUsers, removeGroupUsers, setGroupAdmin } from './group-members.service.ts';
import {
  createGroup,
  deleteGroup,
  getGroup,
  listGroups,
  listGroupSummaries,
  listOwnGroups,
  updateGroup,
} from './groups.service.ts';

const GROUPS = '/api/v1/organisations/{org}/groups/';
const asMember = needs('organisation', { path: 'org' }, 'MEMBER');
const asManager = needs('organisation', { path: 'org' }, 'MANAGE_USER_GROUPS');
const asAdmin = needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN');

export const groupOperations = [
  operation({
    method: 'GET',
    path: GROUPS,
    access: asMember,
    summary: 'Lists all groups to who manages them, else those that the caller administers',
    query: PageQuery,
    replies: { 200: pageOf(Group) },
    handle: async (call) =>
      ok(toPage(call, PAGES_OF_TEN, await listGroups(call.context, call.scope, readWindow(call, PAGES_OF_TEN)))),
  }),
  operation({
    method: 'POST',
    path: GROUPS,
    access: asManager,
    summary: 'Creates a group',
    body: NewGroup,
    replies: { 201: Group },
    handle: async ({ context, scope, body }) => created(await createGroup(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: `${GROUPS}summaries/`,
    access: asMember,
    summary: 'Lists the names of all groups',
    replies: { 200: z.array(GroupSummary) },
    handle: async ({ context, scope }) => ok(await listGroupSummaries(context, scope)),
  }),
  operation({
    method: 'GET',
    path: `${GROUPS}my-groups/`,
    access: asMember,
    summary: 'Lists the groups that the caller is in',
    query: PageQuery,
    replies: { 200: pageOf(GroupSummary) },
    handle: async (call) =>
      ok(toPage(call, PAGES_OF_TEN, await listOwnGroups(call.context, call.scope, readWindow(call, PAGES_OF_TEN)))),
  }),
  operation({
    method: 'GET',
    path: `${GROUPS}{id}/`,
    access: asMember,
    summary: 'Shows a group',
    replies: { 200: Group },
    handle: async ({ context, scope, id }) => ok(await getGroup(context, scope, id('id'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${GROUPS}{id}/`,
    access: asMember,
    summary: 'Changes a group',
    body: GroupUpdate,
    replies: { 200: Group },
    handle: async ({ context, scope, body, id }) => ok(await updateGroup(context, scope, id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: `${GROUPS}{id}/`,
    access: asMember,
    summary: 'Deletes a group with its grants',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await deleteGroup(context, scope, id('id'));
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: `${GROUPS}{id}/add-users/`,
    access: asMember,
    summary: 'Adds members of the organisation to a group',
    body: UserIds,
    replies: { 200: Group },
    handle: async ({ context, scope, body, id }) => ok(await addGroupUsers(context, scope, id('id'), body.user_ids)),
  }),
  operation({
    method: 'POST',
    path: `${GROUPS}{id}/remove-users/`,
    access: asMember,
    summary: 'Removes users from a group',
    body: UserIds,
    replies: { 200: Group },
    handle: async ({ context, scope, body, id }) => ok(await removeGroupUsers(context, scope, id('id'), body.user_ids)),
  }),
  ...(['make-admin', 'remove-admin'] as const).map((action) =>
    operation({
      method: 'POST',
      path: `${GROUPS}{group_pk}/users/{user_pk}/${action}`,
      access: asAdmin,
      summary: action === 'make-admin' ? 'Makes a user administrator of a group' : 'Dismisses a group administrator',
      replies: { 200: null },
      handle: async ({ context, scope, id }) => {
        const member = { groupId: id('group_pk'), userId: id('user_pk') };
        await setGroupAdmin(context, scope, { ...member, groupAdmin: action === 'make-admin' });
        return ok(undefined);
      },
    }),
  ),
];
