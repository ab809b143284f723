import { createHash, randomBytes } from 'node:crypto';
import type { Answer, Management } from './management.ts';

export const CLI = 'flagsmith-cli';
export const CLI_REDIRECT = 'http://127.0.0.1:41999/callback';
export const AUTHORISE = '/api/v1/oauth/authorize/';

export type Tokens = {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  scope: string;
  token_type: string;
};

/** What an application keeps to itself, and what of it travels with the request for consent. */
export function newChallenge(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** The request for consent of our own command line client, unless told otherwise. */
export function authorisationOf(challenge: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    client_id: CLI,
    redirect_uri: CLI_REDIRECT,
    response_type: 'code',
    scope: 'admin-api',
    state: 'its state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  };
}

/** Posts a form, as the protocol wants it. */
export function postForm(
  management: Management,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return management.call('POST', path, {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
}

/** A code that somebody allowed, and what it takes to exchange it. */
export async function allow(management: Management, as: string, more: Record<string, string> = {}) {
  const { verifier, challenge } = newChallenge();
  const asked = authorisationOf(challenge, more);
  const answer = await management.call('POST', AUTHORISE, { as, body: { ...asked, allow: true } });
  if (answer.status !== 200) throw new Error(`consent answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  const back = new URL((answer.body as { redirect_uri: string }).redirect_uri);
  return {
    back,
    exchange: {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: asked['redirect_uri'] ?? '',
      client_id: asked['client_id'] ?? '',
      code_verifier: verifier,
    },
  };
}

/** The tokens of an application that somebody allowed. */
export async function logIn(management: Management, as: string, more: Record<string, string> = {}): Promise<Tokens> {
  const { exchange } = await allow(management, as, more);
  const { status, body } = await postForm(management, '/o/token/', exchange);
  if (status !== 200) throw new Error(`the token endpoint answered ${status}: ${JSON.stringify(body)}`);
  return body as Tokens;
}

/** An application that nobody vouches for, as parameters of `logIn`. */
export async function registerApplication(management: Management, more: object = {}) {
  const redirect = 'https://assistant.example/callback';
  const { status, body } = await management.call('POST', '/o/register/', {
    body: { client_name: 'Assistant', redirect_uris: [redirect], ...more },
  });
  if (status !== 201) throw new Error(`registration answered ${status}: ${JSON.stringify(body)}`);
  const client = body as { client_id: string; client_secret?: string };
  return { ...client, asked: { client_id: client.client_id, redirect_uri: redirect, scope: 'mcp' } };
}
