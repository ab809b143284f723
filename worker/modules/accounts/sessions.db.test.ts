import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newUser, PASSWORD, signUpUser } from '../../testing/management/accounts.ts';
import { openManagement, type Answer, type Management } from '../../testing/management/management.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const ME = '/api/v1/auth/users/me/';
const SESSIONS = '/api/v1/auth/sessions/';
const OWN_PAGE = { 'sec-fetch-site': 'same-origin' };

type Session = { id: number; kind: string; user_agent: string; is_current: boolean };

function signIn(email: string, headers: Record<string, string> = {}): Promise<Answer> {
  const address = { 'cf-connecting-ip': email };
  return management.call('POST', '/api/v1/auth/login/', {
    body: { email, password: PASSWORD },
    headers: { 'x-sign-in': 'cookie', ...address, ...OWN_PAGE, ...headers },
  });
}

const cookieOf = (answer: Answer) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

async function openSession() {
  const user = await signUpUser(management);
  const cookie = cookieOf(await signIn(user.email, { 'user-agent': 'Firefox' }));
  const call = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    management.call(method, path, { headers: { cookie, ...headers }, ...(body === undefined ? {} : { body }) });
  return { user, cookie, call };
}

describe('a session in a cookie', () => {
  test('signing in by password → 204, a cookie that scripts and other sites do not get, and no key', async () => {
    const { email } = await signUpUser(management);
    const answer = await signIn(email);
    expect([answer.status, answer.body]).toEqual([204, '']);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^halyard-session=[0-9a-f]{64}; /);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).toContain('Path=/');
    expect(cookie).not.toContain('Domain');
  });

  test('signing up → the account and a cookie, and no key', async () => {
    const answer = await management.call('POST', '/api/v1/auth/users/', {
      body: newUser(),
      headers: { 'x-sign-in': 'cookie', ...OWN_PAGE },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).not.toHaveProperty('key');
    const me = await management.call('GET', ME, { headers: { cookie: cookieOf(answer) } });
    expect(me.status).toBe(200);
  });

  test('without asking for a cookie → a key and no cookie, as every client of the API expects', async () => {
    const { email } = await signUpUser(management);
    const answer = await signIn(email, { 'x-sign-in': '' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ key: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('its cookie → reads; as a token, or under another name → no credential', async () => {
    const { user, cookie, call } = await openSession();
    expect((await call('GET', ME)).body).toMatchObject({ email: user.email });
    const [, key = ''] = cookie.split('=');
    expect((await management.call('GET', ME, { as: `Token ${key}` })).status).toBe(401);
    expect((await management.call('GET', ME, { headers: { cookie: `jwt=${key}` } })).status).toBe(401);
  });

  test('a key of the API in the cookie → no credential', async () => {
    const user = await signUpUser(management);
    const key = user.authorization.replace('Token ', '');
    expect((await management.call('GET', ME, { headers: { cookie: `halyard-session=${key}` } })).status).toBe(401);
  });

  test.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour of the site', { 'sec-fetch-site': 'same-site' }],
    ['by an old browser, from another origin', { origin: 'https://elsewhere.example' }],
    ['by an old browser, from a page without an origin', { origin: 'null' }],
    ['by something that says nothing of itself', {}],
    ['as a form', { ...OWN_PAGE, 'content-type': 'application/x-www-form-urlencoded' }],
    ['as plain text', { ...OWN_PAGE, 'content-type': 'text/plain' }],
  ] as [string, Record<string, string>][])('a change %s → 403, and nothing is changed', async (_where, headers) => {
    const { user, call } = await openSession();
    const answer = await call('PATCH', ME, headers, { first_name: 'Mallory' });
    expect(answer.status).toBe(403);
    expect((await call('GET', ME)).body).toMatchObject({ email: user.email, first_name: 'Grace' });
  });

  test('a change from a page of this server → done', async () => {
    const { call } = await openSession();
    expect((await call('PATCH', ME, OWN_PAGE, { first_name: 'Ada' })).status).toBe(200);
    const { body } = await call('GET', ME);
    expect(body).toMatchObject({ first_name: 'Ada' });
  });

  test('signing in for a cookie from another site → 403 and no cookie', async () => {
    const { email } = await signUpUser(management);
    const answer = await signIn(email, { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('signing in over a live session → that one has ended, others go on, and another person sees nothing of it', async () => {
    const { user, cookie, call } = await openSession();
    const elsewhere = cookieOf(await signIn(user.email));
    const next = await signUpUser(management);

    const replaced = cookieOf(await signIn(next.email, { cookie }));

    expect((await call('GET', ME)).status).toBe(401);
    expect((await management.call('GET', ME, { headers: { cookie: elsewhere } })).status).toBe(200);
    const list = (await management.call('GET', SESSIONS, { headers: { cookie: replaced } })).body as Session[];
    expect(list.filter(({ kind }) => kind === 'session')).toMatchObject([{ is_current: true }]);
  });

  test('signing in for a key, or refused, beside a live session → the session goes on', async () => {
    const { user, cookie, call } = await openSession();
    expect((await signIn(user.email, { cookie, 'x-sign-in': '' })).status).toBe(200);
    expect((await signIn(`not-${user.email}`, { cookie })).status).toBe(400);
    expect((await call('GET', ME)).status).toBe(200);
  });

  test('signing out → the cookie is taken, and is worth nothing where it was kept', async () => {
    const { call } = await openSession();
    const answer = await call('POST', '/api/v1/auth/logout/', OWN_PAGE);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^halyard-session=; Max-Age=0/);
    expect((await call('GET', ME)).status).toBe(401);
  });

  test('not used for longer than a session lasts → ended; what is open to all still answers', async () => {
    const { user, call } = await openSession();
    await management.pool.query(
      `update auth_tokens set expires_at = now() - interval '1 second' where user_id = $1 and kind = 'session'`,
      [user.id],
    );
    expect((await call('GET', ME)).status).toBe(401);
    expect((await call('GET', '/version/')).status).toBe(200);
  });

  test('a use → the session lasts for a week from then, and is noted at most every five minutes', async () => {
    const { user, call } = await openSession();
    const read = async () => {
      const { rows } = await management.pool.query(
        `select last_used_at, extract(epoch from expires_at - now())::int as seconds from auth_tokens where user_id = $1 and kind = 'session'`,
        [user.id],
      );
      return rows[0] as { last_used_at: Date | null; seconds: number };
    };
    await management.pool.query(
      `update auth_tokens set expires_at = now() + interval '1 hour' where user_id = $1 and kind = 'session'`,
      [user.id],
    );
    await call('GET', ME);
    await expect.poll(async () => (await read()).seconds).toBeGreaterThan(7 * 86_400 - 100);
    const { last_used_at: noted } = await read();
    await call('GET', ME);
    expect((await read()).last_used_at).toEqual(noted);
  });
});

describe('the sessions of an account', () => {
  test('listed → each with its kind and client, the one that asks marked, no secret', async () => {
    const { call } = await openSession();
    const { body } = await call('GET', SESSIONS);
    const sessions = body as Session[];
    expect(
      sessions.map(({ kind, is_current: isCurrent }) => `${kind} ${isCurrent}`).toSorted((a, b) => (a < b ? -1 : 1)),
    ).toEqual(['session true', 'token false']);
    expect(sessions.find((one) => one.is_current)?.user_agent).toBe('Firefox');
    expect(JSON.stringify(body)).not.toMatch(/[0-9a-f]{32}/);
  });

  test('one ended → it alone; of somebody else → 404 and it goes on', async () => {
    const [mine, theirs] = [await openSession(), await openSession()];
    const listed = (await mine.call('GET', SESSIONS)).body as Session[];
    const token = listed.find(({ kind }) => kind === 'token');
    const foreign = ((await theirs.call('GET', SESSIONS)).body as Session[]).find((one) => one.is_current);
    expect((await mine.call('DELETE', `${SESSIONS}${foreign?.id}/`, OWN_PAGE)).status).toBe(404);
    expect((await theirs.call('GET', ME)).status).toBe(200);
    expect((await mine.call('DELETE', `${SESSIONS}${token?.id}/`, OWN_PAGE)).status).toBe(204);
    expect((await management.call('GET', ME, { as: mine.user.authorization })).status).toBe(401);
    expect((await mine.call('GET', ME)).status).toBe(200);
  });

  test('all others ended → only the one that asks goes on', async () => {
    const { user, call } = await openSession();
    const second = cookieOf(await signIn(user.email));
    expect((await call('DELETE', SESSIONS, OWN_PAGE)).status).toBe(204);
    expect((await management.call('GET', ME, { as: user.authorization })).status).toBe(401);
    expect((await management.call('GET', ME, { headers: { cookie: second } })).status).toBe(401);
    expect((await call('GET', ME)).status).toBe(200);
  });

  test('a new password → every other session ends', async () => {
    const { user, call } = await openSession();
    const second = cookieOf(await signIn(user.email));
    const change = {
      current_password: PASSWORD,
      new_password: 'unlike the old one',
      re_new_password: 'unlike the old one',
    };
    expect((await call('POST', '/api/v1/auth/users/set_password/', OWN_PAGE, change)).status).toBe(204);
    expect((await management.call('GET', ME, { headers: { cookie: second } })).status).toBe(401);
    expect((await call('GET', ME)).status).toBe(200);
  });
});
