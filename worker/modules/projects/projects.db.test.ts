import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { race } from '../../testing/management/race.ts';
import { createMasterKey, createMember, createPerson } from '../../testing/management/people.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const scene = await createScene(management.pool);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  return { scene, admin, member };
}

const auditOf = async (organisationId: number) =>
  (
    await management.pool.query('select log, change_type from audit_logs where organisation_id = $1 order by id', [
      organisationId,
    ])
  ).rows;

const PROJECT = {
  hide_disabled_flags: false,
  enable_dynamo_db: false,
  migration_status: 'NOT_APPLICABLE',
  use_edge_identities: false,
  prevent_flag_defaults: false,
  enable_realtime_updates: false,
  only_allow_lower_case_feature_names: true,
  feature_name_regex: null,
  show_edge_identity_overrides_for_feature: false,
  stale_flags_limit_days: 30,
  edge_v2_migration_status: 'NOT_STARTED',
  minimum_change_request_approvals: null,
  enforce_feature_owners: false,
};

test('project: created by an administrator → the wire shape, the creator its administrator, one audit row', async () => {
  const { scene, admin } = await prepare();

  const answer = await management.call('POST', '/api/v1/projects/', {
    as: admin.authorization,
    body: { name: '  Website ', organisation: String(scene.organisationId), unknown: 1 },
  });

  expect(answer.status).toBe(201);
  const { id, uuid } = answer.body as { id: number; uuid: string };
  expect(answer.body).toEqual({ ...PROJECT, id, uuid, name: 'Website', organisation: scene.organisationId });
  const grants = await management.pool.query(
    'select user_id, admin from user_project_permissions where project_id = $1',
    [id],
  );
  expect(grants.rows).toEqual([{ user_id: admin.id, admin: true }]);
  expect(await auditOf(scene.organisationId)).toEqual([{ log: 'Project created: Website', change_type: 'CREATE' }]);
  const detail = await management.call('GET', `/api/v1/projects/get-by-uuid/${uuid}/`, { as: admin.authorization });
  expect(detail.body).toMatchObject({ id, max_features_allowed: 1000, total_features: 0, total_segments: 0 });
});

test('project: name taken, missing, too long, or wrong types → 400 that names the field, nothing stored, no audit row', async () => {
  const { scene, admin } = await prepare();
  const { rows } = await management.pool.query('select name from projects where id = $1', [scene.projectId]);
  const post = (body: unknown) => management.call('POST', '/api/v1/projects/', { as: admin.authorization, body });
  const organisation = scene.organisationId;

  expect((await post({ name: rows[0].name, organisation })).body).toHaveProperty('non_field_errors');
  for (const [body, field] of [
    [{ organisation }, 'name'],
    [{ name: '', organisation }, 'name'],
    [{ name: 'x'.repeat(2001), organisation }, 'name'],
    [{ name: 'a', organisation, hide_disabled_flags: 'maybe' }, 'hide_disabled_flags'],
    [{ name: 'a', organisation, feature_name_regex: '(' }, 'feature_name_regex'],
    [{ name: 'a', organisation, stale_flags_limit_days: 0 }, 'stale_flags_limit_days'],
    [{ name: 'a\0', organisation }, 'name'],
    [{ name: 'a' }, 'organisation'],
  ] as const) {
    const answer = await post(body);
    expect([field, answer.status, Object.keys(answer.body as object)]).toEqual([field, 400, [field]]);
  }
  const { rows: left } = await management.pool.query('select count(*)::int from projects where organisation_id = $1', [
    organisation,
  ]);
  expect(left).toEqual([{ count: 1 }]);
  expect(await auditOf(organisation)).toEqual([]);
});

test('project: 50 created at once with one name → exactly one', async () => {
  const { scene, admin } = await prepare();
  const body = { name: 'Same', organisation: scene.organisationId };

  const answers = await race(
    management,
    Array.from(
      { length: 50 },
      () => () => management.call('POST', '/api/v1/projects/', { as: admin.authorization, body }),
    ),
  );

  expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
  expect(answers.every(({ status }) => status === 201 || status === 400)).toBe(true);
});

test('project: changed → only what was sent, one audit row with old and new, every environment published; nothing new → no row', async () => {
  const { scene, admin } = await prepare();
  const path = `/api/v1/projects/${scene.projectId}/`;
  const body = { hide_disabled_flags: true, organisation: 1, enable_dynamo_db: true, max_features_allowed: 5 };

  const first = await management.call('PUT', path, { as: admin.authorization, body });
  const again = await management.call('PATCH', path, { as: admin.authorization, body });

  expect(first.body).toMatchObject({
    hide_disabled_flags: true,
    organisation: scene.organisationId,
    enable_dynamo_db: false,
  });
  expect(again.status).toBe(200);
  const { rows } = await management.pool.query('select before, after from audit_logs where organisation_id = $1', [
    scene.organisationId,
  ]);
  expect(rows).toEqual([{ before: { hide_disabled_flags: false }, after: { hide_disabled_flags: true } }]);
  expect(management.published.filter((id) => id === scene.environmentId)).toHaveLength(1);
});

test('project: deleted → gone from every path, its environments too, its name free again', async () => {
  const { scene, admin } = await prepare();
  const path = `/api/v1/projects/${scene.projectId}/`;
  const { rows } = await management.pool.query('select name from projects where id = $1', [scene.projectId]);

  expect((await management.call('DELETE', path, { as: admin.authorization })).status).toBe(204);
  expect((await management.call('GET', path, { as: admin.authorization })).status).toBe(404);
  expect(
    (await management.call('GET', `/api/v1/environments/${scene.clientKey}/`, { as: admin.authorization })).status,
  ).toBe(404);
  const body = { name: rows[0].name, organisation: scene.organisationId };
  expect((await management.call('POST', '/api/v1/projects/', { as: admin.authorization, body })).status).toBe(201);
  expect(management.published).toContain(scene.environmentId);
});

test('projects: listed → those that the caller may view, as a bare list', async () => {
  const { scene, admin, member } = await prepare();
  const stranger = await createPerson(management.pool);
  const key = await createMasterKey(management.pool, scene.organisationId);
  const scoped = await createMasterKey(management.pool, scene.organisationId, { isAdmin: false });
  const list = async (as: string) => {
    const answer = await management.call('GET', `/api/v1/projects/?organisation=${scene.organisationId}`, { as });
    return (answer.body as { id: number }[]).map(({ id }) => id);
  };

  expect(await list(admin.authorization)).toEqual([scene.projectId]);
  expect(await list(key.authorization)).toEqual([scene.projectId]);
  expect(await list(member.authorization)).toEqual([]);
  expect(await list(stranger.authorization)).toEqual([]);
  expect(await list(scoped.authorization)).toEqual([]);
  await management.pool.query(
    `insert into user_project_permissions (user_id, project_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_PROJECT}')`,
    [member.id, scene.projectId, scene.organisationId],
  );
  expect(await list(member.authorization)).toEqual([scene.projectId]);
  expect(
    (await management.call('GET', '/api/v1/projects/?organisation=undefined', { as: admin.authorization })).status,
  ).toBe(400);
});

test('project: created by a member without the permission, in another organisation, or where only administrators may → 403', async () => {
  const { scene, admin, member } = await prepare();
  const other = await createScene(management.pool);
  const post = async (as: string, organisation: unknown) =>
    (await management.call('POST', '/api/v1/projects/', { as, body: { name: 'New', organisation } })).status;

  expect(await post(member.authorization, scene.organisationId)).toBe(403);
  expect(await post(admin.authorization, other.organisationId)).toBe(403);
  expect(await post(admin.authorization, 2_000_000_000)).toBe(403);
  await management.pool.query(
    `insert into user_organisation_permissions (user_id, organisation_id, permissions) values ($1, $2, '{CREATE_PROJECT}')`,
    [member.id, scene.organisationId],
  );
  expect(await post(member.authorization, scene.organisationId)).toBe(201);
  await management.pool.query('update organisations set restrict_project_create_to_admin = true where id = $1', [
    scene.organisationId,
  ]);
  expect(await post(member.authorization, scene.organisationId)).toBe(403);
});
