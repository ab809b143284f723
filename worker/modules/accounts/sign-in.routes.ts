import { SecondFactor, SignedIn, SignedInFully, SignedUp, SignIn, SignUp } from '../../contract/accounts.ts';
import { Detail, Problems } from '../../contract/pages.ts';
import { ACCOUNT, PUBLIC, SIGNED_IN_ACCOUNT } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { signInByCode } from './sign-in-code.service.ts';
import { signIn, signOut } from './sign-in.service.ts';
import { signUp } from './sign-up.service.ts';
import { signedInReply, signedOutReply } from '../../http/signed-in-reply.ts';

export const signInOperations = [
  operation({
    method: 'POST',
    path: '/api/v1/auth/users/',
    access: PUBLIC,
    summary: 'Signs somebody up',
    body: SignUp,
    replies: { 201: SignedUp, 400: Problems, 403: Detail, 429: Detail },
    throttle: 'signup',
    hashes: true,
    handle: async ({ context, body }) => signedInReply(context, 201, await signUp(context, body)),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/auth/login/',
    access: PUBLIC,
    summary: 'Signs in by password',
    body: SignIn,
    replies: { 200: SignedIn, 204: null, 400: Problems, 403: Detail, 429: Detail },
    throttle: 'login',
    hashes: true,
    handle: async ({ context, body }) => {
      const answer = await signIn(context, body.email, body.password);
      return 'key' in answer ? signedInReply(context, 200, answer) : ok(answer);
    },
  }),
  operation({
    method: 'POST',
    path: '/api/v1/auth/login/code/',
    access: PUBLIC,
    summary: 'Signs in by a second factor',
    body: SecondFactor,
    replies: { 200: SignedInFully, 204: null, 401: Detail, 429: Detail },
    throttle: 'mfa_code',
    handle: async ({ context, body }) =>
      signedInReply(context, 200, await signInByCode(context, body.ephemeral_token, body.code)),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/auth/logout/',
    access: SIGNED_IN_ACCOUNT,
    summary: 'Ends the session',
    replies: { 204: null },
    handle: async ({ context }) => {
      await signOut(context);
      return signedOutReply(context);
    },
  }),
  operation({
    method: 'DELETE',
    path: '/api/v1/auth/token/',
    access: ACCOUNT,
    summary: 'Revokes the token of the request',
    replies: { 204: null },
    handle: async ({ context }) => {
      await signOut(context);
      return signedOutReply(context);
    },
  }),
];
