import { ProviderProblem, SocialSignedIn, SocialSignIn } from '../../contract/accounts.ts';
import { Detail, Problems } from '../../contract/pages.ts';
import { PUBLIC } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { orProviderProblem } from '../../http/provider-problem.ts';
import { signedInReply } from '../../http/signed-in-reply.ts';
import { signInSocially } from './social-sign-in.service.ts';

const signingIn = (provider: 'google' | 'github', summary: string) =>
  operation({
    method: 'POST',
    path: `/api/v1/auth/oauth/${provider}/`,
    access: PUBLIC,
    summary,
    body: SocialSignIn,
    replies: { 200: SocialSignedIn, 204: null, 400: Problems, 403: Detail, 429: Detail, 502: ProviderProblem },
    throttle: 'login',
    handle: ({ context, body }) =>
      orProviderProblem(async () => signedInReply(context, 200, await signInSocially(context, provider, body))),
  });

export const socialSignInOperations = [
  signingIn('google', 'Signs in by an access token of Google'),
  signingIn('github', 'Signs in by a code of GitHub'),
];
