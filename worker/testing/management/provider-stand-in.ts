import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { SunkRequest } from '../fixtures/sink.ts';
import { openIdentityIssuer, type IdentityIssuer } from './identity-issuer.ts';

/** Somebody who has an account at the providers. */
export type ProvidedPerson = { subject: number; email: string; isVerified: boolean; names: [string, string] };

/** Google and GitHub on this machine. They ask nobody: whoever comes is `person`, and agrees unless `isDenied`. */
export type ProviderStandIn = {
  issuer: IdentityIssuer;
  person: ProvidedPerson;
  isDenied: boolean;
  /** What each path answers in place of what it should. */
  statuses: Map<string, number>;
  /** Signs what Google says; tests bend it. */
  signIdToken: (claims: Record<string, unknown>) => Promise<string>;
  /** Why codes were not exchanged. */
  refusals: string[];
  /** All codes and tokens that were given out. */
  secrets: string[];
  /** What a server that is to ask here is told. */
  settings: Record<string, string>;
  close: () => Promise<void>;
};

const CLIENTS = {
  '/token': { id: 'our-app', secret: 'google-secret' },
  '/login/oauth/access_token': { id: 'our-github-app', secret: 'github-secret' },
} as const;

export async function openProviderStandIn(): Promise<ProviderStandIn> {
  const issuer = await openIdentityIssuer();
  const { url, sink } = issuer;
  const codes = new Map<string, URLSearchParams>();
  const standIn: ProviderStandIn = {
    issuer,
    person: { subject: 1, email: 'ada@example.com', isVerified: true, names: ['Ada', 'King'] },
    isDenied: false,
    statuses: new Map(),
    signIdToken: (claims) => issuer.sign(claims),
    refusals: [],
    secrets: [],
    settings: {
      GOOGLE_CLIENT_ID: CLIENTS['/token'].id,
      GOOGLE_CLIENT_SECRET: CLIENTS['/token'].secret,
      GOOGLE_URL: url,
      GOOGLE_TOKEN_URL: url,
      GOOGLE_API_URL: url,
      GITHUB_CLIENT_ID: CLIENTS['/login/oauth/access_token'].id,
      GITHUB_CLIENT_SECRET: CLIENTS['/login/oauth/access_token'].secret,
      GITHUB_URL: url,
      GITHUB_API_URL: url,
    },
    close: () => issuer.close(),
  };
  const give = () => {
    const secret = `secret-${randomUUID()}`;
    standIn.secrets.push(secret);
    return secret;
  };
  /** Sends back with a code for what was asked. */
  const agree = (query: URLSearchParams, response: ServerResponse) => {
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    if (standIn.isDenied) back.searchParams.set('error', 'access_denied');
    else {
      const code = give();
      codes.set(code, query);
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  };
  const exchange = async (path: keyof typeof CLIENTS, body: URLSearchParams): Promise<unknown> => {
    const asked = codes.get(body.get('code') ?? '');
    codes.delete(body.get('code') ?? '');
    const refuse = (why: string) => {
      standIn.refusals.push(why);
      return { error: why };
    };
    if (asked === undefined) return refuse('unknown code');
    if (body.get('client_id') !== CLIENTS[path].id || asked.get('client_id') !== CLIENTS[path].id)
      return refuse('another client');
    if (body.get('client_secret') !== CLIENTS[path].secret) return refuse('wrong secret');
    if (body.get('redirect_uri') !== asked.get('redirect_uri')) return refuse('another redirect');
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    if (asked.get('code_challenge_method') !== 'S256' || challenge !== asked.get('code_challenge'))
      return refuse('wrong verifier');
    if (path !== '/token') return { access_token: give() };
    const { subject, email, isVerified, names } = standIn.person;
    const idToken = await standIn.signIdToken({
      sub: `g-${subject}`,
      aud: CLIENTS[path].id,
      nonce: asked.get('nonce'),
      email,
      email_verified: isVerified,
      given_name: names[0],
      family_name: names[1],
    });
    standIn.secrets.push(idToken);
    return { access_token: give(), id_token: idToken };
  };
  const answer = async ({ path, body }: SunkRequest, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(path, url);
    const { subject, email, isVerified, names } = standIn.person;
    const status = standIn.statuses.get(pathname);
    if (status !== undefined) return void response.writeHead(status).end('{}');
    if (pathname === '/o/oauth2/v2/auth' || pathname === '/login/oauth/authorize') return agree(searchParams, response);
    const answers: Record<string, unknown> = {
      '/keys': issuer.documents.keys,
      '/.well-known/openid-configuration': issuer.documents.metadata,
      '/user': { id: subject, name: names.join(' ') },
      '/user/emails': [
        { email: 'other@example.com', primary: false, verified: true },
        { email, primary: true, verified: isVerified },
      ],
    };
    const isExchange = pathname === '/token' || pathname === '/login/oauth/access_token';
    response.end(JSON.stringify(isExchange ? await exchange(pathname, new URLSearchParams(body)) : answers[pathname]));
  };
  sink.answer = (request, response) => void answer(request, response);
  return standIn;
}
