import {
  ClientRegistration,
  Introspection,
  OAuthProblem,
  RegisteredClient,
  ResourceMetadata,
  ServerMetadata,
  TokenAnswer,
  TokenQuestion,
  TokenRequest,
} from '../../contract/oauth.ts';
import { Detail } from '../../contract/pages.ts';
import { PUBLIC } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { created, ok } from '../../http/reply.ts';
import { describeResource, describeServer } from './metadata.service.ts';
import { answerOAuth } from './oauth-fault.ts';
import { registerClient } from './registration.service.ts';
import { introspectToken, revokeToken } from './token-questions.service.ts';
import { issueTokens } from './token.service.ts';

export const oauthOperations = [
  operation({
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    access: PUBLIC,
    summary: 'Describes the OAuth server (RFC 8414)',
    replies: { 200: ServerMetadata },
    handle: async ({ context }) => ok(await describeServer(context)),
  }),
  operation({
    method: 'GET',
    path: '/.well-known/oauth-protected-resource',
    access: PUBLIC,
    summary: 'Says which OAuth server guards the API (RFC 9728)',
    replies: { 200: ResourceMetadata },
    handle: async ({ context }) => ok(describeResource(context)),
  }),
  operation({
    method: 'POST',
    path: '/o/token/',
    access: PUBLIC,
    summary: 'Exchanges a code or a refresh token for tokens',
    body: TokenRequest,
    replies: { 200: TokenAnswer, 400: OAuthProblem, 401: OAuthProblem },
    handle: ({ context, body, header }) =>
      answerOAuth(async () => ok(await issueTokens(context, body, header('authorization')))),
  }),
  operation({
    method: 'POST',
    path: '/o/revoke_token/',
    access: PUBLIC,
    summary: 'Revokes a token and what came with it (RFC 7009)',
    body: TokenQuestion,
    replies: { 200: null, 400: OAuthProblem, 401: OAuthProblem },
    handle: ({ context, body, header }) =>
      answerOAuth(async () => {
        await revokeToken(context, body, header('authorization'));
        return { status: 200 };
      }),
  }),
  operation({
    method: 'POST',
    path: '/o/introspect/',
    access: PUBLIC,
    summary: 'Tells a client about a token of its own (RFC 7662)',
    body: TokenQuestion,
    replies: { 200: Introspection, 400: OAuthProblem, 401: OAuthProblem },
    handle: ({ context, body, header }) =>
      answerOAuth(async () => ok(await introspectToken(context, body, header('authorization')))),
  }),
  operation({
    method: 'POST',
    path: '/o/register/',
    access: PUBLIC,
    summary: 'Registers an application (RFC 7591)',
    body: ClientRegistration,
    replies: { 201: RegisteredClient, 400: OAuthProblem, 429: Detail },
    throttle: 'client_registration',
    handle: ({ context, body }) => answerOAuth(async () => created(await registerClient(context, body))),
  }),
];
