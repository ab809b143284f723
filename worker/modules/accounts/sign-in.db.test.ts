import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openManagement, type Management } from '../../testing/management/management.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const PASSWORD = 'correct horse battery';

function newUser(more: object = {}) {
  return {
    email: `${randomUUID()}@Example.com`,
    password: PASSWORD,
    first_name: 'Grace',
    last_name: 'Hopper',
    ...more,
  };
}

const post = (path: string, body: unknown, as?: string) =>
  management.call('POST', `/api/v1/auth/${path}`, { body, as });

test('sign-up, login, me, logout: the whole way → exact shapes, and the token ends with the session', async () => {
  const input = newUser({ referrer: 'x', sign_up_type: 'NO_INVITE', marketing_consent_given: true });
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
  const me = await management.call('GET', '/api/v1/auth/users/me/', { as });
  expect(me.status).toBe(200);
  expect(me.body).toEqual({
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
  expect(await management.call('GET', '/api/v1/auth/mfa/user-active-methods/', { as })).toMatchObject({
    status: 200,
    body: [],
  });
  expect((await post('logout/', {}, as)).status).toBe(204);
  expect((await management.call('GET', '/api/v1/auth/users/me/', { as })).status).toBe(401);
});
