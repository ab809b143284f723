import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember, createPerson } from '../../testing/management/people.ts';
import { listAudit, PASSWORD, signUpUser, type Account } from '../../testing/management/accounts.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const ME = '/api/v1/auth/users/me/';

async function join(account: Account, scene: Scene, role = 'ADMIN'): Promise<void> {
  await management.pool.query('insert into user_organisations (user_id, organisation_id, role) values ($1, $2, $3)', [
    account.id,
    scene.organisationId,
    role,
  ]);
}

test.each(['PUT', 'PATCH'])(
  '%s me: one field → the others stay, read-only ones are ignored, audited once',
  async (method) => {
    const account = await signUpUser(management);
    const scene = await createScene(management.pool);
    await join(account, scene, 'USER');
    const body = { first_name: 'Augusta', email: 'other@example.com', is_superuser: true, id: 1 };
    const answer = await management.call(method, ME, { as: account.authorization, body });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      first_name: 'Augusta',
      last_name: 'Hopper',
      email: account.email,
      is_superuser: false,
    });
    await management.call(method, ME, { as: account.authorization, body });
    expect(await listAudit(management, scene.organisationId)).toEqual([
      {
        log: `Account changed: ${account.email}`,
        related_object_type: 'USER',
        change_type: 'UPDATE',
        author_id: account.id,
        before: { first_name: 'Grace' },
        after: { first_name: 'Augusta' },
      },
    ]);
  },
);

test('PATCH me: a name that is too long or blank → 400 naming it, nothing stored', async () => {
  const { authorization: as } = await signUpUser(management);
  const answer = await management.call('PATCH', ME, { as, body: { first_name: 'x'.repeat(151), last_name: ' ' } });
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.body as object)).toEqual(['first_name', 'last_name']);
  expect((await management.call('GET', ME, { as })).body).toMatchObject({ first_name: 'Grace', last_name: 'Hopper' });
});

test('me: nobody, and a master key → refused', async () => {
  const scene = await createScene(management.pool);
  const key = await createMasterKey(management.pool, scene.organisationId);
  expect((await management.call('GET', ME)).status).toBe(401);
  expect((await management.call('GET', ME, { as: key.authorization })).status).toBeGreaterThanOrEqual(400);
});

test('onboarding: parts, one after the other → merged; none → 400', async () => {
  const { authorization: as } = await signUpUser(management);
  const patch = (body: object) => management.call('PATCH', `${ME}onboarding/`, { as, body });
  expect((await patch({ tasks: [{ name: 'read', completed_at: '2026-01-01T00:00:00Z' }] })).status).toBe(204);
  expect((await patch({ tools: { completed: true, integrations: ['github'] } })).status).toBe(204);
  expect((await patch({ hosting_preferences: ['self'] })).status).toBe(204);
  expect((await management.call('GET', ME, { as })).body).toMatchObject({
    onboarding: {
      tasks: [{ name: 'read', completed_at: '2026-01-01T00:00:00Z' }],
      tools: { completed: true, integrations: ['github'] },
      hosting_preferences: ['self'],
    },
  });
  expect((await patch({})).status).toBe(400);
  expect(await patch({ tasks: 'x' })).toMatchObject({ status: 400, body: { tasks: [expect.any(String)] } });
});

test('DELETE me: wrong password or none → 400 naming it, and the account stays', async () => {
  const { authorization: as } = await signUpUser(management);
  for (const body of [{}, { current_password: 'wrong' }]) {
    const answer = await management.call('DELETE', ME, { as, body });
    expect(answer).toMatchObject({ status: 400, body: { current_password: [expect.any(String)] } });
  }
  expect((await management.call('GET', ME, { as })).status).toBe(200);
});

test('DELETE me: → organisations left empty go and their environments are published; others stay; all audited', async () => {
  const account = await signUpUser(management);
  const [own, shared] = [await createScene(management.pool), await createScene(management.pool)];
  await join(account, own);
  await join(account, shared);
  await createMember(management.pool, shared.organisationId, 'USER');
  const body = { current_password: PASSWORD };
  expect((await management.call('DELETE', ME, { as: account.authorization, body })).status).toBe(204);
  const { rows } = await management.pool.query(
    'select id, deleted_at is not null as is_deleted from organisations where id = any($1) order by id',
    [[own.organisationId, shared.organisationId]],
  );
  expect(rows).toEqual([
    { id: own.organisationId, is_deleted: true },
    { id: shared.organisationId, is_deleted: false },
  ]);
  expect(management.published).toContain(own.environmentId);
  expect(management.published).not.toContain(shared.environmentId);
  expect((await listAudit(management, own.organisationId)).map(({ related_object_type: type }) => type)).toEqual([
    'USER',
    'ORGANISATION',
  ]);
  expect(await listAudit(management, shared.organisationId)).toMatchObject([
    { related_object_type: 'USER', change_type: 'DELETE', author_id: account.id },
  ]);
  expect((await management.call('GET', ME, { as: account.authorization })).status).toBe(401);
});

test('DELETE me: delete_orphan_organisations is false → the organisation stays; no password → none is asked for', async () => {
  const scene = await createScene(management.pool);
  const { authorization: as } = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const body = { delete_orphan_organisations: false };
  expect((await management.call('DELETE', ME, { as, body })).status).toBe(204);
  const { rows } = await management.pool.query('select deleted_at from organisations where id = $1', [
    scene.organisationId,
  ]);
  expect(rows).toEqual([{ deleted_at: null }]);
});

test('DELETE me: the last two members at once → the organisation is not left without anybody', async () => {
  const scene = await createScene(management.pool);
  const people = [
    await createMember(management.pool, scene.organisationId, 'ADMIN'),
    await createMember(management.pool, scene.organisationId, 'ADMIN'),
  ];
  const answers = await Promise.all(
    people.map(({ authorization: as }) => management.call('DELETE', ME, { as, body: {} })),
  );
  expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  const { rows } = await management.pool.query('select deleted_at from organisations where id = $1', [
    scene.organisationId,
  ]);
  expect(rows[0].deleted_at).not.toBeNull();
});

test('users, deprecated: → the own record alone', async () => {
  const account = await signUpUser(management);
  const other = await createPerson(management.pool);
  const as = account.authorization;
  const own = { first_name: 'Grace', last_name: 'Hopper', sign_up_type: null, id: account.id, email: account.email };
  const list = await management.call('GET', '/api/v1/auth/users/', { as });
  expect(list).toMatchObject({ status: 200, body: { count: 1, next: null, previous: null, results: [own] } });
  const path = `/api/v1/auth/users/${account.id}/`;
  expect((await management.call('GET', path, { as })).body).toEqual(own);
  const changed = await management.call('PATCH', path, { as, body: { last_name: 'Murray' } });
  expect(changed.body).toEqual({ ...own, last_name: 'Murray' });
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'GET' ? undefined : { current_password: PASSWORD };
    expect((await management.call(method, `/api/v1/auth/users/${other.id}/`, { as, body })).status).toBe(404);
  }
  const wrong = await management.call('DELETE', `${path}?current_password=wrong`, { as });
  expect(wrong.status).toBe(400);
  const gone = await management.call('DELETE', `${path}?current_password=${encodeURIComponent(PASSWORD)}`, { as });
  expect(gone.status).toBe(204);
});
