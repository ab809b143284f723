import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import {
  allow,
  AUTHORISE,
  authorisationOf,
  CLI,
  CLI_REDIRECT,
  logIn,
  newChallenge,
  postForm,
  registerApplication,
  type Tokens,
} from '../../testing/management/oauth-client.ts';
import { createMember, createPerson } from '../../testing/management/people.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const ME = '/api/v1/auth/users/me/';
const statusOf = async (token: string) => (await management.call('GET', ME, { as: `Bearer ${token}` })).status;
const exchange = (fields: Record<string, string>, headers?: Record<string, string>) =>
  postForm(management, '/o/token/', fields, headers);
const refresh = (token: string, more: Record<string, string> = {}) =>
  exchange({ grant_type: 'refresh_token', refresh_token: token, client_id: CLI, ...more });
const errorOf = ({ status, body }: { status: number; body: unknown }) => [status, (body as { error: string }).error];
const rotateLongAgo = (refreshToken: string) =>
  management.pool.query(
    "update oauth_tokens set rotated_at = now() - interval '121 seconds' where refresh_token_hash = $1",
    [createHash('sha256').update(refreshToken).digest('hex')],
  );

test('consent: allowed → a code for the redirect URI, and an entry in the log of each organisation', async () => {
  const { organisationId } = await createScene(management.pool);
  const { authorization } = await createMember(management.pool, organisationId, 'USER');
  const { challenge } = newChallenge();

  const shown = await management.call('GET', `${AUTHORISE}?${new URLSearchParams(authorisationOf(challenge))}`, {
    as: authorization,
  });
  const { back } = await allow(management, authorization);

  expect(shown).toMatchObject({
    status: 200,
    body: {
      application: { name: 'Flagsmith CLI', client_id: CLI },
      scopes: { 'admin-api': expect.stringContaining('your account') },
      redirect_uri: CLI_REDIRECT,
      is_verified: true,
    },
  });
  expect(back.origin + back.pathname).toBe(CLI_REDIRECT);
  expect(Object.fromEntries(back.searchParams)).toEqual({
    code: expect.stringMatching(/^hyc_[0-9a-f]{64}$/),
    state: 'its state',
    iss: 'http://halyard.test',
  });
  expect(await auditTrail(management.pool, organisationId)).toEqual(['USER UPDATE']);
});

test('consent: denied → the application learns no more than that, and no code is stored', async () => {
  const { id, authorization } = await createPerson(management.pool);

  const { body } = await management.call('POST', AUTHORISE, {
    as: authorization,
    body: { ...authorisationOf(newChallenge().challenge), allow: false },
  });

  const back = new URL((body as { redirect_uri: string }).redirect_uri);
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state: 'its state' });
  expect(back.searchParams.has('code')).toBe(false);
  expect((await management.pool.query('select from oauth_grants where user_id = $1', [id])).rows).toEqual([]);
});

test('consent: unknown client or foreign redirect URI → refused without a way to leave; other faults → with one', async () => {
  const { authorization } = await createPerson(management.pool);
  const { asked } = await registerApplication(management);
  const { challenge } = newChallenge();
  const send = (more: Record<string, string>, drop: string[] = []) => {
    const fields = Object.entries(authorisationOf(challenge, more)).filter(([name]) => !drop.includes(name));
    return management.call('POST', AUTHORISE, {
      as: authorization,
      body: { ...Object.fromEntries(fields), allow: true },
    });
  };

  const lost = await Promise.all([
    send({ client_id: 'nobody' }),
    send({ client_id: '\0' }),
    send({}, ['client_id']),
    send({}, ['redirect_uri']),
    send({ redirect_uri: 'https://evil.example/callback' }),
    send({ redirect_uri: asked.redirect_uri }),
    send({ ...asked, redirect_uri: CLI_REDIRECT }),
  ]);
  const led = await Promise.all([
    send({ response_type: 'token' }),
    send({}, ['code_challenge']),
    send({ code_challenge_method: 'plain' }),
    send({}, ['code_challenge_method']),
    send({ code_challenge: 'short' }),
    send({ scope: 'mcp' }),
    send({ ...asked, scope: 'admin-api' }),
  ]);

  for (const answer of lost) {
    expect(errorOf(answer)).toEqual([400, 'invalid_request']);
    expect(answer.body).not.toHaveProperty('redirect_uri');
  }
  expect(led.map(errorOf)).toEqual([
    [400, 'unsupported_response_type'],
    ...Array.from({ length: 4 }, () => [400, 'invalid_request']),
    [400, 'invalid_scope'],
    [400, 'invalid_scope'],
  ]);
  for (const { body } of led) {
    const { error, redirect_uri } = body as { error: string; redirect_uri: string };
    expect(Object.fromEntries(new URL(redirect_uri).searchParams)).toMatchObject({ error, state: 'its state' });
  }
});

test('consent: by nobody, a master key’s or an application’s credentials → none', async () => {
  const { authorization } = await createPerson(management.pool);
  const { access_token } = await logIn(management, authorization);
  const body = { ...authorisationOf(newChallenge().challenge), allow: true };

  expect((await management.call('POST', AUTHORISE, { body })).status).toBe(401);
  expect(await management.call('POST', AUTHORISE, { as: `Bearer ${access_token}`, body })).toMatchObject({
    status: 403,
    body: { code: 'insufficient_scope' },
  });
});

test('code: exchanged → tokens that act as the user, of which only hashes are stored', async () => {
  const { id, email, authorization } = await createPerson(management.pool);
  const asked = await allow(management, authorization);

  const answer = await exchange(asked.exchange);

  const tokens = answer.body as Tokens;
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(tokens).toEqual({
    access_token: expect.stringMatching(/^hya_[0-9a-f]{64}$/),
    token_type: 'Bearer',
    expires_in: 900,
    refresh_token: expect.stringMatching(/^hyr_[0-9a-f]{64}$/),
    scope: 'admin-api',
  });
  expect((await management.call('GET', ME, { as: `Bearer ${tokens.access_token}` })).body).toMatchObject({ id, email });
  const stored = await management.pool.query(
    'select t::text, g::text from oauth_tokens t, oauth_grants g where t.user_id = $1 and g.user_id = $1',
    [id],
  );
  expect(stored.rows).toHaveLength(1);
  for (const secret of [tokens.access_token, tokens.refresh_token, asked.exchange.code]) {
    expect(JSON.stringify(stored.rows)).not.toContain(secret.slice(4));
  }
});

test('code: with another verifier, redirect URI or client, or too late → invalid_grant, no token', async () => {
  const { id, authorization } = await createPerson(management.pool);
  const other = await registerApplication(management);
  const asked = await allow(management, authorization);

  for (const wrong of [
    { code_verifier: newChallenge().verifier },
    { code_verifier: '' },
    { code_verifier: 'short' },
    { redirect_uri: 'http://127.0.0.1:1/callback' },
    { redirect_uri: '' },
    { client_id: other.client_id },
    { code: `hyc_${'0'.repeat(64)}` },
  ]) {
    expect([wrong, ...errorOf(await exchange({ ...asked.exchange, ...wrong }))]).toEqual([wrong, 400, 'invalid_grant']);
  }
  const { code_verifier: _, ...withoutVerifier } = asked.exchange;
  expect(errorOf(await exchange(withoutVerifier))).toEqual([400, 'invalid_grant']);
  await management.pool.query('update oauth_grants set expires_at = now() where user_id = $1', [id]);
  expect(errorOf(await exchange(asked.exchange))).toEqual([400, 'invalid_grant']);
  expect((await management.pool.query('select from oauth_tokens where user_id = $1', [id])).rows).toEqual([]);
});

test('code: lives for ten minutes at most', async () => {
  const { id, authorization } = await createPerson(management.pool);
  await allow(management, authorization);

  const { rows } = await management.pool.query(
    'select extract(epoch from expires_at - created_at)::float as seconds from oauth_grants where user_id = $1',
    [id],
  );

  expect(rows[0].seconds).toBeLessThanOrEqual(600);
  expect(rows[0].seconds).toBeGreaterThan(200);
});

test('code: used a second time → refused, and what the first time gave is dead', async () => {
  const { authorization } = await createPerson(management.pool);
  const asked = await allow(management, authorization);
  const { access_token, refresh_token } = (await exchange(asked.exchange)).body as Tokens;
  expect(await statusOf(access_token)).toBe(200);

  expect(errorOf(await exchange(asked.exchange))).toEqual([400, 'invalid_grant']);

  expect(await statusOf(access_token)).toBe(401);
  expect(errorOf(await refresh(refresh_token))).toEqual([400, 'invalid_grant']);
});

test('code: exchanged many times at once → one answer has tokens at most', async () => {
  const { authorization } = await createPerson(management.pool);
  const asked = await allow(management, authorization);

  const answers = await Promise.all(Array.from({ length: 6 }, () => exchange(asked.exchange)));

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('access token: expired → 401 that names the scheme', async () => {
  const { id, authorization } = await createPerson(management.pool);
  const { access_token } = await logIn(management, authorization);
  await management.pool.query('update oauth_tokens set expires_at = now() where user_id = $1', [id]);

  const answer = await management.call('GET', ME, { as: `Bearer ${access_token}` });

  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  for (const wrong of ['', 'x', `hya_${'0'.repeat(64)}`, 'eyJhbGciOiJub25lIn0.e30.']) {
    expect(await statusOf(wrong)).toBe(401);
  }
});

test('refresh: rotated; the old one works once more while an answer may have been lost', async () => {
  const { authorization } = await createPerson(management.pool);
  const first = await logIn(management, authorization);

  const second = (await refresh(first.refresh_token)).body as Tokens;
  const again = (await refresh(first.refresh_token)).body as Tokens;

  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(await statusOf(second.access_token)).toBe(200);
  expect(await statusOf(again.access_token)).toBe(200);
});

test('refresh: a rotated token after the grace → the whole family is dead', async () => {
  const { authorization } = await createPerson(management.pool);
  const first = await logIn(management, authorization);
  const elsewhere = await logIn(management, authorization);
  const second = (await refresh(first.refresh_token)).body as Tokens;
  await rotateLongAgo(first.refresh_token);

  expect(errorOf(await refresh(first.refresh_token))).toEqual([400, 'invalid_grant']);

  expect(await statusOf(second.access_token)).toBe(401);
  expect(errorOf(await refresh(second.refresh_token))).toEqual([400, 'invalid_grant']);
  expect(await statusOf(elsewhere.access_token)).toBe(200);
});

test('refresh: a rotated token within the grace, whose successor has been used → the whole family is dead', async () => {
  const { authorization } = await createPerson(management.pool);
  const first = await logIn(management, authorization);
  const second = (await refresh(first.refresh_token)).body as Tokens;
  const third = (await refresh(second.refresh_token)).body as Tokens;

  expect(errorOf(await refresh(first.refresh_token))).toEqual([400, 'invalid_grant']);

  expect(await statusOf(third.access_token)).toBe(401);
});

test('refresh: by another client, expired, or for another scope → refused', async () => {
  const { id, authorization } = await createPerson(management.pool);
  const other = await registerApplication(management);
  const { refresh_token } = await logIn(management, authorization);

  expect(errorOf(await refresh(refresh_token, { client_id: other.client_id }))).toEqual([400, 'invalid_grant']);
  expect(errorOf(await refresh(refresh_token, { scope: 'mcp' }))).toEqual([400, 'invalid_scope']);
  await management.pool.query('update oauth_tokens set refresh_expires_at = now() where user_id = $1', [id]);
  expect(errorOf(await refresh(refresh_token))).toEqual([400, 'invalid_grant']);
});

test('token endpoint: faults of the request → in the shape of RFC 6749', async () => {
  expect(errorOf(await exchange({ client_id: CLI }))).toEqual([400, 'invalid_request']);
  expect(errorOf(await exchange({ client_id: CLI, grant_type: 'password' }))).toEqual([400, 'unsupported_grant_type']);
  expect(errorOf(await exchange({ client_id: CLI, grant_type: 'authorization_code' }))).toEqual([
    400,
    'invalid_request',
  ]);
  const unknown = await exchange({ client_id: 'nobody', grant_type: 'refresh_token' });
  expect(errorOf(unknown)).toEqual([401, 'invalid_client']);
  expect(unknown.headers.get('www-authenticate')).toMatch(/^Basic/);
  expect(errorOf(await exchange({ client_id: CLI, client_secret: 'x', grant_type: 'refresh_token' }))).toEqual([
    401,
    'invalid_client',
  ]);
});

test('confidential client: by Basic or by form → tokens; with a wrong secret, none, or two ways → refused', async () => {
  const { authorization } = await createPerson(management.pool);
  const client = await registerApplication(management, { token_endpoint_auth_method: 'client_secret_basic' });
  const secret = client.client_secret ?? '';
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  const begin = async () => {
    const { client_id: _, ...rest } = (await allow(management, authorization, client.asked)).exchange;
    return rest;
  };
  const asked = await begin();

  expect(errorOf(await exchange({ ...asked, client_id: client.client_id }))).toEqual([401, 'invalid_client']);
  expect(errorOf(await exchange(asked, basic(`${client.client_id}:wrong`)))).toEqual([401, 'invalid_client']);
  expect(errorOf(await exchange({ ...asked, client_secret: secret }, basic(`${client.client_id}:${secret}`)))).toEqual([
    400,
    'invalid_request',
  ]);
  expect((await exchange(asked, basic(`${client.client_id}:${secret}`))).status).toBe(200);
  const posted = { ...(await begin()), client_id: client.client_id, client_secret: secret };
  expect((await exchange(posted)).status).toBe(200);
  const { rows } = await management.pool.query('select a::text from oauth_applications a where client_id = $1', [
    client.client_id,
  ]);
  expect(JSON.stringify(rows)).not.toContain(secret.slice(4));
});

test('revocation: of either token → both are dead; of a foreign or unknown one → 200 and nothing happens', async () => {
  const { authorization } = await createPerson(management.pool);
  const other = await registerApplication(management);
  const [one, two] = [await logIn(management, authorization), await logIn(management, authorization)];
  const revoke = (token: string, client_id = CLI) => postForm(management, '/o/revoke_token/', { token, client_id });

  for (const answer of [await revoke(one.refresh_token, other.client_id), await revoke('hyr_unknown')]) {
    expect(answer.status).toBe(200);
  }
  expect(await statusOf(one.access_token)).toBe(200);
  expect([(await revoke(one.refresh_token)).status, (await revoke(two.access_token)).status]).toEqual([200, 200]);

  for (const { access_token, refresh_token } of [one, two]) {
    expect(await statusOf(access_token)).toBe(401);
    expect(errorOf(await refresh(refresh_token))).toEqual([400, 'invalid_grant']);
  }
  expect(errorOf(await postForm(management, '/o/revoke_token/', { client_id: CLI }))).toEqual([400, 'invalid_request']);
});

test('introspection: of an own token → what it is for; of anything else → inactive', async () => {
  const { id, email, authorization } = await createPerson(management.pool);
  const other = await registerApplication(management);
  const { access_token, refresh_token } = await logIn(management, authorization);
  const ask = async (token: string, client_id = CLI) =>
    (await postForm(management, '/o/introspect/', { token, client_id })).body;

  expect(await ask(access_token)).toEqual({
    active: true,
    scope: 'admin-api',
    client_id: CLI,
    username: email,
    token_type: 'Bearer',
    exp: expect.any(Number),
    iat: expect.any(Number),
    sub: String(id),
  });
  expect(await ask(refresh_token)).toMatchObject({ active: true });
  expect(await ask(access_token, other.client_id)).toEqual({ active: false });
  expect(await ask('hya_unknown')).toEqual({ active: false });
});

test('discovery: issuer and endpoints → those of the address that was asked, or of what the deployment says', async () => {
  const path = '/.well-known/oauth-authorization-server';
  const said = await openManagement({
    settings: { FLAGSMITH_API_URL: 'https://api.acme.example/', FLAGSMITH_FRONTEND_URL: 'app.acme.example' },
  });

  const [plain, configured] = [await management.call('GET', path), await said.call('GET', path)];
  await said.close();

  expect(plain.body).toMatchObject({
    issuer: 'http://halyard.test',
    authorization_endpoint: 'http://halyard.test/oauth/authorize/',
    token_endpoint: 'http://halyard.test/o/token/',
    registration_endpoint: 'http://halyard.test/o/register/',
    revocation_endpoint: 'http://halyard.test/o/revoke_token/',
    introspection_endpoint: 'http://halyard.test/o/introspect/',
    scopes_supported: ['mcp', 'admin-api'],
    code_challenge_methods_supported: ['S256'],
  });
  expect(configured.body).toMatchObject({
    issuer: 'https://api.acme.example',
    authorization_endpoint: 'https://app.acme.example/oauth/authorize/',
    token_endpoint: 'https://api.acme.example/o/token/',
  });
  expect((await management.call('GET', '/.well-known/oauth-protected-resource')).body).toMatchObject({
    resource: 'http://halyard.test',
    authorization_servers: ['http://halyard.test'],
  });
});
