import * as z from 'zod/mini';
import { OwnSession } from '../../contract/accounts.ts';
import { Detail } from '../../contract/pages.ts';
import { ACCOUNT } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { noContent, ok } from '../../http/reply.ts';
import { endOtherSessions, endSession, showSessions } from './sessions.service.ts';

const SESSIONS = '/api/v1/auth/sessions/';

/** Operations of our own. */
export const sessionOperations = [
  operation({
    method: 'GET',
    path: SESSIONS,
    access: ACCOUNT,
    summary: 'Lists where the caller is signed in',
    replies: { 200: z.array(OwnSession) },
    handle: async ({ context }) => ok(await showSessions(context)),
  }),
  operation({
    method: 'DELETE',
    path: SESSIONS,
    access: ACCOUNT,
    summary: 'Signs the caller out everywhere else',
    replies: { 204: null },
    handle: async ({ context }) => {
      await endOtherSessions(context);
      return noContent();
    },
  }),
  operation({
    method: 'DELETE',
    path: `${SESSIONS}{session}/`,
    access: ACCOUNT,
    summary: 'Ends one session of the caller',
    replies: { 204: null, 404: Detail },
    handle: async ({ context, id }) => {
      await endSession(context, id('session'));
      return noContent();
    },
  }),
];
