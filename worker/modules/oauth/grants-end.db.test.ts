import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import { PASSWORD, signUpUser } from '../../testing/management/accounts.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { allow, CLI, logIn, postForm, registerApplication } from '../../testing/management/oauth-client.ts';
import { createMember, createPerson } from '../../testing/management/people.ts';
import { purgeOAuth } from './purge.service.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const ME = '/api/v1/auth/users/me/';
const call = (method: string, path: string, token: string, body?: unknown) =>
  management.call(method, path, { as: `Bearer ${token}`, ...(body === undefined ? {} : { body }) });
const statusOf = async (token: string) => (await call('GET', ME, token)).status;
const refresh = async (refresh_token: string) =>
  (await postForm(management, '/o/token/', { grant_type: 'refresh_token', refresh_token, client_id: CLI })).status;

test('password changed → tokens and open codes of applications are dead', async () => {
  const { authorization } = await signUpUser(management);
  const tokens = await logIn(management, authorization);
  const open = await allow(management, authorization);

  const changed = await management.call('POST', '/api/v1/auth/users/set_password/', {
    as: authorization,
    body: { current_password: PASSWORD, new_password: 'another long one', re_new_password: 'another long one' },
  });

  expect(changed.status).toBe(204);
  expect(await statusOf(tokens.access_token)).toBe(401);
  expect(await refresh(tokens.refresh_token)).toBe(400);
  expect((await postForm(management, '/o/token/', open.exchange)).status).toBe(400);
});

test('account deactivated → neither its tokens nor its codes work; deleted → they are gone', async () => {
  const { id, authorization } = await createPerson(management.pool);
  const tokens = await logIn(management, authorization);
  const open = await allow(management, authorization);

  await management.pool.query('update users set is_active = false where id = $1', [id]);

  expect(await statusOf(tokens.access_token)).toBe(401);
  expect(await refresh(tokens.refresh_token)).toBe(400);
  expect((await postForm(management, '/o/token/', open.exchange)).status).toBe(400);
  await management.pool.query('delete from users where id = $1', [id]);
  expect(await statusOf(tokens.access_token)).toBe(401);
});

test('log-out by an application → its own grant ends, the user’s session and other applications go on', async () => {
  const { authorization } = await createPerson(management.pool);
  const [one, two] = [await logIn(management, authorization), await logIn(management, authorization)];

  expect((await call('POST', '/api/v1/auth/logout/', one.access_token)).status).toBe(204);

  expect(await statusOf(one.access_token)).toBe(401);
  expect(await refresh(one.refresh_token)).toBe(400);
  expect(await statusOf(two.access_token)).toBe(200);
  expect((await management.call('GET', ME, { as: authorization })).status).toBe(200);
});

test('removed from the organisation → the application may do no more there than its user', async () => {
  const { organisationId } = await createScene(management.pool);
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const { access_token } = await logIn(management, admin.authorization);
  const path = `/api/v1/organisations/${organisationId}/`;
  expect((await call('GET', path, access_token)).status).toBe(200);

  await management.pool.query('delete from user_organisations where user_id = $1', [admin.id]);

  expect((await call('GET', path, access_token)).status).toBe(404);
});

test('account operations: with either scope → refused, and nothing has changed', async () => {
  const { authorization } = await signUpUser(management);
  const app = await registerApplication(management);
  const scopes = [await logIn(management, authorization), await logIn(management, authorization, app.asked)];
  const password = {
    current_password: PASSWORD,
    new_password: 'another long one',
    re_new_password: 'another long one',
  };

  for (const { access_token } of scopes) {
    for (const [method, path, body] of [
      ['POST', '/api/v1/auth/users/set_password/', password],
      ['POST', '/api/v1/auth/users/set_email/', { current_password: PASSWORD, new_email: 'other@example.com' }],
      ['PATCH', ME, { first_name: 'Mallory' }],
      ['DELETE', ME, { current_password: PASSWORD }],
      ['POST', '/api/v1/auth/app/activate/', {}],
      ['POST', '/api/v1/auth/app/deactivate/', {}],
      ['DELETE', '/api/v1/auth/token/', undefined],
    ] as const) {
      const answer = await call(method, path, access_token, body);
      expect([path, answer.status, (answer.body as { code: string }).code]).toEqual([path, 403, 'insufficient_scope']);
    }
    expect(await statusOf(access_token)).toBe(200);
  }
});

test('administration: with `admin-api` → as the user; with `mcp` → refused, while features are open to it', async () => {
  const { organisationId, projectId } = await createScene(management.pool);
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const app = await registerApplication(management);
  const cli = await logIn(management, admin.authorization);
  const assistant = await logIn(management, admin.authorization, app.asked);
  expect(assistant.scope).toBe('mcp');
  const keys = `/api/v1/organisations/${organisationId}/master-api-keys/`;
  const features = `/api/v1/projects/${projectId}/features/`;

  expect((await call('POST', keys, cli.access_token, { name: 'Key' })).status).toBe(201);
  expect((await call('POST', keys, assistant.access_token, { name: 'Key' })).status).toBe(403);
  expect((await call('DELETE', `/api/v1/organisations/${organisationId}/`, assistant.access_token)).status).toBe(403);
  expect((await call('POST', features, assistant.access_token, { name: 'by_assistant' })).status).toBe(201);
  expect((await call('GET', '/api/v1/organisations/', assistant.access_token)).body).toMatchObject({ count: 1 });
});

test('second factor asked for by an organisation → an application of somebody without one is refused, too', async () => {
  const { organisationId } = await createScene(management.pool);
  const member = await createMember(management.pool, organisationId, 'USER', { passwordHash: 'x' });
  const { access_token } = await logIn(management, member.authorization);
  await management.pool.query('update organisations set force_2fa = true where id = $1', [organisationId]);

  expect(await call('GET', `/api/v1/organisations/${organisationId}/`, access_token)).toMatchObject({
    status: 403,
    body: { code: 'second_factor_required' },
  });
  expect((await management.call('GET', '/api/v1/oauth/authorize/', { as: member.authorization })).status).toBe(403);
});

test('registration: faults → in the shape of RFC 7591, and nothing is stored', async () => {
  const before = await management.pool.query('select count(*)::int from oauth_applications');
  const good = { client_name: 'App', redirect_uris: ['https://app.example/cb'] };
  for (const [more, error] of [
    [{ redirect_uris: [] }, 'invalid_redirect_uri'],
    [{ redirect_uris: 'https://app.example/cb' }, 'invalid_redirect_uri'],
    [{ redirect_uris: [7] }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['http://app.example/cb'] }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    [{ redirect_uris: Array.from({ length: 6 }, (_, n) => `https://app.example/${n}`) }, 'invalid_redirect_uri'],
    [{ client_name: '' }, 'invalid_client_metadata'],
    [{ client_name: 'x'.repeat(256) }, 'invalid_client_metadata'],
    [{ client_name: 'Flаgsmith CLI' }, 'invalid_client_metadata'],
    [{ client_name: '<b>App</b>' }, 'invalid_client_metadata'],
    [{ grant_types: ['password'] }, 'invalid_client_metadata'],
    [{ response_types: ['token'] }, 'invalid_client_metadata'],
    [{ token_endpoint_auth_method: 'private_key_jwt' }, 'invalid_client_metadata'],
  ] as const) {
    const answer = await management.call('POST', '/o/register/', { body: { ...good, ...more } });
    expect([more, answer.status, (answer.body as { error: string }).error]).toEqual([more, 400, error]);
  }
  expect((await management.pool.query('select count(*)::int from oauth_applications')).rows).toEqual(before.rows);
});

test('registration: more often than the rate from one address → 429', async () => {
  const headers = { 'cf-connecting-ip': '192.0.2.77' };
  const send = () => management.call('POST', '/o/register/', { body: {}, headers });
  for (let count = 0; count < 500; count += 1) await send();

  expect((await send()).status).toBe(429);
});

test('cron: unused applications, old codes and old tokens go; what is used or ours stays', async () => {
  const { authorization } = await createPerson(management.pool);
  const [unused, used, fresh] = [
    await registerApplication(management),
    await registerApplication(management),
    await registerApplication(management),
  ];
  const { access_token } = await logIn(management, authorization, used.asked);
  await management.pool.query(
    "update oauth_applications set created_at = now() - interval '31 days' where client_id <> $1",
    [fresh.client_id],
  );

  await purgeOAuth(management.ports);

  const { rows } = await management.pool.query('select client_id from oauth_applications where client_id = any($1)', [
    [unused, used, fresh].map(({ client_id }) => client_id).concat(CLI),
  ]);
  expect(rows.map(({ client_id }) => client_id as string).toSorted()).toEqual(
    [used.client_id, fresh.client_id, CLI].toSorted(),
  );
  expect(await statusOf(access_token)).toBe(200);
  await purgeOAuth(management.ports, new Date(Date.now() + 32 * 86_400_000));
  for (const table of ['oauth_grants', 'oauth_tokens']) {
    expect((await management.pool.query(`select from ${table}`)).rows).toEqual([]);
  }
});
