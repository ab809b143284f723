import * as z from 'zod/mini';
import { Invite, InviteLink, InviteWithAuthor, NewInvite, NewInviteLink, NewInvites } from '../../contract/invites.ts';
import { Organisation, PageQuery } from '../../contract/organisations.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs, USER } from '../../core/access.ts';
import { invalid } from '../../core/errors.ts';
import { operation } from '../../http/operation.ts';
import { PAGES_OF_TEN, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { createInviteLink, deleteInviteLink, listInviteLinks } from './invite-links.service.ts';
import { createInvites, deleteInvite, getInvite, listInvites, resendInvite } from './invites.service.ts';
import { joinByInvite, joinByLink } from './joins.service.ts';

const INVITES = '/api/v1/organisations/{org}/invites/';
const LINKS = '/api/v1/organisations/{org}/invite-links/';
const asAdmin = needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN');

export const inviteOperations = [
  operation({
    method: 'GET',
    path: INVITES,
    access: asAdmin,
    summary: 'Lists the invites that nobody has taken up',
    query: PageQuery,
    replies: { 200: pageOf(InviteWithAuthor) },
    handle: async (call) => {
      const part = await listInvites(call.context, call.scope.organisationId, readWindow(call, PAGES_OF_TEN));
      return ok(toPage(call, PAGES_OF_TEN, part));
    },
  }),
  operation({
    method: 'POST',
    path: INVITES,
    access: asAdmin,
    summary: 'Invites somebody by mail',
    body: NewInvite,
    replies: { 201: Invite },
    throttle: 'invite',
    handle: async ({ context, scope, body }) => {
      const [invite] = await createInvites(context, scope.organisationId, [body]);
      return created(invite);
    },
  }),
  operation({
    method: 'POST',
    path: '/api/v1/organisations/{id}/invite/',
    access: needs('organisation', { path: 'id' }, 'ORGANISATION_ADMIN'),
    summary: 'Invites several people by mail, all or none',
    body: NewInvites,
    replies: { 201: z.array(Invite) },
    throttle: 'invite',
    handle: async ({ context, scope, body }) => {
      const list = [...(body.invites ?? []), ...(body.emails ?? []).map((email) => ({ email }))];
      if (list.length === 0) throw invalid({ invites: ['This list may not be empty.'] });
      return created(await createInvites(context, scope.organisationId, list));
    },
  }),
  operation({
    method: 'GET',
    path: `${INVITES}{id}/`,
    access: asAdmin,
    summary: 'Shows an invite',
    replies: { 200: InviteWithAuthor },
    handle: async ({ context, scope, id }) => ok(await getInvite(context, scope.organisationId, id('id'))),
  }),
  operation({
    method: 'DELETE',
    path: `${INVITES}{id}/`,
    access: asAdmin,
    summary: 'Withdraws an invite',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await deleteInvite(context, scope.organisationId, id('id'));
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: `${INVITES}{id}/resend/`,
    access: asAdmin,
    summary: 'Sends an invite again, with a new link',
    replies: { 200: InviteWithAuthor },
    throttle: 'invite',
    handle: async ({ context, scope, id }) => ok(await resendInvite(context, scope.organisationId, id('id'))),
  }),
  operation({
    method: 'GET',
    path: LINKS,
    access: asAdmin,
    summary: 'Lists the links through which anybody can join',
    replies: { 200: z.array(InviteLink) },
    handle: async ({ context, scope }) => ok(await listInviteLinks(context, scope.organisationId)),
  }),
  operation({
    method: 'POST',
    path: LINKS,
    access: asAdmin,
    summary: 'Creates a link through which anybody can join',
    body: NewInviteLink,
    replies: { 201: InviteLink },
    handle: async ({ context, scope, body }) => created(await createInviteLink(context, scope.organisationId, body)),
  }),
  operation({
    method: 'DELETE',
    path: `${LINKS}{id}/`,
    access: asAdmin,
    summary: 'Deletes an invite link',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await deleteInviteLink(context, scope.organisationId, id('id'));
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: '/api/v1/users/join/{hash}/',
    access: USER,
    summary: 'Takes up an invite that came by mail',
    replies: { 200: Organisation },
    handle: async ({ context, path }) => ok(await joinByInvite(context, path('hash'))),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/users/join/link/{hash}/',
    access: USER,
    summary: 'Joins an organisation through an invite link',
    replies: { 200: Organisation },
    handle: async ({ context, path }) => ok(await joinByLink(context, path('hash'))),
  }),
];
