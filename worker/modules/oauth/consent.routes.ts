import {
  AuthorisationQuery,
  AuthorisationRequest,
  Consent,
  ConsentAnswer,
  OAuthProblem,
} from '../../contract/oauth.ts';
import { IN_PERSON } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { decide, describeRequest } from './consent.service.ts';
import { answerOAuth } from './oauth-fault.ts';

const AUTHORISE = '/api/v1/oauth/authorize/';

export const consentOperations = [
  operation({
    method: 'GET',
    path: AUTHORISE,
    access: IN_PERSON,
    summary: 'Shows what an application asks the caller for',
    query: AuthorisationQuery,
    replies: { 200: AuthorisationRequest, 400: OAuthProblem },
    handle: ({ context, query }) => answerOAuth(async () => ok(await describeRequest(context, query))),
  }),
  operation({
    method: 'POST',
    path: AUTHORISE,
    access: IN_PERSON,
    summary: 'Allows an application to act for the caller, or refuses',
    body: Consent,
    replies: { 200: ConsentAnswer, 400: OAuthProblem },
    handle: ({ context, body: { allow, ...request } }) =>
      answerOAuth(async () => ok(await decide(context, request, allow))),
  }),
];
