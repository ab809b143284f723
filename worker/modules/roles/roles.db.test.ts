import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupMemberships, groups } from '../../../drizzle/schema/index.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember } from '../../testing/management/people.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const scene = await createScene(management.pool);
  const { organisationId, projectId, environmentId, clientKey, db } = scene;
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const member = await createMember(management.pool, organisationId, 'USER');
  const key = await createMasterKey(management.pool, organisationId, { isAdmin: false });
  const { rows } = await management.pool.query('select prefix from master_api_keys where id = $1', [key.id]);
  const prefix = String(rows[0].prefix);
  const [group] = await db.insert(groups).values({ organisationId, name: 'Team' }).returning();
  const groupId = group!.id;
  const send = (method: string, path: string, body?: unknown, as = admin.authorization) =>
    management.call(method, `/api/v1/${path}`, { as, ...(body === undefined ? {} : { body }) });
  const base = `organisations/${organisationId}/`;
  const make = async (path: string, body: unknown) => {
    const answer = await send('POST', `${base}${path}`, body);
    expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
    return (answer.body as { id: number }).id;
  };
  const roleId = await make('roles/', { name: 'Release' });
  const role = `roles/${roleId}/`;
  const seesProject = async (as: string) => (await send('GET', `projects/${projectId}/`, undefined, as)).status;
  const tagOf = async (label: string) =>
    ((await send('POST', `projects/${projectId}/tags/`, { label, color: '#000000' })).body as { id: number }).id;
  return {
    organisationId,
    projectId,
    environmentId,
    clientKey,
    db,
    admin,
    member,
    key,
    prefix,
    groupId,
    send,
    base,
    make,
    roleId,
    role,
    seesProject,
    tagOf,
  };
}

test('role: created, listed, changed, deleted → as told, each change in the audit log once', async () => {
  const { organisationId, send, base, roleId, role } = await prepare();
  const shown = { id: roleId, name: 'Release', description: null, organisation: organisationId, tags: [] };

  expect((await send('GET', `${base}roles/`)).body).toMatchObject({ count: 1, results: [shown] });
  expect((await send('PATCH', `${base}${role}`, { description: 'x' })).body).toEqual({ ...shown, description: 'x' });
  expect((await send('PUT', `${base}${role}`, { name: 'Release', tags: [] })).body).toMatchObject({ description: 'x' });
  expect((await send('DELETE', `${base}${role}`)).status).toBe(204);

  expect((await send('GET', `${base}${role}`)).status).toBe(404);
  expect((await send('GET', `${base}roles/?page=2`)).status).toBe(404);
  expect(await auditTrail(management.pool, organisationId)).toEqual(['ROLE CREATE', 'ROLE UPDATE', 'ROLE DELETE']);
});

test('role: no name, a blank or long one, tags of its own → 400 with the field, nothing stored', async () => {
  const { send, base } = await prepare();

  for (const [body, field] of [
    [{}, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'n'.repeat(256) }, 'name'],
    [{ name: 'x', description: [] }, 'description'],
    [{ name: 'x', tags: [1] }, 'tags'],
  ] as const) {
    const answer = await send('POST', `${base}roles/`, body);
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, [field]]);
  }

  expect((await send('GET', `${base}roles/`)).body).toMatchObject({ count: 1 });
});

test('permissions of a role: at each level → created, listed by place, changed, withdrawn', async () => {
  const { send, base, make, projectId, environmentId, role, roleId, tagOf } = await prepare();
  const tag = await tagOf('a');
  const one = (key: string, tags: number[] = []) => ({ permission_key: key, tags });

  const cases = [
    ['organisation', null, ['CREATE_PROJECT'], ['MANAGE_USER_GROUPS']],
    ['projects', { project: projectId }, [one('VIEW_PROJECT')], [one('DELETE_FEATURE', [tag]), one('VIEW_PROJECT')]],
    ['environments', { environment: environmentId }, [one('VIEW_ENVIRONMENT')], [one('UPDATE_FEATURE_STATE', [tag])]],
  ] as const;
  for (const [level, place, first, second] of cases) {
    const path = `${role}${level}-permissions/`;
    const query = place === null ? '' : `?${Object.entries(place).join().replace(',', '=')}`;
    const admin = (value: boolean) => (place === null ? {} : { admin: value });
    const id = await make(path, { ...place, permissions: [...first, ...first] });
    const shown = { id, role: roleId, ...place, ...admin(false), permissions: first };
    expect((await send('GET', `${base}${path}${query}`)).body).toMatchObject({ count: 1, results: [shown] });
    const again = await send('POST', `${base}${path}`, { ...place, permissions: first });
    expect(again.status).toBe(400);
    const update = { ...place, ...admin(true), permissions: second };
    const changed = await send('PUT', `${base}${path}${id}/`, update);
    expect(changed.body).toEqual({ ...shown, ...update });
    expect((await send('GET', `${base}${path}${id}/`)).body).toEqual(changed.body);
    expect((await send('DELETE', `${base}${path}${id}/`)).status).toBe(204);
    expect((await send('GET', `${base}${path}${query}`)).body).toMatchObject({ count: 0, results: [] });
  }
});

test('permissions of a role: unknown key, key of another level, limit that the key has not, foreign place or tag → 400, nothing stored', async () => {
  const own = await prepare();
  const other = await prepare();
  const { send, base, projectId, environmentId, role, tagOf } = own;
  const foreignTag = await other.tagOf('b');
  const tag = await tagOf('a');
  const one = (key: string, tags?: number[]) => [{ permission_key: key, ...(tags && { tags }) }];

  for (const [path, body, field] of [
    ['organisation', { permissions: ['VIEW_PROJECT'] }, 'permissions'],
    ['projects', { project: projectId, permissions: one('FLY') }, 'permissions'],
    ['projects', { project: projectId, permissions: one('EDIT_FEATURE') }, 'permissions'],
    ['projects', { project: projectId, permissions: one('VIEW_ENVIRONMENT') }, 'permissions'],
    ['projects', { project: projectId, permissions: one('VIEW_PROJECT', [tag]) }, 'permissions'],
    ['projects', { project: projectId, permissions: one('DELETE_FEATURE', [foreignTag]) }, 'permissions'],
    ['projects', { project: projectId, permissions: ['VIEW_PROJECT'] }, 'permissions'],
    ['projects', { project: projectId }, 'permissions'],
    ['projects', { permissions: [] }, 'project'],
    ['projects', { project: other.projectId, permissions: [] }, 'project'],
    ['projects', { project: 2_000_000_000, permissions: [] }, 'project'],
    ['environments', { environment: other.environmentId, permissions: [] }, 'environment'],
    ['environments', { environment: environmentId, permissions: [], admin: 'maybe' }, 'admin'],
  ] as const) {
    const answer = await send('POST', `${base}${role}${path}-permissions/`, body);
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, [field]]);
  }

  expect((await send('GET', `${base}${role}projects-permissions/`)).status).toBe(400);
  expect((await send('GET', `${base}${role}projects-permissions/?project=${projectId}`)).body).toMatchObject({
    count: 0,
  });
  const foreign = await send('GET', `${base}${role}projects-permissions/?project=${other.projectId}`);
  expect(foreign.body).toMatchObject({ count: 0 });
});

test('role of a member, of a group, of a key → exactly its rights, gone with the holder, the permission or the role', async () => {
  const own = await prepare();
  const { organisationId, db, send, base, make, projectId, role, member, key, groupId, prefix, seesProject } = own;
  const permissions = [{ permission_key: 'VIEW_PROJECT' }];
  const grant = await make(`${role}projects-permissions/`, { project: projectId, permissions });
  const grouped = await createMember(management.pool, organisationId, 'USER');
  await db.insert(groupMemberships).values({ organisationId, groupId, userId: grouped.id });

  const holders = [
    ['users', 'user', member.id, member.authorization, `users/${member.id}/roles/`, ''],
    ['groups', 'group', groupId, grouped.authorization, `groups/${groupId}/roles/`, ''],
    [
      ...(['master-api-keys', 'master_api_key', prefix, key.authorization] as const),
      ...([`master-api-keys/${prefix}/roles/`, 'detach-roles-from-master-api-key/'] as const),
    ],
  ] as const;
  for (const [path, field, id, as, reverse, end] of holders) {
    expect(await seesProject(as)).toBe(403);
    const held = await make(`${role}${path}/`, { [field]: id });
    expect(await seesProject(as)).toBe(200);
    const create = await send('POST', `projects/${projectId}/tags/`, { label: 'x', color: '#000000' }, as);
    expect(create.status).toBe(403);
    const list = (await send('GET', `${base}${role}${path}/`)).body as { results: object[] };
    expect(list.results).toEqual([expect.objectContaining({ id: held, role: own.roleId, [field]: id })]);
    expect((await send('GET', `${base}${role}${path}/${held}/`)).body).toEqual(list.results[0]);
    expect((await send('POST', `${base}${role}${path}/`, { [field]: id })).body).toHaveProperty([field]);
    expect((await send('GET', `${base}${reverse}`)).body).toMatchObject({ count: 1, results: [{ name: 'Release' }] });
    expect((await send('DELETE', `${base}${role}${path}/${held}/`)).status).toBe(204);
    expect(await seesProject(as)).toBe(403);
    await make(`${role}${path}/`, { [field]: id });
    expect((await send('DELETE', `${base}${reverse}${own.roleId}/${end}`)).status).toBe(204);
    expect((await send('DELETE', `${base}${reverse}${own.roleId}/${end}`)).status).toBe(404);
    expect(await seesProject(as)).toBe(403);
    await make(`${role}${path}/`, { [field]: id });
    expect(await seesProject(as)).toBe(200);
  }

  await send('PATCH', `${base}${role}projects-permissions/${grant}/`, { permissions: [] });
  for (const [, , , as] of holders) expect(await seesProject(as)).toBe(403);
  await send('PATCH', `${base}${role}projects-permissions/${grant}/`, { admin: true });
  for (const [, , , as] of holders) expect(await seesProject(as)).toBe(200);
  await send('DELETE', `${base}${role}`);
  for (const [, , , as] of holders) expect(await seesProject(as)).toBe(403);
});

test('holder: changed to another → the first has it no more; foreign, unknown, an administrator’s key → 400', async () => {
  const own = await prepare();
  const other = await prepare();
  const { organisationId, send, base, make, projectId, role, member, seesProject } = own;
  await make(`${role}projects-permissions/`, { project: projectId, permissions: [], admin: true });
  const second = await createMember(management.pool, organisationId, 'USER');
  const held = await make(`${role}users/`, { user: member.id });

  const changed = await send('PUT', `${base}${role}users/${held}/`, { user: second.id });

  expect(changed.body).toEqual({ id: held, role: own.roleId, user: second.id });
  expect([await seesProject(member.authorization), await seesProject(second.authorization)]).toEqual([403, 200]);
  const strong = await createMasterKey(management.pool, organisationId);
  const { rows } = await management.pool.query('select prefix from master_api_keys where id = $1', [strong.id]);
  for (const [path, field, id] of [
    ['users', 'user', other.member.id],
    ['users', 'user', 2_000_000_000],
    ['users', 'user', 'me'],
    ['groups', 'group', other.groupId],
    ['master-api-keys', 'master_api_key', other.prefix],
    ['master-api-keys', 'master_api_key', rows[0].prefix],
  ] as const) {
    const answer = await send('POST', `${base}${role}${path}/`, { [field]: id });
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, [field]]);
    if (path === 'users') {
      expect((await send('PATCH', `${base}${role}users/${held}/`, { [field]: id })).status).toBe(400);
    }
  }
});

test('what belongs to another role or organisation: read, changed, deleted → 404, and it stays', async () => {
  const own = await prepare();
  const other = await prepare();
  const { send, base, make, projectId, role, member } = own;
  const grant = await make(`${role}projects-permissions/`, { project: projectId, permissions: [] });
  const held = await make(`${role}users/`, { user: member.id });
  const sibling = await make('roles/', { name: 'Sibling' });

  for (const [through, as] of [
    [`${base}roles/${sibling}/`, own.admin],
    [`${other.base}${other.role}`, other.admin],
    [`${other.base}${role}`, other.admin],
    [`${base}${role}`, other.admin],
  ] as const) {
    for (const path of [`projects-permissions/${grant}/`, `users/${held}/`]) {
      expect((await send('GET', `${through}${path}`, undefined, as.authorization)).status).toBe(404);
      expect((await send('PATCH', `${through}${path}`, {}, as.authorization)).status).toBe(404);
      expect((await send('DELETE', `${through}${path}`, undefined, as.authorization)).status).toBe(404);
    }
  }
  for (const path of [`users/${other.member.id}/roles/`, `groups/${other.groupId}/roles/`]) {
    expect((await send('GET', `${base}${path}`)).status).toBe(404);
  }
  expect((await send('GET', `${base}master-api-keys/${other.prefix}/roles/`)).status).toBe(404);

  expect((await send('GET', `${base}${role}projects-permissions/${grant}/`)).status).toBe(200);
  expect((await send('GET', `${base}${role}users/${held}/`)).status).toBe(200);
});

test('permission limited to tags: their last tag deleted → grants nothing, instead of everything', async () => {
  const { send, make, environmentId, clientKey, base, role, member, tagOf } = await prepare();
  const tag = await tagOf('mine');
  const grant = await make(`${role}environments-permissions/`, {
    environment: environmentId,
    permissions: [
      { permission_key: 'UPDATE_FEATURE_STATE', tags: [tag] },
      { permission_key: 'VIEW_ENVIRONMENT', tags: [] },
    ],
  });
  await make(`${role}users/`, { user: member.id });
  const own = async () =>
    (await send('GET', `environments/${clientKey}/my-permissions/`, undefined, member.authorization)).body;
  expect(await own()).toMatchObject({
    permissions: ['VIEW_ENVIRONMENT'],
    tag_based_permissions: [{ permissions: ['UPDATE_FEATURE_STATE'], tags: [tag] }],
  });

  // As another transaction leaves it, which deletes the tag while the permission is being granted.
  await management.pool.query('delete from tags where id = $1', [tag]);

  expect(await own()).toEqual({ permissions: ['VIEW_ENVIRONMENT'], admin: false, tag_based_permissions: [] });
  expect((await send('GET', `${base}${role}environments-permissions/${grant}/`)).body).toMatchObject({
    permissions: [{ permission_key: 'VIEW_ENVIRONMENT', tags: [] }],
  });
});

test('role of everything beneath the organisation: its holder at the roles → 403, whoever holds it', async () => {
  const { send, base, make, projectId, environmentId, role, member, key, prefix } = await prepare();
  await make(`${role}organisation-permissions/`, { permissions: ['CREATE_PROJECT', 'MANAGE_USER_GROUPS'] });
  await make(`${role}projects-permissions/`, { project: projectId, permissions: [], admin: true });
  await make(`${role}environments-permissions/`, { environment: environmentId, permissions: [], admin: true });
  await make(`${role}users/`, { user: member.id });
  await make(`${role}master-api-keys/`, { master_api_key: prefix });

  for (const as of [member.authorization, key.authorization]) {
    expect((await send('GET', `${base}roles/`, undefined, as)).status).toBe(403);
    expect((await send('POST', `${base}roles/`, { name: 'Mine' }, as)).status).toBe(403);
    const more = { permissions: [], admin: true, project: projectId };
    expect((await send('POST', `${base}${role}projects-permissions/`, more, as)).status).toBe(403);
    expect((await send('POST', `${base}${role}users/`, { user: member.id }, as)).status).toBe(403);
    expect((await send('DELETE', `${base}users/${member.id}/roles/1/`, undefined, as)).status).toBe(403);
  }
});
