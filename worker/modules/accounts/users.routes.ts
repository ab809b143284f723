import { CurrentUser } from '../../contract/accounts.ts';
import { USER } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { getCurrentUser } from './profile.service.ts';

export const userOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/auth/users/me/',
    access: USER,
    summary: "Shows the caller's account",
    replies: { 200: CurrentUser },
    handle: async ({ context }) => ok(await getCurrentUser(context)),
  }),
];
