import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupMemberships, groups, userProjectPermissions } from '../../../drizzle/schema/index.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember, createPerson } from '../../testing/management/people.ts';
import { race } from '../../testing/management/race.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const scene = await createScene(management.pool);
  const { organisationId } = scene;
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const member = await createMember(management.pool, organisationId, 'USER', { firstName: 'Grace' });
  const path = `/api/v1/organisations/${organisationId}/`;
  const remove = (as: string, ids: number[]) =>
    management.call('POST', `${path}remove-users/`, { as, body: ids.map((id) => ({ id })) });
  const update = (as: string, id: number, role: string) =>
    management.call('POST', `${path}users/${id}/update-role/`, { as, body: { role } });
  return { scene, organisationId, admin, member, path, remove, update };
}

const rolesOf = async (organisationId: number) => {
  const { rows } = await management.pool.query<{ role: string }>(
    'select role from user_organisations where organisation_id = $1 order by role',
    [organisationId],
  );
  return rows.map(({ role }) => role);
};

test('members: listed by any member → a bare array; exclude_current leaves out the caller', async () => {
  const { admin, member, path } = await prepare();

  const all = await management.call('GET', `${path}users/`, { as: member.authorization });
  const others = await management.call('GET', `${path}users/?exclude_current=true`, { as: member.authorization });

  expect(all.body).toEqual([
    expect.objectContaining({ id: admin.id, role: 'ADMIN' }),
    {
      id: member.id,
      email: member.email,
      first_name: 'Grace',
      last_name: 'Lovelace',
      last_login: null,
      uuid: expect.any(String),
      role: 'USER',
      date_joined: expect.any(String),
    },
  ]);
  expect(others.body).toMatchObject([{ id: admin.id }]);
  const stranger = await createPerson(management.pool);
  expect((await management.call('GET', `${path}users/`, { as: stranger.authorization })).status).toBe(404);
});

test('removed member: groups and grants of the organisation go with them, those elsewhere stay (behaviour 2)', async () => {
  const { scene, organisationId, admin, member, remove, path } = await prepare();
  const other = await createScene(management.pool);
  await management.pool.query('insert into user_organisations (user_id, organisation_id, role) values ($1, $2, $3)', [
    member.id,
    other.organisationId,
    'USER',
  ]);
  for (const { db, organisationId, projectId } of [scene, other]) {
    const [group] = await db.insert(groups).values({ organisationId, name: 'G' }).returning();
    await db.insert(groupMemberships).values({ organisationId, groupId: group!.id, userId: member.id });
    await db.insert(userProjectPermissions).values({ organisationId, projectId, userId: member.id, admin: true });
  }

  const answer = await remove(admin.authorization, [member.id]);

  expect([answer.status, answer.body]).toEqual([200, [{ id: member.id }]]);
  const { rows } = await management.pool.query(
    `select organisation_id as id from group_memberships where user_id = $1
     union all select organisation_id from user_project_permissions where user_id = $1`,
    [member.id],
  );
  expect(rows).toEqual([{ id: other.organisationId }, { id: other.organisationId }]);
  expect((await management.call('GET', `${path}users/`, { as: member.authorization })).status).toBe(404);
  expect(await auditTrail(management.pool, organisationId)).toEqual(['MEMBER DELETE']);
});

test('removal: of somebody of another organisation among others → 400, nobody is removed', async () => {
  const { organisationId, admin, member, remove } = await prepare();
  const stranger = await createPerson(management.pool);

  const answer = await remove(admin.authorization, [member.id, stranger.id]);

  expect(answer.status).toBe(400);
  expect(await rolesOf(organisationId)).toEqual(['ADMIN', 'USER']);
  expect(await auditTrail(management.pool, organisationId)).toEqual([]);
});

test('role: changed → the row with the organisation, audited; changed to the same → not audited', async () => {
  const { organisationId, admin, member, path, update } = await prepare();

  const answer = await update(admin.authorization, member.id, 'ADMIN');
  await update(admin.authorization, member.id, 'ADMIN');

  expect(answer.body).toMatchObject({ id: member.id, role: 'ADMIN', organisation: { id: organisationId } });
  expect(await auditTrail(management.pool, organisationId)).toEqual(['MEMBER UPDATE']);
  expect((await update(admin.authorization, member.id, 'OWNER')).body).toEqual({
    role: ['"OWNER" is not a valid choice.'],
  });
  const odd = await management.call('POST', `${path}users/${member.id}/update-role/`, {
    as: admin.authorization,
    body: { role: { toString: 1 } },
  });
  expect([odd.status, Object.keys(odd.body as object)]).toEqual([400, ['role']]);
  const stranger = await createPerson(management.pool);
  expect((await update(admin.authorization, stranger.id, 'ADMIN')).status).toBe(404);
});

test('roles and removal: by a plain member → 403', async () => {
  const { organisationId, admin, member, update, remove } = await prepare();

  expect((await update(member.authorization, member.id, 'ADMIN')).status).toBe(403);
  expect((await remove(member.authorization, [admin.id])).status).toBe(403);
  expect(await rolesOf(organisationId)).toEqual(['ADMIN', 'USER']);
});

test('last administrator: demoted or removed → 400 and stays', async () => {
  const { organisationId, admin, member, update, remove } = await prepare();

  const demoted = await update(admin.authorization, admin.id, 'USER');
  const removed = await remove(admin.authorization, [admin.id, member.id]);

  const detail = 'An organisation needs at least one administrator.';
  expect([demoted.status, removed.status]).toEqual([400, 400]);
  expect(JSON.stringify([demoted.body, removed.body])).toContain(detail);
  expect(await rolesOf(organisationId)).toEqual(['ADMIN', 'USER']);
});

test('race: 50 administrators resign at the same time → one is left', async () => {
  const { organisationId, admin, update } = await prepare();
  const admins = [admin];
  while (admins.length < 50) admins.push(await createMember(management.pool, organisationId, 'ADMIN'));

  const answers = await race(
    management,
    admins.map(
      ({ id, authorization }) =>
        () =>
          update(authorization, id, 'USER'),
    ),
  );

  const statuses = answers.map(({ status }) => status).toSorted((left, right) => left - right);
  expect(statuses).toEqual([...Array.from({ length: 49 }, () => 200), 400]);
  expect((await rolesOf(organisationId)).filter((role) => role === 'ADMIN')).toHaveLength(1);
  expect(await auditTrail(management.pool, organisationId)).toHaveLength(49);
}, 60_000);

test('race: two administrators remove each other 50 times at once → exactly one removal happens', async () => {
  const { organisationId, admin, remove } = await prepare();
  const second = await createMember(management.pool, organisationId, 'ADMIN');

  const answers = await race(
    management,
    Array.from(
      { length: 50 },
      (_, index) => () =>
        index % 2 === 0 ? remove(admin.authorization, [second.id]) : remove(second.authorization, [admin.id]),
    ),
  );

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.every(({ status }) => status < 500)).toBe(true);
  expect((await rolesOf(organisationId)).filter((role) => role === 'ADMIN')).toHaveLength(1);
  expect(await auditTrail(management.pool, organisationId)).toEqual(['MEMBER DELETE']);
}, 60_000);
