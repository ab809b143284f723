import { afterAll, beforeAll, expect, test } from 'vitest';
import { userOrganisationPermissions } from '../../../drizzle/schema/index.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember, createPerson } from '../../testing/management/people.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const { organisationId, db } = await createScene(management.pool);
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const member = await createMember(management.pool, organisationId, 'USER');
  const path = `/api/v1/organisations/${organisationId}/groups/`;
  const send = (method: string, below = '', body?: unknown, as = admin.authorization) =>
    management.call(method, `${path}${below}`, { as, ...(body === undefined ? {} : { body }) });
  const add = async (name: string) => ((await send('POST', '', { name })).body as { id: number }).id;
  return { organisationId, db, admin, member, send, add };
}

test('group: created, changed, shown, deleted → the wire shape, audited each time', async () => {
  const { organisationId, member, send } = await prepare();

  const made = await send('POST', '', { name: 'Team', is_default: true, external_id: 'x-1', users: [1] });
  const { id } = made.body as { id: number };
  await send('POST', `${id}/add-users/`, { user_ids: [member.id, member.id] });
  const changed = await send('PATCH', `${id}/`, { name: 'Crew' });
  await send('PATCH', `${id}/`, { name: 'Crew' });

  expect([made.status, made.body]).toEqual([
    201,
    { id, name: 'Team', users: [], is_default: true, external_id: 'x-1' },
  ]);
  expect(changed.body).toEqual({
    id,
    name: 'Crew',
    users: [
      {
        id: member.id,
        email: member.email,
        first_name: 'Ada',
        last_name: 'Lovelace',
        last_login: null,
        group_admin: false,
      },
    ],
    is_default: true,
    external_id: 'x-1',
  });
  expect((await send('GET')).body).toMatchObject({ count: 1, results: [changed.body] });
  expect((await send('GET', `${id}/`)).body).toEqual(changed.body);
  expect((await send('GET', 'summaries/', undefined, member.authorization)).body).toEqual([{ id, name: 'Crew' }]);
  const own = await send('GET', 'my-groups/', undefined, member.authorization);
  expect(own.body).toMatchObject({ count: 1, results: [{ id, name: 'Crew' }] });
  expect((await send('DELETE', `${id}/`)).status).toBe(204);
  expect((await send('GET', `${id}/`)).status).toBe(404);
  expect(await auditTrail(management.pool, organisationId)).toEqual([
    'GROUP CREATE',
    'GROUP UPDATE',
    'GROUP UPDATE',
    'GROUP DELETE',
  ]);
});

test('group: no name, or an external id that is taken → 400 that names the field', async () => {
  const { send, add } = await prepare();
  await send('POST', '', { name: 'One', external_id: 'same' });
  const id = await add('Two');

  expect((await send('POST', '', {})).body).toEqual({ name: ['This field is required.'] });
  for (const answer of [
    await send('POST', '', { name: 'Three', external_id: 'same' }),
    await send('PUT', `${id}/`, { external_id: 'same' }),
  ]) {
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, ['external_id']]);
  }
});

test('group: users of another organisation → 400, nobody is added (behaviours 9 and 11)', async () => {
  const { organisationId, member, send, add } = await prepare();
  const id = await add('Team');
  const stranger = await createPerson(management.pool);

  const answer = await send('POST', `${id}/add-users/`, { user_ids: [member.id, stranger.id] });

  expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, ['user_ids']]);
  expect((await send('GET', `${id}/`)).body).toMatchObject({ users: [] });
  expect(await auditTrail(management.pool, organisationId)).toEqual(['GROUP CREATE']);
});

test('group of another organisation: through the path → 404, nothing changes (behaviour 9)', async () => {
  const { send, add } = await prepare();
  const other = await prepare();
  const id = await add('Team');

  for (const [method, below, body] of [
    ['GET', `${id}/`],
    ['PUT', `${id}/`, { name: 'Taken' }],
    ['DELETE', `${id}/`],
    ['POST', `${id}/add-users/`, { user_ids: [other.member.id] }],
    ['POST', `${id}/remove-users/`, { user_ids: [other.member.id] }],
    ['POST', `${id}/users/${other.member.id}/make-admin`],
  ] as const) {
    expect((await other.send(method, below, body)).status).toBe(404);
  }
  expect((await send('GET', `${id}/`)).body).toMatchObject({ name: 'Team', users: [] });
});

test('group administrator: sees and changes only their groups, but not their own membership (behaviour 11)', async () => {
  const { organisationId, member, send, add } = await prepare();
  const [own, foreign] = [await add('Own'), await add('Foreign')];
  const third = await createMember(management.pool, organisationId, 'USER');
  await send('POST', `${own}/add-users/`, { user_ids: [member.id] });
  const as = member.authorization;
  expect((await send('GET', `${own}/`, undefined, as)).status).toBe(403);

  expect((await send('POST', `${own}/users/${member.id}/make-admin`)).status).toBe(200);

  expect((await send('GET', '', undefined, as)).body).toMatchObject({ count: 1, results: [{ id: own }] });
  const added = await send('POST', `${own}/add-users/`, { user_ids: [third.id] }, as);
  expect(added.body).toMatchObject({ users: [{ id: member.id, group_admin: true }, { id: third.id }] });
  for (const action of ['add-users', 'remove-users']) {
    expect((await send('POST', `${own}/${action}/`, { user_ids: [member.id] }, as)).status).toBe(403);
    expect((await send('POST', `${foreign}/${action}/`, { user_ids: [third.id] }, as)).status).toBe(403);
  }
  expect((await send('GET', `${foreign}/`, undefined, as)).status).toBe(403);
  expect((await send('POST', '', { name: 'New' }, as)).status).toBe(403);
  expect((await send('POST', `${own}/users/${third.id}/make-admin`, undefined, as)).status).toBe(403);
  await send('POST', `${own}/users/${member.id}/remove-admin/`);
  expect((await send('GET', '', undefined, as)).body).toMatchObject({ count: 0 });
});

test('groups: to who manages them without being an administrator → all, and theirs to create', async () => {
  const { organisationId, db, member, send, add } = await prepare();
  await add('Team');
  await db
    .insert(userOrganisationPermissions)
    .values({ organisationId, userId: member.id, permissions: ['MANAGE_USER_GROUPS'] });

  expect((await send('GET', '', undefined, member.authorization)).body).toMatchObject({ count: 1 });
  expect((await send('POST', '', { name: 'New' }, member.authorization)).status).toBe(201);
});
