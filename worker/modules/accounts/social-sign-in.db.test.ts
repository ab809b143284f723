import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openOutbound } from '../../platform/outbound.ts';
import { openSink, type Sink } from '../../testing/fixtures/sink.ts';
import { listAudit, poster, PASSWORD, readLink, signUpUser } from '../../testing/management/accounts.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';

let management: Management;
let provider: Sink;
let settings: Record<string, string>;
/** What the provider answers by path; a number is a status. */
let answers: Record<string, unknown>;
const post = poster(() => management);

beforeAll(async () => {
  provider = await openSink();
  provider.answer = (request, response) => {
    const answer = answers[request.path];
    response.statusCode = typeof answer === 'number' ? answer : answer === undefined ? 404 : 200;
    response.end(JSON.stringify(answer ?? null));
  };
  management = await openManagement();
  management.ports.outbound = openOutbound({ allowHttp: true, allowPrivate: true });
  management.ports.setting = (name) => settings[name];
});
afterAll(async () => {
  await management.close();
  await provider.close();
});

let people = 0;
let email: string;
beforeEach(() => {
  people += 1;
  email = `person-${people}@example.com`;
  settings = {
    GOOGLE_CLIENT_ID: 'our-app',
    GOOGLE_API_URL: provider.url,
    GITHUB_CLIENT_ID: 'our-github-app',
    GITHUB_CLIENT_SECRET: 'github-secret',
    GITHUB_URL: provider.url,
    GITHUB_API_URL: provider.url,
  };
  answers = {
    '/oauth2/v3/tokeninfo': { aud: 'our-app', sub: `g-${people}` },
    '/oauth2/v3/userinfo': { sub: `g-${people}`, email, email_verified: true, given_name: 'Ada', family_name: 'King' },
    '/login/oauth/access_token': { access_token: 'github-token' },
    '/user': { id: 1_000 + people, name: 'Ada Augusta King' },
    '/user/emails': [
      { email: 'other@example.com', primary: false, verified: true },
      { email, primary: true, verified: true },
    ],
  };
});

const google = (more: object = {}) => post('oauth/google/', { access_token: 'google-token', ...more });
const github = (more: object = {}) => post('oauth/github/', { access_token: 'github-code', ...more });
const keyOf = (answer: { body: unknown }) => (answer.body as { key: string }).key;
const whoIs = async (key: string) =>
  (await management.call('GET', '/api/v1/auth/users/me/', { as: `Token ${key}` })).body as Record<string, unknown>;
const countUsers = async () =>
  (await management.pool.query('select count(*)::int as n from users')).rows[0].n as number;

test('Google: nobody known → an account with the names, signed in; again → the same account', async () => {
  const first = await google();
  expect(first).toMatchObject({ status: 200, body: { is_new_user: true } });
  const me = await whoIs(keyOf(first));
  expect(me).toMatchObject({ email, first_name: 'Ada', last_name: 'King', auth_type: 'GOOGLE' });
  const again = await google();
  expect(again.body).toMatchObject({ is_new_user: false });
  expect((await whoIs(keyOf(again)))['id']).toBe(me['id']);
  expect(provider.requests.at(-1)?.headers.authorization ?? provider.requests.at(-2)?.headers.authorization).toBe(
    'Bearer google-token',
  );
});

test('Google: the address has changed there → still the account of the same subject', async () => {
  const me = await whoIs(keyOf(await google()));
  answers['/oauth2/v3/userinfo'] = { sub: `g-${people}`, email: 'new@example.com', email_verified: true };
  expect((await whoIs(keyOf(await google())))['id']).toBe(me['id']);
});

test.each([
  ['was given to another application', { '/oauth2/v3/tokeninfo': { aud: 'another-app', sub: 'g' } }],
  ['is of somebody else', { '/oauth2/v3/tokeninfo': { aud: 'our-app', sub: 'somebody-else' } }],
  ['is refused', { '/oauth2/v3/tokeninfo': 400 }],
  ['cannot be looked up', { '/oauth2/v3/userinfo': 500 }],
  ['leads to an answer that is none', { '/oauth2/v3/userinfo': ['what'] }],
])('Google: the token %s → 502 with a message, and no account', async (_, more) => {
  Object.assign(answers, more);
  const before = await countUsers();
  expect(await google()).toMatchObject({ status: 502, body: { message: expect.any(String) } });
  expect(await countUsers()).toBe(before);
});

test('Google: the address is not verified → 502 and no account, and no way into the account of that address', async () => {
  const { authorization } = await signUpUser(management, { email });
  answers['/oauth2/v3/userinfo'] = { sub: `g-${people}`, email, email_verified: false };
  const before = await countUsers();
  expect((await google()).status).toBe(502);
  expect(await countUsers()).toBe(before);
  expect((await whoIs(authorization.slice(6)))['email']).toBe(email);
});

test('Google: an account with the verified address exists → linked; its password and sessions, which nobody has proven, end', async () => {
  const { authorization } = await signUpUser(management, { email });
  const made = await management.call('POST', '/api/v1/organisations/', { as: authorization, body: { name: 'Acme' } });
  await post('users/reset_password/', { email });
  const { uid, token } = readLink(management, email);
  const linked = await google();
  expect(linked).toMatchObject({ status: 200, body: { is_new_user: false } });
  expect(await whoIs(keyOf(linked))).toMatchObject({ email, auth_type: 'GOOGLE' });
  expect((await management.call('GET', '/api/v1/auth/users/me/', { as: authorization })).status).toBe(401);
  expect((await post('login/', { email, password: PASSWORD })).status).toBe(400);
  const reset = { uid, token, new_password: 'another-Phrase-7', re_new_password: 'another-Phrase-7' };
  expect(await post('users/reset_password_confirm/', reset)).toMatchObject({
    status: 400,
    body: { token: [expect.any(String)] },
  });
  const audit = await listAudit(management, (made.body as { id: number }).id);
  expect(audit.at(-1)).toMatchObject({ related_object_type: 'USER', log: 'Signs in with Google from now on' });
});

test('Google: an account whose address was proven by a mail exists → linked, and its password stays', async () => {
  await signUpUser(management, { email });
  settings['ENABLE_EMAIL_ACTIVATION'] = 'True';
  expect((await google()).status).toBe(200);
  expect((await post('login/', { email, password: PASSWORD })).status).toBe(200);
});

test('GitHub: a code → exchanged with the secret, and the primary verified address counts', async () => {
  provider.requests.length = 0;
  const answer = await github();
  expect(answer).toMatchObject({ status: 200, body: { is_new_user: true } });
  expect(await whoIs(keyOf(answer))).toMatchObject({
    email,
    first_name: 'Ada',
    last_name: 'Augusta King',
    auth_type: 'GITHUB',
  });
  const exchange = new URLSearchParams(provider.requests[0]?.body);
  expect(Object.fromEntries(exchange)).toEqual({
    client_id: 'our-github-app',
    client_secret: 'github-secret',
    code: 'github-code',
  });
});

test('GitHub: the primary address is not verified, or the code is refused → 502, and no account', async () => {
  answers['/user/emails'] = [{ email, primary: true, verified: false }];
  const before = await countUsers();
  expect((await github()).status).toBe(502);
  answers['/login/oauth/access_token'] = { error: 'bad_verification_code' };
  expect((await github()).status).toBe(502);
  expect(await countUsers()).toBe(before);
});

test('sign-up is closed → 403 and no account; who has an account signs in', async () => {
  settings['PREVENT_SIGNUP'] = 'True';
  expect((await google()).status).toBe(403);
  delete settings['PREVENT_SIGNUP'];
  settings['ALLOW_REGISTRATION_WITHOUT_INVITE'] = 'False';
  expect((await github({ sign_up_type: 'INVITE_LINK', invite_hash: 'invented' })).status).toBe(403);
  delete settings['ALLOW_REGISTRATION_WITHOUT_INVITE'];
  expect((await google()).status).toBe(200);
  settings['PREVENT_SIGNUP'] = 'True';
  expect((await google()).status).toBe(200);
});

test('the provider is not set up → 403 that names what is missing', async () => {
  delete settings['GOOGLE_CLIENT_ID'];
  expect(await google()).toMatchObject({ status: 403, body: { detail: expect.stringContaining('GOOGLE_CLIENT_ID') } });
});

test('an account that is switched off → 403, and no session', async () => {
  const me = await whoIs(keyOf(await google()));
  await management.pool.query('update users set is_active = false where id = $1', [me['id']]);
  expect((await google()).status).toBe(403);
});
