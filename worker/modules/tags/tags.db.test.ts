import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const scene = await createScene(management.pool);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  return { scene, admin, path: `/api/v1/projects/${scene.projectId}/tags/` };
}

test('tag: created, changed, listed, deleted → wire shapes, and an audit row for each change', async () => {
  const { scene, admin, path } = await prepare();
  const as = admin.authorization;

  const created = await management.call('POST', path, {
    as,
    body: { label: 'beta', project: 1, type: 'STALE', is_system_tag: true },
  });
  const tag = created.body as { id: number; uuid: string };
  expect(created.status).toBe(201);
  expect(tag).toEqual({
    id: tag.id,
    uuid: tag.uuid,
    label: 'beta',
    color: '#6837FC',
    description: null,
    project: scene.projectId,
    is_permanent: false,
    is_system_tag: false,
    type: 'NONE',
  });
  expect((await management.call('PATCH', `${path}${tag.id}/`, { as, body: { color: '#000000' } })).body).toMatchObject({
    color: '#000000',
    label: 'beta',
  });
  expect((await management.call('GET', `${path}get-by-uuid/${tag.uuid}/`, { as })).body).toMatchObject({ id: tag.id });
  expect((await management.call('GET', path, { as })).body).toMatchObject({ count: 1, results: [{ id: tag.id }] });
  expect((await management.call('DELETE', `${path}${tag.id}/`, { as })).status).toBe(204);
  expect((await management.call('GET', `${path}${tag.id}/`, { as })).status).toBe(404);
  const { rows } = await management.pool.query(
    'select change_type from audit_logs where organisation_id = $1 order by id',
    [scene.organisationId],
  );
  expect(rows.map((row: { change_type: string }) => row.change_type)).toEqual(['CREATE', 'UPDATE', 'DELETE']);
});

test('tag: the system’s own → neither changed nor deleted; another project’s id → 404', async () => {
  const { scene, admin, path } = await prepare();
  const other = await prepare();
  const insert = async (projectId: number, isSystem: boolean) =>
    (
      await management.pool.query(
        'insert into tags (project_id, label, is_system_tag) values ($1, $2, $3) returning id',
        [projectId, 'x', isSystem],
      )
    ).rows[0].id;
  const [system, foreign] = [await insert(scene.projectId, true), await insert(other.scene.projectId, false)];
  const statusOf = async (method: string, id: number) =>
    (
      await management.call(method, `${path}${id}/`, {
        as: admin.authorization,
        ...(method === 'GET' || method === 'DELETE' ? {} : { body: { label: 'y' } }),
      })
    ).status;

  expect(await statusOf('PUT', system)).toBe(400);
  expect(await statusOf('DELETE', system)).toBe(400);
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) expect(await statusOf(method, foreign)).toBe(404);
});

test('tag: deleted, though roles are limited to it → the permission that held for this tag alone is gone, not unlimited', async () => {
  const { scene, admin, path } = await prepare();
  const [only, other] = await Promise.all(
    ['only', 'other'].map(async (label) => {
      const { body } = await management.call('POST', path, { as: admin.authorization, body: { label } });
      return (body as { id: number }).id;
    }),
  );
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  const { organisationId, projectId } = scene;
  await management.pool.query(
    `with r as (insert into roles (organisation_id, name) values ($1, 'Role') returning id),
      a as (insert into role_assignments (organisation_id, role_id, user_id) select $1, id, $3 from r)
    insert into role_permissions (organisation_id, role_id, project_id) select $1, id, $2 from r`,
    [organisationId, projectId, member.id],
  );
  await management.pool.query(
    `with p as (select id from role_permissions where project_id = $1),
      k as (insert into role_permission_entries (role_permission_id, permission_key)
        select p.id, key from p, unnest(array['VIEW_PROJECT', 'DELETE_FEATURE', 'MANAGE_TAGS']) key)
    insert into role_permission_tags (role_permission_id, permission_key, project_id, tag_id)
    select p.id, t.key, $1, t.tag from p, (values ('DELETE_FEATURE', $2::int), ('MANAGE_TAGS', $2), ('MANAGE_TAGS', $3::int)) t (key, tag)`,
    [projectId, only, other],
  );
  const permissions = `/api/v1/projects/${projectId}/my-permissions/`;

  expect((await management.call('DELETE', `${path}${only}/`, { as: admin.authorization })).status).toBe(204);
  expect((await management.call('GET', permissions, { as: member.authorization })).body).toMatchObject({
    permissions: ['VIEW_PROJECT'],
    tag_based_permissions: [{ permissions: ['MANAGE_TAGS'], tags: [other] }],
  });
});

test('tag: changed while it is deleted → 200 or 404, never a fault of ours', async () => {
  const { admin, path } = await prepare();
  for (let round = 0; round < 5; round += 1) {
    const { body } = await management.call('POST', path, { as: admin.authorization, body: { label: 'x' } });
    const one = `${path}${(body as { id: number }).id}/`;
    const [changed, deleted] = await Promise.all([
      management.call('PATCH', one, { as: admin.authorization, body: { label: 'y' } }),
      management.call('DELETE', one, { as: admin.authorization }),
    ]);
    expect([200, 404]).toContain(changed.status);
    expect(deleted.status).toBe(204);
  }
});
