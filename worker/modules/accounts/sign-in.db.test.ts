import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { openPasswords } from '../../platform/password.ts';
import { createPerson } from '../../testing/management/people.ts';
import { newUser, PASSWORD, poster, signUpUser } from '../../testing/management/accounts.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const post = poster(() => management);
const me = (as: string) => management.call('GET', '/api/v1/auth/users/me/', { as });
const refusal = { non_field_errors: ['Unable to log in with provided credentials.'] };

test('sign-up, login, me, logout: the whole way → exact shapes, and the token ends with the session', async () => {
  const input = newUser({
    email: `${randomUUID()}@Example.com`,
    referrer: 'x',
    sign_up_type: 'NO_INVITE',
    marketing_consent_given: true,
  });
  const signedUp = await post('users/', input);
  expect(signedUp.status).toBe(201);
  expect(signedUp.body).toEqual({
    id: expect.any(Number),
    email: input.email.toLowerCase(),
    first_name: 'Grace',
    last_name: 'Hopper',
    sign_up_type: 'NO_INVITE',
    is_active: true,
    marketing_consent_given: true,
    uuid: expect.any(String),
    key: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
  const login = await post('login/', { email: input.email.toUpperCase(), password: PASSWORD });
  expect(login).toMatchObject({ status: 200, body: { key: expect.stringMatching(/^[0-9a-f]{40}$/) } });
  const as = `Token ${(login.body as { key: string }).key}`;
  const shown = await me(as);
  expect(shown.status).toBe(200);
  expect(shown.body).toEqual({
    id: (signedUp.body as { id: number }).id,
    email: input.email.toLowerCase(),
    first_name: 'Grace',
    last_name: 'Hopper',
    sign_up_type: 'NO_INVITE',
    auth_type: 'EMAIL',
    is_superuser: false,
    date_joined: expect.stringMatching(/Z$/),
    uuid: expect.any(String),
    pylon_email_signature: '',
    onboarding: null,
  });
  const methods = await management.call('GET', '/api/v1/auth/mfa/user-active-methods/', { as });
  expect(methods).toMatchObject({ status: 200, body: [] });
  expect((await post('logout/', {}, as)).status).toBe(204);
  expect((await me(as)).status).toBe(401);
  expect((await me(`Token ${(signedUp.body as { key: string }).key}`)).status).toBe(200);
});

test('DELETE token: → that token is worth nothing afterwards', async () => {
  const { authorization: as } = await signUpUser(management);
  expect((await management.call('DELETE', '/api/v1/auth/token/', { as })).status).toBe(204);
  expect((await me(as)).status).toBe(401);
});

test('tokens and passwords: at rest → hashes only', async () => {
  const { id, authorization } = await signUpUser(management);
  const { rows } = await management.pool.query(
    'select u.password_hash, t.token_hash from users u join auth_tokens t on t.user_id = u.id where u.id = $1',
    [id],
  );
  expect(rows[0].password_hash).toMatch(/^\$scrypt\$/);
  expect(rows[0].token_hash).not.toContain(authorization.slice('Token '.length));
});

test.each([
  ['a wrong password', async () => (await signUpUser(management)).email, 'wrong'],
  ['an unknown address', async () => `${randomUUID()}@example.com`, PASSWORD],
  ['no password', async () => (await createPerson(management.pool)).email, PASSWORD],
  [
    'an inactive account',
    async () => {
      const { id, email } = await signUpUser(management);
      await management.pool.query('update users set is_active = false where id = $1', [id]);
      return email;
    },
    PASSWORD,
  ],
])('login: %s → 400 with the one refusal', async (_, prepare, password) => {
  const answer = await post('login/', { email: await prepare(), password });
  expect(answer).toMatchObject({ status: 400, body: refusal });
});

test('login: fields are missing → 400 naming them', async () => {
  expect(await post('login/', {})).toMatchObject({
    status: 400,
    body: { email: ['This field is required.'], password: ['This field is required.'] },
  });
});

test('login: the 21st try a minute from one address → 429 with Retry-After; from another address it goes on', async () => {
  const address = randomUUID();
  for (let turn = 0; turn < 20; turn += 1) {
    const answer = await post('login/', { email: `${randomUUID()}@example.com`, password: 'x' }, undefined, address);
    expect(answer.status).toBe(400);
  }
  const refused = await post('login/', { email: 'a@example.com', password: 'x' }, undefined, address);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await post('login/', { email: 'a@example.com', password: 'x' })).status).toBe(400);
});

test('login: the 21st try a minute of one account from many addresses → 429, also with the right password, in any case', async () => {
  const { email } = await signUpUser(management);
  for (let turn = 0; turn < 20; turn += 1) {
    expect((await post('login/', { email, password: 'wrong' })).status).toBe(400);
  }
  expect((await post('login/', { email: email.toUpperCase(), password: PASSWORD })).status).toBe(429);
});

test('me: seen again within half an hour → last_login stays; later → it moves', async () => {
  const { id, authorization: as } = await signUpUser(management);
  const lastLogin = async () =>
    (await management.pool.query('select last_login from users where id = $1', [id])).rows[0].last_login as Date | null;
  expect(await lastLogin()).toBeNull();
  await me(as);
  const first = await lastLogin();
  expect(first).not.toBeNull();
  await me(as);
  expect(await lastLogin()).toEqual(first);
  await management.pool.query(`update users set last_login = now() - interval '31 minutes' where id = $1`, [id]);
  await me(as);
  expect((await lastLogin())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? 0);
});

test('login: PREVENT_EMAIL_PASSWORD → 403 for login and sign-up', async () => {
  const closed = await openManagement({ settings: { PREVENT_EMAIL_PASSWORD: 'True' } });
  try {
    const body = { email: 'a@example.com', password: PASSWORD };
    expect((await closed.call('POST', '/api/v1/auth/login/', { body })).status).toBe(403);
    expect((await closed.call('POST', '/api/v1/auth/users/', { body: newUser() })).status).toBe(403);
  } finally {
    await closed.close();
  }
});

test('login: somebody sends what is refused without a hash, again and again → others sign in all the same', async () => {
  const passwords = openPasswords({ cost: { ln: 4, r: 8, p: 1 }, gapMs: 60_000, burst: 0, patienceMs: 50 });
  const guarded = await openManagement({ ports: { passwords }, settings: { LOGIN_THROTTLE_RATE: '1/h' } });
  const { email } = await createPerson(guarded.pool, { passwordHash: await management.ports.passwords.hash(PASSWORD) });
  const login = (body: object, address: string) => poster(() => guarded)('login/', body, undefined, address);
  for (let request = 0; request < 5; request += 1) {
    expect((await login({ email }, 'attacker')).status).toBe(request === 0 ? 400 : 429);
  }
  expect((await login({ email, password: PASSWORD }, 'guest')).status).toBe(200);
  expect((await login({ email, password: PASSWORD }, 'late guest')).status).toBe(429);
  await guarded.close();
});
