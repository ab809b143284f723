import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  groupMemberships,
  groups,
  roleAssignments,
  rolePermissionEntries,
  rolePermissions,
  roles,
} from '../../../drizzle/schema/index.ts';
import { addEnvironment, createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember, createPerson } from '../../testing/management/people.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const scene = await createScene(management.pool);
  const { organisationId, projectId, clientKey, db } = scene;
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const member = await createMember(management.pool, organisationId, 'USER');
  const [group] = await db.insert(groups).values({ organisationId, name: 'Team' }).returning();
  const groupId = group!.id;
  await db.insert(groupMemberships).values({ organisationId, groupId, userId: member.id });
  const send = (method: string, path: string, body?: unknown, as = admin.authorization) =>
    management.call(method, `/api/v1/${path}`, { as, ...(body === undefined ? {} : { body }) });
  const levels = [
    { base: `organisations/${organisationId}/`, key: 'CREATE_PROJECT', hasAdmin: false },
    { base: `projects/${projectId}/`, key: 'VIEW_PROJECT', hasAdmin: true },
    { base: `environments/${clientKey}/`, key: 'VIEW_ENVIRONMENT', hasAdmin: true },
  ];
  return { scene, organisationId, projectId, clientKey, db, admin, member, groupId, send, levels };
}

test('grants: at each level, to users and groups → created, listed bare, changed, withdrawn, audited', async () => {
  const { organisationId, member, groupId, send, levels } = await prepare();

  for (const { base, key, hasAdmin } of levels) {
    for (const [kind, who, id] of [
      ['user-permissions', 'user', member.id],
      ['user-group-permissions', 'group', groupId],
    ] as const) {
      const path = `${base}${kind}/`;
      const made = await send('POST', path, { permissions: [key, key], [who]: id });
      const grant = made.body as { id: number };
      const admin = (value: boolean) => (hasAdmin ? { admin: value } : {});
      expect([made.status, made.body]).toEqual([201, { id: grant.id, permissions: [key], ...admin(false), [who]: id }]);
      const list = await send('GET', path);
      expect(list.body).toEqual([
        { id: grant.id, permissions: [key], ...admin(false), [who]: expect.objectContaining({ id }) },
      ]);
      const changed = await send('PUT', `${path}${grant.id}/`, { permissions: [], admin: true, [who]: id });
      expect(changed.body).toEqual({ id: grant.id, permissions: [], ...admin(true), [who]: id });
      expect((await send('GET', `${path}${grant.id}/`)).body).toEqual(changed.body);
      expect((await send('DELETE', `${path}${grant.id}/`)).status).toBe(204);
      expect((await send('GET', path)).body).toEqual([]);
    }
  }

  const each = ['PERMISSION CREATE', 'PERMISSION UPDATE', 'PERMISSION DELETE'];
  expect(await auditTrail(management.pool, organisationId)).toEqual(Array.from({ length: 6 }, () => each).flat());
});

test('grant: unknown permission, somebody of another organisation, a second one, another holder → 400, nothing stored', async () => {
  const { organisationId, member, groupId, send, levels } = await prepare();
  const other = await prepare();

  for (const { base, key } of levels) {
    const users = `${base}user-permissions/`;
    const problems: [Awaited<ReturnType<typeof send>>, string][] = [
      [await send('POST', users, { user: member.id, permissions: ['FLY'] }), 'permissions'],
      [await send('POST', users, { user: member.id, permissions: ['EDIT_FEATURE'] }), 'permissions'],
      [await send('POST', users, { user: other.member.id, permissions: [key] }), 'user'],
      [await send('POST', users, { permissions: [key] }), 'user'],
      [await send('POST', `${base}user-group-permissions/`, { group: other.groupId }), 'group'],
    ];
    for (const [answer, field] of problems) {
      expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, [field]]);
    }
    expect((await send('GET', users)).body).toEqual([]);
  }
  expect(await auditTrail(management.pool, organisationId)).toEqual([]);

  const path = `projects/${(await prepare()).projectId}/user-permissions/`;
  expect((await send('POST', path, { user: member.id })).status).toBe(404);
  const base = levels[1]!.base;
  const { id } = (await send('POST', `${base}user-group-permissions/`, { group: groupId })).body as { id: number };
  expect((await send('POST', `${base}user-group-permissions/`, { group: groupId })).status).toBe(400);
  expect((await send('PUT', `${base}user-group-permissions/${id}/`, { group: other.groupId })).status).toBe(400);
});

test('grant of another place: through this place’s path → 404, and it stays', async () => {
  const { scene, member, send, levels } = await prepare();
  const second = await addEnvironment(scene);
  const here = `${levels[2]!.base}user-permissions/`;
  const { id } = (await send('POST', here, { user: member.id, admin: true })).body as { id: number };

  for (const method of ['GET', 'PUT', 'DELETE']) {
    const path = `environments/${second.clientKey}/user-permissions/${id}/`;
    expect((await send(method, path, method === 'PUT' ? { admin: false } : undefined)).status).toBe(404);
  }

  expect((await send('GET', `${here}${id}/`)).body).toMatchObject({ admin: true });
});

test('environment administrator: of another organisation and of another environment → refused (behaviour 3)', async () => {
  const { scene, member, send, clientKey } = await prepare();
  const other = await prepare();
  const second = await addEnvironment(scene);
  await send('POST', `environments/${clientKey}/user-permissions/`, { user: member.id, admin: true });
  const statusAt = async (key: string) =>
    (await send('POST', `environments/${key}/user-permissions/`, { user: 0 }, member.authorization)).status;

  expect(await statusAt(clientKey)).toBe(400);
  expect(await statusAt(second.clientKey)).toBe(403);
  expect(await statusAt(other.clientKey)).toBe(404);
});

test('group permissions: of a user no longer in the organisation → grant nothing, also after coming back (behaviour 1)', async () => {
  const { organisationId, admin, member, groupId, send, levels } = await prepare();
  for (const { base, key } of levels)
    await send('POST', `${base}user-group-permissions/`, { group: groupId, permissions: [key] });
  const own = async (base: string) => send('GET', `${base}my-permissions/`, undefined, member.authorization);
  for (const { base, key } of levels) expect((await own(base)).body).toMatchObject({ permissions: [key] });

  await send('POST', `organisations/${organisationId}/remove-users/`, [{ id: member.id }], admin.authorization);

  for (const { base } of levels) expect((await own(base)).status).toBe(404);
  await management.pool.query('insert into user_organisations (user_id, organisation_id, role) values ($1, $2, $3)', [
    member.id,
    organisationId,
    'USER',
  ]);
  expect((await own(levels[0]!.base)).body).toEqual({ permissions: [], admin: false, tag_based_permissions: [] });
  expect((await own(levels[1]!.base)).status).toBe(403);
});

test('visible projects: direct, group and role grants mixed → exactly those; an administrator sees all (behaviour 4)', async () => {
  const { scene, organisationId, projectId, db, admin, member, groupId, send } = await prepare();
  const made: number[] = [];
  for (const name of ['by group', 'by role', 'hidden']) {
    const { body } = await send('POST', 'projects/', { name, organisation: organisationId });
    made.push((body as { id: number }).id);
  }
  const [byGroup = 0, byRole = 0] = made;
  const permissions = ['VIEW_PROJECT'];
  await send('POST', `projects/${projectId}/user-permissions/`, { user: member.id, permissions });
  await send('POST', `projects/${byGroup}/user-group-permissions/`, { group: groupId, permissions });
  const [role] = await db.insert(roles).values({ organisationId, name: 'R' }).returning();
  const [granted] = await db
    .insert(rolePermissions)
    .values({ organisationId, roleId: role!.id, projectId: byRole })
    .returning();
  await db.insert(rolePermissionEntries).values({ rolePermissionId: granted!.id, permissionKey: 'VIEW_PROJECT' });
  await db.insert(roleAssignments).values({ organisationId, roleId: role!.id, userId: member.id });

  const idsFor = async (as: string) => {
    const { body } = await send('GET', `organisations/${organisationId}/projects/`, undefined, as);
    return (body as { id: number }[]).map(({ id }) => id).toSorted((a, b) => a - b);
  };

  expect(await idsFor(member.authorization)).toEqual([projectId, byGroup, byRole]);
  expect(await idsFor(admin.authorization)).toEqual([scene.projectId, ...made]);
});

test('detailed permissions: own → each source by name; another’s → 403, to an administrator → shown (behaviour 5)', async () => {
  const { organisationId, projectId, db, member, groupId, send } = await prepare();
  const users = `projects/${projectId}/user-permissions/`;
  await send('POST', users, { user: member.id, permissions: ['VIEW_PROJECT', 'CREATE_FEATURE'] });
  await send('POST', `projects/${projectId}/user-group-permissions/`, {
    group: groupId,
    admin: true,
    permissions: ['VIEW_PROJECT', 'MANAGE_TAGS'],
  });
  const third = await createMember(management.pool, organisationId, 'USER');
  await db.insert(groupMemberships).values({ organisationId, groupId, userId: third.id });
  const path = (id: number) => `projects/${projectId}/user-detailed-permissions/${id}/`;

  const own = await send('GET', path(member.id), undefined, member.authorization);

  const team = { groups: [{ id: groupId, name: 'Team' }], roles: [] };
  const nothing = { groups: [], roles: [] };
  expect(own.body).toEqual({
    admin: true,
    is_directly_granted: false,
    derived_from: team,
    permissions: [
      { permission_key: 'CREATE_FEATURE', is_directly_granted: true, derived_from: nothing },
      { permission_key: 'MANAGE_TAGS', is_directly_granted: false, derived_from: team },
      { permission_key: 'VIEW_PROJECT', is_directly_granted: true, derived_from: team },
    ],
  });
  expect((await send('GET', path(member.id))).body).toEqual(own.body);
  const ofOrganisation = `organisations/${organisationId}/user-detailed-permissions/`;
  expect((await send('GET', `${ofOrganisation}${third.id}/`, undefined, member.authorization)).status).toBe(403);
  const stranger = await createPerson(management.pool);
  expect((await send('GET', path(stranger.id))).status).toBe(404);
  const all = await send('GET', `projects/${projectId}/all-user-permissions/${member.id}/`);
  expect(all.body).toMatchObject({ admin: true, permissions: ['CREATE_FEATURE', 'MANAGE_TAGS', 'VIEW_PROJECT'] });
});

test('own permissions: of an administrator, a project administrator and a master key → admin, admin, 400', async () => {
  const { organisationId, projectId, clientKey, member, send } = await prepare();
  const key = await createMasterKey(management.pool, organisationId);
  await send('POST', `projects/${projectId}/user-permissions/`, { user: member.id, admin: true });
  const own = (base: string, as?: string) => send('GET', `${base}my-permissions/`, undefined, as);

  expect((await own(`organisations/${organisationId}/`)).body).toMatchObject({ admin: true });
  expect((await own(`organisations/${organisationId}/`, member.authorization)).body).toMatchObject({ admin: false });
  expect((await own(`environments/${clientKey}/`, member.authorization)).body).toMatchObject({ admin: true });
  for (const base of [`projects/${projectId}/`, `environments/${clientKey}/`]) {
    const answer = await own(base, key.authorization);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining('master API key')]);
  }
});

test('permissions: listed at each level → bare arrays of what can be granted', async () => {
  const { send } = await prepare();

  const keysOf = async (level: string) =>
    ((await send('GET', `${level}/permissions/`)).body as { key: string }[]).map(({ key }) => key);

  expect(await keysOf('organisations')).toEqual(['CREATE_PROJECT', 'MANAGE_USER_GROUPS']);
  expect(await keysOf('projects')).toContain('VIEW_PROJECT');
  expect(await keysOf('projects')).not.toContain('EDIT_FEATURE');
  expect(await keysOf('environments')).toHaveLength(7);
});

test('permission check: of an environment, the deepest place → at most five statements (behaviour 12)', async () => {
  const { clientKey, member, send } = await prepare();
  const { database } = management.ports;
  let statements = 0;
  const counting = new Proxy(database.db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'execute' || name === 'select') statements += 1;
      return value.bind(target);
    },
  });
  management.ports.database = { ...database, db: counting };
  try {
    await send('GET', `environments/${clientKey}/user-permissions/`, undefined, member.authorization);
  } finally {
    management.ports.database = database;
  }

  expect(statements).toBeGreaterThanOrEqual(2);
  expect(statements).toBeLessThanOrEqual(5);
});
