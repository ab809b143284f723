import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Feature } from '../../contract/features.ts';
import { addEnvironment, type Scene, type SceneOptions } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember, createPerson } from '../../testing/management/people.ts';
import {
  addGroup,
  addTag,
  forgetTouched,
  grantOnProject,
  prepareProject,
  readAudits,
  readRows,
  readTouched,
} from '../../testing/management/feature-project.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const prepare = (options?: SceneOptions) => prepareProject(management, options);

test('features: created → the whole wire shape, a default in each environment, audit and outbox rows', async () => {
  const { scene, admin, list, send } = await prepare();
  const versioned = await addEnvironment(scene, { useV2FeatureVersioning: true });
  const gone = await addEnvironment(scene, { deletedAt: new Date() });

  const answer = await send('POST', list, {
    name: ' checkout ',
    initial_value: 'blue ',
    description: 'd',
    metadata: [],
    tags: [],
    project: String(scene.projectId),
    type: 'STANDARD',
    default_enabled: true,
    unknown: 1,
  });

  expect(answer.status).toBe(201);
  const feature = answer.body as Feature;
  expect(feature).toEqual({
    id: expect.any(Number),
    name: 'checkout',
    type: 'STANDARD',
    default_enabled: true,
    initial_value: 'blue ',
    created_date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    description: 'd',
    tags: [],
    multivariate_options: [],
    is_archived: false,
    owners: [
      {
        id: admin.id,
        email: admin.email,
        first_name: 'Ada',
        last_name: 'Lovelace',
        last_login: null,
        uuid: expect.any(String),
      },
    ],
    group_owners: [],
    uuid: expect.any(String),
    project: scene.projectId,
    environment_feature_state: null,
    segment_feature_state: null,
    num_segment_overrides: 0,
    num_identity_overrides: null,
    is_num_identity_overrides_complete: true,
    is_server_key_only: false,
    last_modified_in_any_environment: expect.any(String),
    last_modified_in_current_environment: null,
    metadata: [],
    code_references_counts: [],
    lifecycle_stage: null,
  });
  const states = await readRows(
    scene,
    sql`select s.environment_id, s.enabled, s.version, s.live_from <= now() as live, v.string_value,
      s.environment_feature_version_uuid is not null as versioned
      from feature_states s join feature_state_values v on v.feature_state_id = s.id where s.feature_id = ${feature.id} order by 1`,
  );
  const state = { enabled: true, version: 1, live: true, string_value: 'blue ' };
  expect(states).toEqual([
    { ...state, environment_id: scene.environmentId, versioned: false },
    { ...state, environment_id: versioned.environmentId, versioned: true },
  ]);
  expect(await readTouched(scene)).toEqual([scene.environmentId, versioned.environmentId]);
  expect(management.published).toContain(versioned.environmentId);
  expect(management.published).not.toContain(gone.environmentId);
  expect(await readAudits(scene)).toMatchObject([
    { type: 'FEATURE', change: 'CREATE', log: 'Feature created: checkout', environment_id: null },
    { type: 'FEATURE_STATE', change: 'CREATE', environment_id: scene.environmentId },
  ]);
  const shown = await send('GET', `${list}${feature.id}/?environment=${versioned.environmentId}`);
  expect(shown.body).toMatchObject({
    environment_feature_state: { feature_state_value: 'blue ', enabled: true, environment: versioned.environmentId },
    num_identity_overrides: 0,
  });
  const byUuid = await send('GET', `/api/v1/features/get-by-uuid/${feature.uuid}/`);
  expect(byUuid.body).toEqual(feature);
});

test.each([
  ['42', 'int', 42],
  ['-7', 'int', -7],
  [42, 'int', 42],
  ['3000000000', 'unicode', '3000000000'],
  ['1.5', 'unicode', '1.5'],
  [1.5, 'unicode', '1.5'],
  ['true', 'bool', true],
  ['False', 'bool', false],
  [true, 'bool', true],
  ['', 'unicode', ''],
  [null, 'unicode', null],
  [{ a: 1 }, 'unicode', '{"a":1}'],
])('features: initial value %j → stored as %s %j', async (initialValue, type, value) => {
  const { scene, create, list, send } = await prepare();

  const feature = await create({ name: 'a', initial_value: initialValue });

  const [row] = await readRows(
    scene,
    sql`select v.type from feature_state_values v join feature_states s on s.id = v.feature_state_id where s.feature_id = ${feature.id}`,
  );
  expect(row).toEqual({ type });
  const shown = await send('GET', `${list}?environment=${scene.environmentId}`);
  expect(shown.body).toMatchObject({ results: [{ environment_feature_state: { feature_state_value: value } }] });
});

test('features: project that prevents defaults → off and empty in every environment, the feature says what was wished', async () => {
  const { scene, create, list, send } = await prepare({ project: { preventFlagDefaults: true } });

  const feature = await create({ name: 'a', initial_value: 'x', default_enabled: true });

  expect(feature).toMatchObject({ initial_value: 'x', default_enabled: true });
  const shown = await send('GET', `${list}${feature.id}/?environment=${scene.environmentId}`);
  expect(shown.body).toMatchObject({ environment_feature_state: { feature_state_value: null, enabled: false } });
});

const long = (length: number) => 'x'.repeat(length);
const refused: [body: object, field: string][] = [
  [{}, 'name'],
  [{ name: '' }, 'name'],
  [{ name: long(2001) }, 'name'],
  [{ name: 'TAKEN' }, 'name'],
  [{ name: 'a', initial_value: long(20_001) }, 'initial_value'],
  [{ name: 'a', initial_value: 'x\0' }, 'initial_value'],
  [{ name: 'a', type: 'CONFIG' }, 'type'],
  [{ name: 'a', tags: [2_000_000] }, 'tags'],
  [{ name: 'a', tags: 'x' }, 'tags'],
  [{ name: 'a', owners: [2_000_000] }, 'owners'],
  [{ name: 'a', group_owners: [2_000_000] }, 'group_owners'],
  [{ name: 'a', metadata: [{ model_field: 2_000_000, field_value: 'x' }] }, 'metadata'],
  [{ name: 'a', is_archived: 'maybe' }, 'is_archived'],
  [{ name: 'a', multivariate_options: [{ default_percentage_allocation: 101 }] }, 'multivariate_options'],
  [{ name: 'a', multivariate_options: [{ string_value: 'x' }, { string_value: 'y' }] }, 'multivariate_options'],
  [{ name: 'a', multivariate_options: [{ type: 'int' }] }, 'integer_value'],
];

test.each(refused.map(([body, field]) => [JSON.stringify(body).slice(0, 80), field, body] as const))(
  'features: %s → 400 that names %s, nothing stored',
  async (_, field, body) => {
    const { scene, create, list, send } = await prepare();
    await create({ name: 'taken' });
    const audits = await readAudits(scene);

    const answer = await send('POST', list, body);

    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body as object)).toEqual([field]);
    expect(await readAudits(scene)).toEqual(audits);
    const [row] = await readRows(
      scene,
      sql`select count(*)::int as count from features where project_id = ${scene.projectId}`,
    );
    expect(row).toEqual({ count: 1 });
  },
);

test('features: name pattern → must match the whole name', async () => {
  const { list, send } = await prepare({ project: { featureNameRegex: '[a-z]+|x\\d' } });

  const statusOf = async (name: string) => (await send('POST', list, { name })).status;

  expect(await statusOf('abc')).toBe(201);
  expect(await statusOf('x1')).toBe(201);
  expect(await statusOf('abc1')).toBe(400);
  expect(await statusOf('1abc')).toBe(400);
  const refused = await send('POST', list, { name: 'ABC' });
  expect(refused.body).toEqual({ name: [expect.stringContaining('[a-z]+')] });
});

test('features: changed → read-only fields stay, one audit row, outbox rows only for what SDKs see', async () => {
  const { scene, create, list, send } = await prepare();
  const tagId = await addTag(scene);
  const feature = await create({ name: 'a', initial_value: '1' });
  await forgetTouched(scene);
  const path = `${list}${feature.id}/`;

  const tagged = await send('PATCH', path, { tags: [tagId] });
  expect(await readTouched(scene)).toEqual([]);
  const changed = await send('PUT', path, {
    name: 'b',
    initial_value: '2',
    default_enabled: true,
    owners: [],
    group_owners: [1],
    description: 'new',
    is_server_key_only: true,
    multivariate_options: [],
  });

  expect(tagged.body).toMatchObject({ tags: [tagId] });
  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({
    name: 'a',
    initial_value: '1',
    default_enabled: false,
    owners: [{ id: feature.owners[0]?.id }],
    description: 'new',
    is_server_key_only: true,
    tags: [tagId],
  });
  expect(await readTouched(scene)).toEqual([scene.environmentId]);
  expect((await readAudits(scene)).slice(2)).toMatchObject([
    { log: 'Feature updated: a', before: { tags: [] }, after: { tags: [tagId] } },
    {
      before: { description: null, is_server_key_only: false },
      after: { description: 'new', is_server_key_only: true },
    },
  ]);
});

test('behaviour 36: a change that changes nothing → no audit row and no outbox row', async () => {
  const { scene, create, list, send } = await prepare();
  const feature = await create({
    name: 'a',
    multivariate_options: [{ string_value: 'x', default_percentage_allocation: 10 }],
  });
  const audits = await readAudits(scene);
  await forgetTouched(scene);

  const answer = await send('PUT', `${list}${feature.id}/`, feature);

  expect(answer.status).toBe(200);
  expect(answer.body).toEqual(feature);
  expect(await readAudits(scene)).toEqual(audits);
  expect(await readTouched(scene)).toEqual([]);
});

test('features: deleted → gone for everybody, its name free again, one audit row, every environment touched', async () => {
  const { scene, create, list, send } = await prepare();
  const other = await addEnvironment(scene, { useV2FeatureVersioning: true });
  const feature = await create({ name: 'a' });
  await forgetTouched(scene);

  expect((await send('DELETE', `${list}${feature.id}/`)).status).toBe(204);

  expect((await send('GET', `${list}${feature.id}/`)).status).toBe(404);
  expect((await send('DELETE', `${list}${feature.id}/`)).status).toBe(404);
  expect((await send('GET', list)).body).toMatchObject({ count: 0, results: [] });
  const left = await readRows(
    scene,
    sql`select (select count(*)::int from feature_states where feature_id = ${feature.id} and deleted_at is null) as states,
      (select count(*)::int from environment_feature_versions where feature_id = ${feature.id} and deleted_at is null) as versions`,
  );
  expect(left).toEqual([{ states: 0, versions: 0 }]);
  expect((await readAudits(scene)).filter(({ change }) => change === 'DELETE')).toMatchObject([
    { type: 'FEATURE', log: 'Feature deleted: a' },
  ]);
  expect(await readTouched(scene)).toEqual([scene.environmentId, other.environmentId]);
  expect((await send('POST', list, { name: 'A' })).status).toBe(201);
});

test('behaviour 34: limit of features → 400 at the limit, deleting goes on', async () => {
  const { list, send, create } = await prepare({ project: { maxFeaturesAllowed: 1 } });
  const feature = await create({ name: 'a' });

  const refused = await send('POST', list, { name: 'b' });

  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('maximum allowed');
  expect((await send('DELETE', `${list}${feature.id}/`)).status).toBe(204);
  expect((await send('POST', list, { name: 'b' })).status).toBe(201);
});

test('race: ten features at once where three are allowed → three; ten of one name → one', async () => {
  const limited = await prepare({ project: { maxFeaturesAllowed: 3 } });
  const same = await prepare();
  const ten = Array.from({ length: 10 }, (_, index) => index);

  const answers = await Promise.all(ten.map((index) => limited.send('POST', limited.list, { name: `f${index}` })));
  const named = await Promise.all(ten.map(() => same.send('POST', same.list, { name: 'f' })));

  const statusesOf = (all: { status: number }[]) =>
    all.map(({ status }) => status).toSorted((left, right) => left - right);
  expect(statusesOf(answers)).toEqual([201, 201, 201, 400, 400, 400, 400, 400, 400, 400]);
  expect(statusesOf(named)).toEqual([201, 400, 400, 400, 400, 400, 400, 400, 400, 400]);
});

test('features: who may do what → by role', async () => {
  const { scene, create, list, send } = await prepare();
  const feature = await create({ name: 'a' });
  const member = async (permissions: string | null) => {
    const person = await createMember(management.pool, scene.organisationId, 'USER');
    if (permissions !== null) await grantOnProject(scene, person.id, permissions);
    return person.authorization;
  };
  const [nobody, viewer, editor, deleter] = [
    await member(null),
    await member('{VIEW_PROJECT}'),
    await member('{VIEW_PROJECT,CREATE_FEATURE}'),
    await member('{DELETE_FEATURE}'),
  ];
  const stranger = (await createPerson(management.pool)).authorization;
  const key = (await createMasterKey(management.pool, scene.organisationId)).authorization;
  const one = `${list}${feature.id}/`;
  let counter = 0;
  const statusesOf = async (as: string) => [
    (await send('GET', list, undefined, as)).status,
    (await send('GET', one, undefined, as)).status,
    (await send('POST', list, { name: `n${(counter += 1)}` }, as)).status,
    (await send('PATCH', one, { description: 'x' }, as)).status,
    (await send('DELETE', `${list}2000000/`, undefined, as)).status,
  ];

  expect(await statusesOf(stranger)).toEqual([404, 404, 404, 404, 404]);
  expect(await statusesOf(nobody)).toEqual([403, 403, 403, 403, 403]);
  expect(await statusesOf(viewer)).toEqual([200, 200, 403, 403, 403]);
  expect(await statusesOf(editor)).toEqual([200, 200, 201, 200, 403]);
  expect(await statusesOf(deleter)).toEqual([403, 403, 403, 403, 404]);
  expect(await statusesOf(key)).toEqual([200, 200, 201, 200, 404]);
  const options = [{ string_value: 'x', default_percentage_allocation: 1 }];
  expect((await send('POST', list, { name: 'm', multivariate_options: options }, editor)).status).toBe(403);
  expect((await send('PATCH', one, { multivariate_options: options }, editor)).status).toBe(403);
});

test('features: permission to delete limited to a tag → only features that carry it', async () => {
  const { scene, create, list, send } = await prepare();
  const tagId = await addTag(scene);
  const [tagged, plain] = [await create({ name: 'a', tags: [tagId] }), await create({ name: 'b' })];
  const person = await createMember(management.pool, scene.organisationId, 'USER');
  await scene.db
    .execute(sql`with r as (insert into roles (organisation_id, name) values (${scene.organisationId}, 'Cleaner') returning id),
    a as (insert into role_assignments (role_id, organisation_id, user_id) select id, ${scene.organisationId}, ${person.id} from r),
    p as (insert into role_permissions (role_id, organisation_id, project_id) select id, ${scene.organisationId}, ${scene.projectId} from r returning id),
    k as (insert into role_permission_entries (role_permission_id, permission_key) select id, 'DELETE_FEATURE' from p)
    insert into role_permission_tags (role_permission_id, permission_key, tag_id, project_id)
      select id, 'DELETE_FEATURE', ${tagId}, ${scene.projectId} from p`);

  expect((await send('DELETE', `${list}${plain.id}/`, undefined, person.authorization)).status).toBe(403);
  expect((await send('DELETE', `${list}${tagged.id}/`, undefined, person.authorization)).status).toBe(204);
});

test("behaviour 9: another tenant's ids in path and body → 404 and 400, nothing changed", async () => {
  const { scene, list, send, create } = await prepare();
  const mine = await create({ name: 'mine' });
  const other = await prepare();
  const theirs = await other.create({ name: 'theirs' });
  const theirTag = await addTag(other.scene);
  const siblingTag = await addTag(scene, (await addProject(scene)).projectId);
  const theirGroup = await addGroup(other.scene);

  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { description: 'x' } : undefined;
    expect((await send(method, `${list}${theirs.id}/`, body)).status).toBe(404);
    expect((await send(method, `${other.list}${theirs.id}/`, body)).status).toBe(404);
  }
  expect((await send('GET', `/api/v1/features/get-by-uuid/${theirs.uuid}/`)).status).toBe(404);
  expect((await send('POST', list, { name: 'a', tags: [theirTag] })).body).toHaveProperty('tags');
  expect((await send('PATCH', `${list}${mine.id}/`, { tags: [siblingTag] })).body).toHaveProperty('tags');
  expect((await send('POST', list, { name: 'a', owners: [other.admin.id] })).body).toHaveProperty('owners');
  expect((await send('POST', list, { name: 'a', group_owners: [theirGroup] })).body).toHaveProperty('group_owners');
  expect((await send('GET', `${list}?environment=${other.scene.environmentId}`)).body).toMatchObject({
    results: [{ name: 'mine', environment_feature_state: null }],
  });
  expect((await other.send('GET', `${other.list}${theirs.id}/`)).body).toEqual(theirs);
});

async function addProject(scene: Scene): Promise<{ projectId: number }> {
  const [row] = await readRows(
    scene,
    sql`insert into projects (organisation_id, name) values (${scene.organisationId}, 'Sibling') returning id`,
  );
  return { projectId: Number(row?.['id']) };
}
