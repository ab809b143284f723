import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { addFeature, addSegment, addSegmentOverride, whereTrait } from '../../testing/fixtures/scene-features.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { openSealer } from '../../platform/sealer.ts';
import { createMember, createPerson, type Person } from '../../testing/management/people.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare(): Promise<{ scene: Scene; admin: Person }> {
  const scene = await createScene(management.pool);
  return { scene, admin: await createMember(management.pool, scene.organisationId, 'ADMIN') };
}

async function documentOf(key: string, admin: Person) {
  const answer = await management.call('GET', `/api/v1/environments/${key}/document/`, { as: admin.authorization });
  expect(answer.status).toBe(200);
  return answer.body as {
    feature_states: Record<string, unknown>[];
    project: { segments: { feature_states: object[] }[] };
  };
}

test('environment: created → wire shape, a key, a state of every feature with its default, audit row and publication', async () => {
  const { scene, admin } = await prepare();
  await addFeature(scene, 'on', { enabled: true, value: 'blue' });
  await management.pool.query(
    `update features set default_enabled = true, initial_value = '42' where project_id = $1`,
    [scene.projectId],
  );

  const answer = await management.call('POST', '/api/v1/environments/', {
    as: admin.authorization,
    body: { name: 'Staging', project: scene.projectId, use_v2_feature_versioning: true, is_creating: true },
  });

  expect(answer.status).toBe(201);
  const body = answer.body as { id: number; uuid: string; api_key: string };
  expect(body).toEqual({
    id: body.id,
    uuid: body.uuid,
    name: 'Staging',
    api_key: expect.stringMatching(/^\w{22}$/),
    description: null,
    project: scene.projectId,
    minimum_change_request_approvals: null,
    allow_client_traits: true,
    banner_text: null,
    banner_colour: null,
    hide_disabled_flags: null,
    use_mv_v2_evaluation: true,
    use_identity_composite_key_for_hashing: true,
    hide_sensitive_data: false,
    use_v2_feature_versioning: false,
    use_identity_overrides_in_local_eval: true,
    is_creating: false,
    metadata: [],
  });
  const document = await documentOf(body.api_key, admin);
  expect(document.feature_states).toMatchObject([{ enabled: true, feature_state_value: 42, feature: { name: 'on' } }]);
  expect(management.published).toContain(body.id);
  const { rows } = await management.pool.query('select log from audit_logs where environment_id = $1', [body.id]);
  expect(rows).toEqual([{ log: 'Environment created: Staging' }]);
});

test('environment: created where flag defaults are prevented → states are off and empty', async () => {
  const { scene, admin } = await prepare();
  await addFeature(scene, 'on', { enabled: true, value: 'blue' });
  await management.pool.query(`update features set default_enabled = true, initial_value = 'x' where project_id = $1`, [
    scene.projectId,
  ]);
  await management.pool.query('update projects set prevent_flag_defaults = true where id = $1', [scene.projectId]);

  const answer = await management.call('POST', '/api/v1/environments/', {
    as: admin.authorization,
    body: { name: 'Quiet', project: scene.projectId },
  });

  const document = await documentOf((answer.body as { api_key: string }).api_key, admin);
  expect(document.feature_states).toMatchObject([{ enabled: false, feature_state_value: null }]);
});

test('environment: changed → only what was sent; another project in the body is ignored; id and key both lead to it', async () => {
  const { scene, admin } = await prepare();
  const other = await createScene(management.pool);
  const body = { hide_sensitive_data: true, project: other.projectId, description: null };

  const answer = await management.call('PUT', `/api/v1/environments/${scene.clientKey}/`, {
    as: admin.authorization,
    body,
  });
  const byId = await management.call('GET', `/api/v1/environments/${scene.environmentId}/`, {
    as: admin.authorization,
  });

  expect(answer.body).toMatchObject({ hide_sensitive_data: true, project: scene.projectId });
  expect(byId.body).toEqual({ ...(answer.body as object), total_segment_overrides: 0 });
  const { rows } = await management.pool.query('select before, after from audit_logs where environment_id = $1', [
    scene.environmentId,
  ]);
  expect(rows).toEqual([{ before: { hide_sensitive_data: false }, after: { hide_sensitive_data: true } }]);
});

test('environment: faulty input → 400 that names the field', async () => {
  const { scene, admin } = await prepare();
  const other = await createScene(management.pool);
  const patch = (body: unknown) =>
    management.call('PATCH', `/api/v1/environments/${scene.clientKey}/`, { as: admin.authorization, body });

  for (const [body, field] of [
    [{ name: '' }, 'name'],
    [{ banner_colour: '#1234567' }, 'banner_colour'],
    [{ api_key: 'ser.abc' }, 'api_key'],
    [{ api_key: 'a/b' }, 'api_key'],
    [{ api_key: other.clientKey }, 'api_key'],
    [{ description: 'x'.repeat(20_001) }, 'description'],
    [{ metadata: [{ model_field: 1, field_value: 'x' }] }, 'metadata'],
    [{ metadata: 'x' }, 'metadata'],
  ] as const) {
    const answer = await patch(body);
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, [field]]);
  }
  expect(
    (await management.call('PATCH', `/api/v1/environments/${scene.clientKey}/`, { as: admin.authorization, body: '{' }))
      .status,
  ).toBe(400);
});

test('environment: cloned → the same document but for ids and keys, the same bucketing seeds; name taken → 400', async () => {
  const { scene, admin } = await prepare();
  const feature = await addFeature(scene, 'split', {
    enabled: true,
    value: 'control',
    variants: [
      { key: 'a', value: 'a', percentage: 30 },
      { key: 'b', value: 'b', percentage: 40 },
    ],
  });
  const segment = await addSegment(scene, 'beta', whereTrait('plan', 'beta'));
  await addSegmentOverride(scene, feature, segment, { enabled: false, value: 'beta value' });

  const clone = await management.call('POST', `/api/v1/environments/${scene.clientKey}/clone/`, {
    as: admin.authorization,
    body: { name: 'Copy' },
  });
  const again = await management.call('POST', `/api/v1/environments/${scene.clientKey}/clone/`, {
    as: admin.authorization,
    body: { name: 'Copy' },
  });

  expect(clone.status).toBe(200);
  expect(Object.keys(clone.body as object)).toEqual(['id', 'name', 'api_key', 'project']);
  expect(again.status).toBe(400);
  const [original, copy] = [
    await documentOf(scene.clientKey, admin),
    await documentOf((clone.body as { api_key: string }).api_key, admin),
  ];
  const bare = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (key, part: unknown) =>
      ['featurestate_uuid', 'mv_fs_value_uuid', 'updated_at'].includes(key) ? undefined : part,
    );
  expect(bare(copy.feature_states)).toEqual(bare(original.feature_states));
  expect(bare(copy.project.segments)).toEqual(bare(original.project.segments));
});

test('environments: listed without a project → 400; of a foreign project → 404; for a member → those that may be viewed', async () => {
  const { scene, admin } = await prepare();
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  const stranger = await createPerson(management.pool);
  const list = (as: string, query: string) => management.call('GET', `/api/v1/environments/${query}`, { as });

  expect((await list(admin.authorization, '')).body).toEqual({ project: ['This field is required.'] });
  expect((await list(stranger.authorization, `?project=${scene.projectId}`)).status).toBe(404);
  expect((await list(member.authorization, `?project=${scene.projectId}`)).body).toMatchObject({
    count: 0,
    results: [],
  });
  expect((await list(admin.authorization, `?project=${scene.projectId}`)).body).toMatchObject({
    count: 1,
    results: [{ api_key: scene.clientKey }],
  });
});

test('server-side keys: created → sealed at rest and shown whole; changed and deleted → published each time', async () => {
  const { scene, admin } = await prepare();
  const path = `/api/v1/environments/${scene.clientKey}/api-keys/`;

  const created = await management.call('POST', path, {
    as: admin.authorization,
    body: { name: 'CI', key: 'ser.mine' },
  });
  const { id, key } = created.body as { id: number; key: string };
  const stored = await management.pool.query('select key from environment_api_keys where id = $1', [id]);
  const listed = await management.call('GET', path, { as: admin.authorization });
  const changed = await management.call('PUT', `${path}${id}/`, {
    as: admin.authorization,
    body: { active: false, expires_at: '2030-01-01T00:00:00Z' },
  });

  expect(created.status).toBe(201);
  expect(key).toMatch(/^ser\.\w{22}$/);
  expect(stored.rows[0].key).not.toContain(key.slice(4));
  expect(listed.body).toContainEqual(created.body);
  expect(changed.body).toMatchObject({ id, key, active: false, name: 'CI', expires_at: '2030-01-01T00:00:00.000Z' });
  expect((await management.call('DELETE', `${path}${id}/`, { as: admin.authorization })).status).toBe(204);
  expect((await management.call('DELETE', `${path}${id}/`, { as: admin.authorization })).status).toBe(404);
  expect(management.published.filter((one) => one === scene.environmentId)).toHaveLength(3);
  const { rows } = await management.pool.query(
    `select log from audit_logs where environment_id = $1 and related_object_type = 'KEY' order by id`,
    [scene.environmentId],
  );
  expect(rows.map((row: { log: string }) => row.log)).toEqual([
    'Server-side key created: CI',
    'Server-side key updated: CI',
    'Server-side key deleted: CI',
  ]);
});

test('server-side keys: sealed with another secret than now → listed without the key, and deleted', async () => {
  const { scene, admin } = await prepare();
  const path = `/api/v1/environments/${scene.clientKey}/api-keys/`;
  const sealed = await openSealer({ DJANGO_SECRET_KEY: 'another secret' }).seal(
    'ser.x',
    `environment_api_keys.key:${scene.environmentId}`,
  );
  const { rows } = await management.pool.query(
    `insert into environment_api_keys (environment_id, key, key_hash, name) values ($1, $2, $3, 'Old') returning id`,
    [scene.environmentId, sealed, `hash of ${scene.environmentId}`],
  );
  const { id } = rows[0] as { id: number };
  const listed = await management.call('GET', path, { as: admin.authorization });
  expect(listed).toMatchObject({
    status: 200,
    body: expect.arrayContaining([expect.objectContaining({ id, key: 'ser.' })]),
  });
  expect((await management.call('DELETE', `${path}${id}/`, { as: admin.authorization })).status).toBe(204);
});

test('server-side keys: id of another environment’s key → 404 and that key untouched', async () => {
  const { scene, admin } = await prepare();
  const other = await createScene(management.pool);
  const { rows } = await management.pool.query('select id from environment_api_keys where environment_id = $1', [
    other.environmentId,
  ]);

  const answer = await management.call('DELETE', `/api/v1/environments/${scene.clientKey}/api-keys/${rows[0].id}/`, {
    as: admin.authorization,
  });

  expect(answer.status).toBe(404);
  expect((await management.pool.query('select from environment_api_keys where id = $1', [rows[0].id])).rowCount).toBe(
    1,
  );
});

test('onboarding: first report → kept; later ones change nothing; unknown key → 404', async () => {
  const { scene } = await prepare();
  const path = `/api/v1/environments/${scene.clientKey}/onboarding-status/`;

  expect((await management.call('GET', path)).body).toEqual({
    first_evaluated_at: null,
    first_evaluated_sdk_label: null,
  });
  const first = await management.call('PUT', path, { body: { first_evaluated_sdk_label: 'js' } });
  const second = await management.call('PUT', path, { body: { first_evaluated_sdk_label: 'go' } });

  expect(first.body).toMatchObject({ first_evaluated_sdk_label: 'js' });
  expect(second.body).toEqual(first.body);
  expect((await management.call('GET', '/api/v1/environments/nobody/onboarding-status/')).status).toBe(404);
});

test('onboarding: nobody reported, but requests were counted → since the first of them, and by whom', async () => {
  const { scene } = await prepare();
  const count = (table: string, start: string, agent: string) =>
    management.pool.query(
      `insert into ${table} (environment_id, organisation_id, block_start, resource, count, user_agent) values ($1, $2, $3, 1, 1, $4)`,
      [scene.environmentId, scene.organisationId, start, agent],
    );
  const status = async () =>
    (await management.call('GET', `/api/v1/environments/${scene.clientKey}/onboarding-status/`)).body;

  await count('api_usage_hours', '2030-01-02T10:00:00Z', 'flagsmith-go-sdk/5');
  await count('api_usage_blocks', '2030-01-02T10:30:00Z', 'flagsmith-go-sdk/5');
  expect(await status()).toEqual({
    first_evaluated_at: '2030-01-02T10:30:00.000Z',
    first_evaluated_sdk_label: 'flagsmith-go-sdk/5',
  });
  await count('api_usage_hours', '2029-01-02T10:00:00Z', '');
  expect(await status()).toEqual({
    first_evaluated_at: '2029-01-02T10:00:00.000Z',
    first_evaluated_sdk_label: null,
  });
});
