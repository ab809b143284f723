import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMember } from '../management/people.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

/** What Flagsmith's CLI sends and checks when somebody logs in, played by a client of our own. */
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterAll(() => server.stop());

const CLIENT = 'flagsmith-cli';
type Metadata = { issuer: string; authorization_endpoint: string; token_endpoint: string; revocation_endpoint: string };
type Tokens = { access_token: string; refresh_token: string; expires_in: number; scope: string };

async function discover(): Promise<Metadata> {
  const metadata = (await (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json()) as Metadata;
  // The client refuses any other issuer, and to send secrets to any other origin.
  expect(metadata.issuer.replace(/\/$/, '')).toBe(server.url);
  for (const endpoint of [metadata.token_endpoint, metadata.revocation_endpoint]) {
    expect(new URL(endpoint).origin).toBe(server.url);
  }
  return metadata;
}

const post = (url: string, form: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ client_id: CLIENT, ...form }) });
const api = (token: string, path: string, init: RequestInit = {}) =>
  fetch(server.url + path, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': 'flagsmith-cli/2' },
  });

test(
  'CLI: discovery, consent, tokens, calls, refresh, reuse of a rotated token, log-out',
  { timeout: 60_000 },
  async () => {
    const [demo] = server.demo;
    const organisationId = demo!.organisationId;
    const person = await createMember(server.db, organisationId, 'ADMIN');
    const metadata = await discover();
    const verifier = randomBytes(32).toString('base64url');
    const redirect_uri = 'http://127.0.0.1:43123/callback';
    const page = new URL(metadata.authorization_endpoint);
    for (const [name, value] of Object.entries({
      client_id: CLIENT,
      response_type: 'code',
      scope: 'admin-api',
      redirect_uri,
      state: 'state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })) {
      page.searchParams.set(name, value);
    }
    expect((await fetch(page)).headers.get('content-type')).toContain('text/html');

    const consent = await fetch(`${server.url}/api/v1/oauth/authorize/`, {
      method: 'POST',
      headers: { authorization: person.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ ...Object.fromEntries(page.searchParams), allow: true }),
    });
    const back = new URL(((await consent.json()) as { redirect_uri: string }).redirect_uri);
    expect(back.searchParams.get('state')).toBe('state');
    const granted = await post(metadata.token_endpoint, {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri,
      code_verifier: verifier,
    });
    const first = (await granted.json()) as Tokens;
    expect([granted.status, first.expires_in, first.scope]).toEqual([200, 900, 'admin-api']);

    expect(await (await api(first.access_token, '/api/v1/auth/users/me/')).json()).toMatchObject({
      email: person.email,
    });
    const organisations = (await (await api(first.access_token, '/api/v1/organisations/')).json()) as { count: number };
    expect(organisations.count).toBe(1);
    const made = await api(first.access_token, `/api/v1/projects/${demo!.projectId}/features/`, {
      method: 'POST',
      body: JSON.stringify({ name: 'made_by_cli' }),
    });
    expect(made.status).toBe(201);
    const written = await api(
      first.access_token,
      `/api/__future__/environments/${demo!.clientKey}/features/${((await made.json()) as { id: number }).id}/`,
      { method: 'PATCH', body: JSON.stringify({ environment_default: { enabled: true } }) },
    );
    expect(written.status).toBe(200);

    const refresh = (token: string) =>
      post(metadata.token_endpoint, { grant_type: 'refresh_token', refresh_token: token });
    const second = (await (await refresh(first.refresh_token)).json()) as Tokens;
    expect((await api(second.access_token, '/api/v1/auth/users/me/')).status).toBe(200);
    await server.db.query(
      "update oauth_tokens set rotated_at = now() - interval '3 minutes' where rotated_at is not null",
    );
    const replayed = await refresh(first.refresh_token);
    expect([replayed.status, ((await replayed.json()) as { error: string }).error]).toEqual([400, 'invalid_grant']);
    expect((await refresh(second.refresh_token)).status).toBe(400);
    expect((await api(second.access_token, '/api/v1/auth/users/me/')).status).toBe(401);
    expect((await post(metadata.revocation_endpoint, { token: second.refresh_token })).status).toBe(200);
  },
);

test('CLI: version that it looks for → new enough for it to write flags', async () => {
  const { image_tag: tag } = (await (await fetch(`${server.url}/version/`)).json()) as { image_tag: string };
  const [major = 0, minor = 0] = tag.split('.').map(Number);

  expect(major * 1_000 + minor).toBeGreaterThanOrEqual(2_263);
});

test('page of another origin → may ask for tokens and discovery', async () => {
  for (const path of ['/o/token/', '/o/register/', '/.well-known/oauth-authorization-server']) {
    const answer = await fetch(server.url + path, {
      method: 'OPTIONS',
      headers: { origin: 'https://inspector.example', 'access-control-request-method': 'POST' },
    });
    expect([path, answer.headers.get('access-control-allow-origin')]).toEqual([path, '*']);
  }
});
