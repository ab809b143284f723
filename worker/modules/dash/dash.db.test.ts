import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  DashBootstrap,
  DashFeature,
  DashFlags,
  DashIdentity,
  DashIntegrations,
  DashSegmentUse,
} from '../../contract/dash.ts';
import { addEnvironment, createScene } from '../../testing/fixtures/scene.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegment,
  addSegmentOverride,
} from '../../testing/fixtures/scene-features.ts';
import { addTag, grantOnProject } from '../../testing/management/feature-project.ts';
import { createEnvironmentMember } from '../../testing/management/flag-place.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember, createPerson } from '../../testing/management/people.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const BOOTSTRAP = '/api/v1/dash/bootstrap/';

async function read(as: string, query = '') {
  const { status, body } = await management.call('GET', `${BOOTSTRAP}${query}`, { as });
  return { status, body: body as DashBootstrap };
}

async function prepare() {
  const scene = await createScene(management.pool, { organisation: { name: 'Acme' }, project: { name: 'Shop' } });
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  return { scene, admin };
}

test('bootstrap: nothing asked for → the caller with their organisations, no place', async () => {
  const { scene, admin } = await prepare();
  await createScene(management.pool);

  const { status, body } = await read(admin.authorization);

  expect(status).toBe(200);
  expect(body).toEqual({
    user: { id: admin.id, email: admin.email, first_name: 'Ada', last_name: 'Lovelace', is_superuser: false },
    organisations: [{ id: scene.organisationId, name: 'Acme', role: 'ADMIN', plan: 'free' }],
    capabilities: { sends_mail: true, creates_organisations: true },
    flags: null,
    providers: [],
    project: null,
    environment: null,
  });
});

test('bootstrap: an environment → its project, environments, tags, permissions and counts', async () => {
  const { scene, admin } = await prepare();
  const other = await addEnvironment(scene, { name: 'Staging' });
  await addTag(scene);
  await addFeature(scene, 'one');

  const { body } = await read(admin.authorization, `?project=${scene.projectId}&environment=${scene.clientKey}`);

  expect(body.project).toMatchObject({
    id: scene.projectId,
    name: 'Shop',
    organisation: scene.organisationId,
    enable_realtime_updates: false,
    permissions: { admin: true },
    siblings: [{ id: scene.projectId, name: 'Shop' }],
    tags: [{ label: 'tag' }],
    counts: { features: 1, segments: 0 },
  });
  expect(body.project?.environments.map(({ api_key }) => api_key)).toEqual([scene.clientKey, other.clientKey]);
  expect(body.environment).toMatchObject({
    id: scene.environmentId,
    api_key: scene.clientKey,
    permissions: { admin: true },
  });
  expect((await read(admin.authorization, `?environment=${scene.clientKey}`)).body.project?.id).toBe(scene.projectId);
});

test('bootstrap: an environment of another project → the project alone', async () => {
  const { scene, admin } = await prepare();
  const other = await createScene(management.pool);

  const { body } = await read(admin.authorization, `?project=${scene.projectId}&environment=${other.clientKey}`);

  expect([body.project?.id, body.environment]).toEqual([scene.projectId, null]);
});

test('bootstrap: another organisation, a missing id, nonsense → the same answer: nothing there', async () => {
  const { scene } = await prepare();
  const stranger = await createPerson(management.pool);
  const queries = [
    `?project=${scene.projectId}&environment=${scene.clientKey}`,
    `?environment=${scene.clientKey}`,
    '?project=2000000000',
    '?project=x&environment=%00',
  ];

  for (const query of queries) {
    const { status, body } = await read(stranger.authorization, query);
    expect([status, body.project, body.environment]).toEqual([200, null, null]);
  }
});

test('bootstrap: a member sees what they may view and no more', async () => {
  const { scene } = await prepare();
  await addEnvironment(scene, { name: 'Hidden' });
  const place = `?project=${scene.projectId}&environment=${scene.clientKey}`;
  const nobody = await createMember(management.pool, scene.organisationId, 'USER');
  const viewer = await createMember(management.pool, scene.organisationId, 'USER');
  await grantOnProject(scene, viewer.id, '{VIEW_PROJECT}');
  const both = await createEnvironmentMember(management, scene, '{VIEW_ENVIRONMENT}');
  await grantOnProject(scene, both.id, '{VIEW_PROJECT}');

  expect((await read(nobody.authorization, place)).body).toMatchObject({ project: null, environment: null });
  expect((await read(viewer.authorization, place)).body).toMatchObject({
    project: { environments: [], permissions: { admin: false, permissions: ['VIEW_PROJECT'] } },
    environment: null,
  });
  const { body } = await read(both.authorization, place);
  expect(body.project?.environments.map(({ id }) => id)).toEqual([scene.environmentId]);
  expect(body.environment?.permissions).toEqual({
    admin: false,
    permissions: ['VIEW_ENVIRONMENT'],
    tag_based_permissions: [],
  });
});

test('bootstrap: no credentials → 401; a master key → 403', async () => {
  const { scene } = await prepare();
  const key = await createMasterKey(management.pool, scene.organisationId, { isAdmin: true });

  expect((await management.call('GET', BOOTSTRAP)).status).toBe(401);
  expect((await read(key.authorization)).status).toBe(403);
});

test('feature: in an environment → definition, default, overrides with names and priorities, counts', async () => {
  const { scene, admin } = await prepare();
  const feature = await addFeature(scene, 'button', {
    value: 'green',
    variants: [{ key: 'a', value: 'blue', percentage: 30 }],
  });
  const segmentId = await addSegment(scene, 'staff', []);
  await addSegmentOverride(scene, feature, segmentId, { value: 'gold', priority: 2, weights: { a: 50 } });
  await addIdentityOverride(scene, feature, 'ada', { value: 'red' });

  const path = `/api/v1/dash/environments/${scene.clientKey}/features/${feature.id}/`;
  const answer = await management.call('GET', path, { as: admin.authorization });

  expect(answer.status).toBe(200);
  expect(answer.body as DashFeature).toMatchObject({
    feature: {
      id: feature.id,
      name: 'button',
      type: 'MULTIVARIATE',
      num_identity_overrides: 1,
      num_segment_overrides: 1,
    },
    flag: {
      environment_default: { enabled: true, value: { type: 'string', value: 'green' }, variants: [{ weight: 30 }] },
      segment_overrides: [{ segment: { id: segmentId }, priority: 2, value: { value: 'gold' } }],
    },
    segments: [{ id: segmentId, name: 'staff', is_feature_specific: false }],
    uses_versions: false,
    minimum_change_request_approvals: null,
    scheduled: [],
  });
});

test('flags: of an environment → each as it is shown alone, by name; archived ones left out; names of segments', async () => {
  const { scene, admin } = await prepare();
  const other = await addEnvironment(scene, { name: 'Staging' });
  const variants = [{ key: 'a', value: 'blue', percentage: 30 }];
  const button = await addFeature(scene, 'button', { value: 'green', variants });
  const size = await addFeature(scene, 'size', { value: 10, enabled: false });
  const old = await addFeature(scene, 'old');
  const gone = await addSegment(scene, 'gone', []);
  const staff = await addSegment(scene, 'staff', []);
  const [first, second] = [await addSegment(scene, 'beta', []), await addSegment(scene, 'alpha', [])];
  await addSegmentOverride(scene, button, first, { value: 'gold', priority: 2, weights: { a: 50 } });
  await addSegmentOverride(scene, button, second, { value: 'red', priority: 1 });
  await addSegmentOverride(scene, size, gone, { value: 3 });
  await addSegmentOverride({ ...scene, environmentId: other.environmentId }, size, staff, { value: 12 });
  await addIdentityOverride(scene, size, 'ada', { value: 1 });
  await scene.db.execute(sql`update features set is_archived = true where id = ${old.id}`);
  await scene.db.execute(sql`update segments set deleted_at = now() where id = ${gone}`);

  for (const { clientKey } of [scene, other]) {
    const path = `/api/v1/dash/environments/${clientKey}/flags/`;
    const { status, body } = await management.call('GET', path, { as: admin.authorization });
    expect(status).toBe(200);
    const { features, segments, permissions } = body as DashFlags;
    expect(permissions.admin).toBe(true);
    expect(features.map(({ name }) => name)).toEqual(['button', 'size']);
    for (const { id, flag } of features) {
      const alone = `/api/__future__/environments/${clientKey}/features/${id}/`;
      expect(flag).toEqual((await management.call('GET', alone, { as: admin.authorization })).body);
    }
    const isFirst = clientKey === scene.clientKey;
    expect(segments.map(({ name }) => name)).toEqual(isFirst ? ['alpha', 'beta'] : ['staff']);
    expect(features[0]?.variations).toEqual([{ id: expect.any(Number), name: 'a' }]);
  }
});

test('flags: without VIEW_PROJECT → 403; another organisation’s environment → 404', async () => {
  const { scene, admin } = await prepare();
  const foreign = await createScene(management.pool);
  const half = await createEnvironmentMember(management, scene, '{VIEW_ENVIRONMENT}');
  const status = async (key: string, as: string) =>
    (await management.call('GET', `/api/v1/dash/environments/${key}/flags/`, { as })).status;

  expect(await status(scene.clientKey, half.authorization)).toBe(403);
  expect(await status(foreign.clientKey, admin.authorization)).toBe(404);
});

test('feature: a change stored for later → told when', async () => {
  const { scene, admin } = await prepare();
  const feature = await addFeature(scene, 'button');
  await scene.db
    .execute(sql`insert into feature_states (project_id, environment_id, feature_id, enabled, version, live_from)
    values (${scene.projectId}, ${scene.environmentId}, ${feature.id}, true, 2, '2099-01-01T00:00:00Z')`);

  const path = `/api/v1/dash/environments/${scene.clientKey}/features/${feature.id}/`;
  const { body } = await management.call('GET', path, { as: admin.authorization });

  expect((body as DashFeature).scheduled).toEqual(['2099-01-01T00:00:00.000000Z']);
});

test('feature: another project’s, another organisation’s → 404; without VIEW_PROJECT → 403', async () => {
  const { scene, admin } = await prepare();
  const foreign = await createScene(management.pool);
  const theirs = await addFeature(foreign, 'theirs');
  const ours = await addFeature(scene, 'ours');
  const half = await createEnvironmentMember(management, scene, '{VIEW_ENVIRONMENT}');
  const status = async (key: string, id: number, as: string) =>
    (await management.call('GET', `/api/v1/dash/environments/${key}/features/${id}/`, { as })).status;

  expect(await status(scene.clientKey, theirs.id, admin.authorization)).toBe(404);
  expect(await status(foreign.clientKey, theirs.id, admin.authorization)).toBe(404);
  expect(await status(scene.clientKey, ours.id, half.authorization)).toBe(403);
});

test('history: of a feature → its own changes and those in this environment, newest first, with what changed', async () => {
  const { scene, admin } = await prepare();
  const as = admin.authorization;
  const other = await addEnvironment(scene, { name: 'Staging' });
  const feature = await addFeature(scene, 'button', { value: 'green' });
  const namesake = await addFeature(scene, 'button-2', { value: 'x' });
  const send = async (method: string, path: string, body: object) =>
    expect((await management.call(method, path, { as, body })).status).toBeLessThan(300);
  const flag = (key: string, id: number) => `/api/__future__/environments/${key}/features/${id}/`;
  await send('PATCH', `/api/v1/projects/${scene.projectId}/features/${feature.id}/`, { description: 'Big' });
  await send('PATCH', flag(scene.clientKey, feature.id), {
    environment_default: { value: { type: 'string', value: 'blue' } },
  });
  await send('PATCH', flag(other.clientKey, feature.id), { environment_default: { enabled: false } });
  await send('PATCH', flag(scene.clientKey, namesake.id), { environment_default: { enabled: false } });

  const path = `/api/v1/dash/environments/${scene.clientKey}/features/${feature.id}/history/`;
  const { status, body } = await management.call('GET', path, { as });

  expect(status).toBe(200);
  const { count, results } = body as { count: number; results: { log: string }[] };
  expect(count).toBe(2);
  expect(results).toMatchObject([
    {
      log: 'Flag updated (value): button',
      author: { id: admin.id },
      change_details: [{ field: 'value', old: 'green', new: 'blue' }],
    },
    { log: 'Feature updated: button', change_details: [{ field: 'description', new: 'Big' }] },
  ]);
  const second = await management.call('GET', `${path}?page=2&page_size=1`, { as });
  expect(second.body).toMatchObject({ count: 2, results: [{ log: 'Feature updated: button' }] });
});

test('history: an environment with versions → its versions; another feature’s id → 404; no VIEW_AUDIT_LOG → 403', async () => {
  const { scene, admin } = await prepare();
  const versioned = await addEnvironment(scene, { name: 'Staging', useV2FeatureVersioning: true });
  const feature = await addFeature(scene, 'button', { value: 'green' });
  const foreign = await addFeature(await createScene(management.pool), 'theirs');
  const half = await createEnvironmentMember(management, versioned, '{VIEW_ENVIRONMENT}');
  await grantOnProject(scene, half.id, '{VIEW_PROJECT}');
  const path = (id: number) => `/api/v1/dash/environments/${versioned.clientKey}/features/${id}/history/`;
  const flag = `/api/__future__/environments/${versioned.clientKey}/features/${feature.id}/`;
  const body = { environment_default: { value: { type: 'string', value: 'red' } } };
  expect((await management.call('PATCH', flag, { as: admin.authorization, body })).status).toBe(200);

  const { body: page } = await management.call('GET', path(feature.id), { as: admin.authorization });

  expect((page as { results: object[] }).results[0]).toMatchObject({ log: 'Version published: button' });
  expect((await management.call('GET', path(foreign.id), { as: admin.authorization })).status).toBe(404);
  expect((await management.call('GET', path(feature.id), { as: half.authorization })).status).toBe(403);
});

test('config: nobody signed in → where the flags of the dashboard come from, or null', async () => {
  expect((await management.call('GET', '/api/v1/dash/config/')).body).toEqual({ flags: null, providers: [] });
  const { setting } = management.ports;
  const variables: Record<string, string> = {
    FLAGSMITH_ON_FLAGSMITH_API_KEY: 'own-key',
    FLAGSMITH_ON_FLAGSMITH_API_URL: 'https://flags.example.com/api/v1',
  };
  management.ports.setting = (name) => variables[name] ?? setting(name);
  const { body } = await management.call('GET', '/api/v1/dash/config/');
  management.ports.setting = setting;
  const flags = { api_url: 'https://flags.example.com/api/v1/', environment_key: 'own-key' };
  expect(body).toEqual({ flags, providers: [] });
});

test('identities: with traits of every type, the newest first; searched; page by page', async () => {
  const { scene, admin } = await prepare();
  await scene.db.execute(sql`
    with made as (insert into identities (environment_id, identifier, created_date)
      select ${scene.environmentId}, 'person-' || n, now() + n * interval '1 second' from generate_series(1, 3) n returning id, identifier)
    insert into traits (environment_id, identity_id, trait_key, value_type, string_value, integer_value, boolean_value, float_value, written_at, deleted_at)
    select ${scene.environmentId}, id, t.*, now(), case t.key when 'gone' then now() end from made, (values
      ('plan', 'unicode', 'pro', null::bigint, null::boolean, null::float8), ('age', 'int', null, 40, null, null),
      ('staff', 'bool', null, null, false, null), ('score', 'float', null, null, null, 1.5), ('gone', 'int', null, null, null, null)) t(key)
    where identifier = 'person-2'`);
  const list = async (query: string) => {
    const path = `/api/v1/dash/environments/${scene.clientKey}/identities/${query}`;
    const { status, body } = await management.call('GET', path, { as: admin.authorization });
    return { status, body: body as { count: number; results: DashIdentity[] } };
  };
  const namesOf = ({ body }: Awaited<ReturnType<typeof list>>) => body.results.map(({ identifier }) => identifier);

  const all = await list('');
  expect([all.status, all.body.count, namesOf(all)]).toEqual([200, 3, ['person-3', 'person-2', 'person-1']]);
  expect(all.body.results[1]?.traits).toEqual({ plan: 'pro', age: 40, staff: false, score: 1.5 });
  expect(all.body.results[0]?.traits).toEqual({});
  expect(namesOf(await list('?page_size=2&page=2'))).toEqual(['person-1']);
  expect(namesOf(await list('?q=%22person-1%22'))).toEqual(['person-1']);
});

test('identities: without VIEW_IDENTITIES → 403; another organisation’s environment → 404', async () => {
  const { scene, admin } = await prepare();
  const foreign = await createScene(management.pool);
  const half = await createEnvironmentMember(management, scene, '{VIEW_ENVIRONMENT}');
  const status = async (key: string, as: string) =>
    (await management.call('GET', `/api/v1/dash/environments/${key}/identities/`, { as })).status;

  expect(await status(scene.clientKey, half.authorization)).toBe(403);
  expect(await status(foreign.clientKey, admin.authorization)).toBe(404);
});

test('segment uses: by environment and feature, with state and value; only where the caller may look', async () => {
  const { scene, admin } = await prepare();
  const other = await addEnvironment(scene, { name: 'Staging' });
  const segmentId = await addSegment(scene, 'staff', []);
  const size = await addFeature(scene, 'size', { value: 10 });
  const button = await addFeature(scene, 'button', { value: 'green' });
  await addSegmentOverride(scene, size, segmentId, { value: 24, enabled: false, priority: 3 });
  await addSegmentOverride(scene, button, segmentId, { value: 'gold' });
  await addSegmentOverride({ ...scene, environmentId: other.environmentId }, size, segmentId, { value: 5 });
  const list = async (as: string, project = scene.projectId) =>
    management.call('GET', `/api/v1/dash/projects/${project}/segments/${segmentId}/uses/`, { as });

  const { body } = await list(admin.authorization);
  expect((body as DashSegmentUse[]).map((use) => [use.environment, use.feature.name, use.feature_state_value])).toEqual(
    [
      [scene.environmentId, 'button', 'gold'],
      [scene.environmentId, 'size', 24],
      [other.environmentId, 'size', 5],
    ],
  );
  expect((body as DashSegmentUse[])[1]).toMatchObject({ enabled: false, priority: 3, feature: { id: size.id } });

  const member = await createEnvironmentMember(management, scene, '{VIEW_ENVIRONMENT}');
  await grantOnProject(scene, member.id, '{VIEW_PROJECT}');
  const own = (await list(member.authorization)).body as DashSegmentUse[];
  expect(own.map(({ environment }) => environment)).toEqual([scene.environmentId, scene.environmentId]);
  const foreign = await createScene(management.pool);
  const stranger = await createMember(management.pool, foreign.organisationId, 'ADMIN');
  expect((await list(stranger.authorization, foreign.projectId)).status).toBe(404);
});

test('integrations: of the project and the environments that one may view → listed without secrets; the others are not', async () => {
  const { scene, admin } = await prepare();
  const hidden = await addEnvironment(scene, { name: 'Hidden' });
  const call = (method: string, path: string, body?: object, as = admin.authorization) =>
    management.call(method, path, { as, ...(body === undefined ? {} : { body }) });
  const amplitude = { api_key: 'hush-hush', base_url: 'https://api.amplitude.com' };
  const grafana = { api_key: 'hush-hush', base_url: 'https://grafana.example.com' };
  await call('POST', `/api/v1/projects/${scene.projectId}/integrations/grafana/`, grafana);
  await call('POST', `/api/v1/environments/${scene.clientKey}/integrations/amplitude/`, amplitude);
  await call('POST', `/api/v1/environments/${hidden.clientKey}/integrations/amplitude/`, amplitude);
  const path = `/api/v1/dash/projects/${scene.projectId}/integrations/`;

  const all = (await call('GET', path)).body as DashIntegrations;
  const viewer = await createEnvironmentMember(management, scene, '{VIEW_ENVIRONMENT}');
  await grantOnProject(scene, viewer.id, '{VIEW_PROJECT}');
  const some = await call('GET', path, undefined, viewer.authorization);

  expect(all.integrations.map(({ kind, environment }) => [kind, environment])).toEqual([
    ['grafana', null],
    ['amplitude', scene.environmentId],
    ['amplitude', hidden.environmentId],
  ]);
  expect(all.integrations[0]?.fields).toEqual({ base_url: 'https://grafana.example.com', api_key: '********' });
  expect(JSON.stringify(all)).not.toContain('hush');
  expect(all.slack).toEqual({ has_app: false, installation: null, channels: [] });
  expect((some.body as DashIntegrations).integrations.map(({ environment }) => environment)).toEqual([
    null,
    scene.environmentId,
  ]);
});
