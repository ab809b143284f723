import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MultivariateOption } from '../../contract/multivariate-options.ts';
import { addEnvironment, type Scene } from '../../testing/fixtures/scene.ts';
import { addState } from '../../testing/fixtures/scene-features.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';
import {
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

async function prepare() {
  const project = await prepareProject(management);
  const versioned = await addEnvironment(project.scene, { useV2FeatureVersioning: true });
  const feature = await project.create({ name: 'a' });
  const options = `${project.list}${feature.id}/mv-options/`;
  const typeOf = async () =>
    ((await project.send('GET', `${project.list}${feature.id}/`)).body as { type: string }).type;
  return { ...project, versioned, feature, options, typeOf };
}

const weightsOf = (scene: Scene, featureId: number) =>
  readRows(
    scene,
    sql`select s.environment_id, m.percentage_allocation as weight from multivariate_feature_state_values m
      join feature_states s on s.id = m.feature_state_id where m.feature_id = ${featureId} order by s.environment_id, s.id, m.id`,
  );

test('options: added → in every environment with its default weight, the feature multivariate, audited, published', async () => {
  const { scene, versioned, feature, options, send, typeOf } = await prepare();
  await forgetTouched(scene);

  const answer = await send('POST', options, {
    type: 'unicode',
    string_value: 'blue',
    default_percentage_allocation: 30.5,
    key: 'blue_1',
    feature: 999,
  });

  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    id: expect.any(Number),
    uuid: expect.any(String),
    type: 'unicode',
    integer_value: null,
    string_value: 'blue',
    boolean_value: null,
    default_percentage_allocation: 30.5,
    key: 'blue_1',
    feature: feature.id,
  });
  const option = answer.body as MultivariateOption;
  expect(await weightsOf(scene, feature.id)).toEqual([
    { environment_id: scene.environmentId, weight: 30.5 },
    { environment_id: versioned.environmentId, weight: 30.5 },
  ]);
  expect(await typeOf()).toBe('MULTIVARIATE');
  expect(await readTouched(scene)).toEqual([scene.environmentId, versioned.environmentId]);
  expect((await readAudits(scene)).at(-1)).toMatchObject({
    type: 'FEATURE',
    log: 'Multivariate option added: a',
    after: { multivariate_option: { key: 'blue_1', value: 'blue' } },
  });
  expect((await send('GET', options)).body).toEqual({ count: 1, next: null, previous: null, results: [option] });
  expect((await send('GET', `${options}${option.id}/`)).body).toEqual(option);
  expect((await send('GET', `/api/v1/multivariate/options/get-by-uuid/${option.uuid}/`)).body).toEqual(option);
});

test('options: value by type → in its own column; text is the default', async () => {
  const { options, send } = await prepare();
  const add = async (body: object) =>
    (await send('POST', options, { default_percentage_allocation: 0, ...body })).body as MultivariateOption;
  const nothing = { integer_value: null, string_value: null, boolean_value: null };

  expect(await add({ type: 'int', integer_value: 5, string_value: 'x' })).toMatchObject({
    ...nothing,
    integer_value: 5,
  });
  expect(await add({ type: 'bool', boolean_value: false })).toMatchObject({ ...nothing, boolean_value: false });
  expect(await add({ type: '', string_value: 's' })).toMatchObject({ ...nothing, type: 'unicode', string_value: 's' });
  expect(await add({})).toMatchObject({ ...nothing, type: 'unicode', key: null });
});

test('options: changed → what is left out stays, weights in environments too; unchanged → no audit row', async () => {
  const { scene, feature, options, send } = await prepare();
  const option = (await send('POST', options, { string_value: 'x', default_percentage_allocation: 40, key: 'k' }))
    .body as MultivariateOption;
  const path = `${options}${option.id}/`;

  const changed = await send('PATCH', path, { default_percentage_allocation: 60 });
  const audits = await readAudits(scene);
  await forgetTouched(scene);
  const same = await send('PUT', path, changed.body);

  expect(changed.body).toEqual({ ...option, default_percentage_allocation: 60 });
  expect(same.body).toEqual(changed.body);
  expect(await readAudits(scene)).toEqual(audits);
  expect(audits.at(-1)).toMatchObject({ log: 'Multivariate option changed: a' });
  expect(await readTouched(scene)).toEqual([]);
  expect((await weightsOf(scene, feature.id)).map(({ weight }) => weight)).toEqual([40, 40]);
  expect((await send('PATCH', path, { type: 'int', integer_value: '7' })).body).toMatchObject({
    type: 'int',
    integer_value: 7,
    string_value: null,
  });
});

test('options: last one removed → no weights left, the feature standard again', async () => {
  const { scene, feature, options, send, typeOf } = await prepare();
  const add = async () =>
    ((await send('POST', options, { default_percentage_allocation: 10 })).body as MultivariateOption).id;
  const [first, second] = [await add(), await add()];

  expect((await send('DELETE', `${options}${first}/`)).status).toBe(204);
  expect(await typeOf()).toBe('MULTIVARIATE');
  await forgetTouched(scene);
  expect((await send('DELETE', `${options}${second}/`)).status).toBe(204);

  expect(await typeOf()).toBe('STANDARD');
  expect(await weightsOf(scene, feature.id)).toEqual([]);
  expect(await readTouched(scene)).toHaveLength(2);
  expect((await readAudits(scene)).filter(({ log }) => log === 'Multivariate option removed: a')).toHaveLength(2);
  expect((await send('DELETE', `${options}${second}/`)).status).toBe(404);
});

test.each([
  [{ default_percentage_allocation: -1 }, 'default_percentage_allocation'],
  [{ default_percentage_allocation: 101 }, 'default_percentage_allocation'],
  [{ default_percentage_allocation: 61 }, 'default_percentage_allocation'],
  [{ default_percentage_allocation: 'x' }, 'default_percentage_allocation'],
  [{ type: 'int' }, 'integer_value'],
  [{ type: 'int', integer_value: 3_000_000_000 }, 'integer_value'],
  [{ type: 'bool' }, 'boolean_value'],
  [{ type: 'float' }, 'type'],
  [{ key: 'control', default_percentage_allocation: 1 }, 'key'],
  [{ key: 'no slug', default_percentage_allocation: 1 }, 'key'],
  [{ key: 'taken', default_percentage_allocation: 1 }, 'key'],
])('options: %j → 400 that names %s, nothing stored', async (body, field) => {
  const { scene, options, send } = await prepare();
  await send('POST', options, { key: 'taken', default_percentage_allocation: 40 });
  const audits = await readAudits(scene);

  const answer = await send('POST', options, body);

  expect(answer.status).toBe(400);
  expect(Object.keys(answer.body as object)).toEqual([field]);
  expect(await readAudits(scene)).toEqual(audits);
  expect((await send('GET', options)).body).toMatchObject({ count: 1 });
});

test('options: one more where an environment is full already → 400', async () => {
  const { scene, feature, options, send } = await prepare();
  await send('POST', options, { default_percentage_allocation: 10 });
  await scene.db
    .execute(sql`update multivariate_feature_state_values m set percentage_allocation = 95 from feature_states s
    where s.id = m.feature_state_id and s.environment_id = ${scene.environmentId} and m.feature_id = ${feature.id}`);

  const refused = await send('POST', options, { default_percentage_allocation: 6 });
  const taken = await send('POST', options, { default_percentage_allocation: 5 });

  expect(refused.status).toBe(400);
  expect(taken.status).toBe(201);
});

test('options: added → history keeps its weights; what waits to go live gets what is left of it', async () => {
  const { scene, feature, options, send } = await prepare();
  const first = (await send('POST', options, { default_percentage_allocation: 10, key: 'first' }))
    .body as MultivariateOption;
  await scene.db.execute(
    sql`update feature_states set live_from = now() - interval '2 days' where feature_id = ${feature.id} and environment_id = ${scene.environmentId}`,
  );
  const handle = { id: feature.id, optionIds: new Map([['first', first.id]]) };
  const current = await addState(scene, handle, { weights: { first: 20 } }, { version: 2 });
  const scheduled = await addState(
    scene,
    handle,
    { weights: { first: 95 } },
    { version: 3, liveFrom: new Date(Date.now() + 86_400_000) },
  );

  const added = (await send('POST', options, { default_percentage_allocation: 30 })).body as MultivariateOption;

  const rows = await readRows(
    scene,
    sql`select m.feature_state_id as state, m.percentage_allocation as weight from multivariate_feature_state_values m
      join feature_states s on s.id = m.feature_state_id
      where m.multivariate_feature_option_id = ${added.id} and s.environment_id = ${scene.environmentId} order by 1`,
  );
  expect(rows).toEqual([
    { state: current, weight: 30 },
    { state: scheduled, weight: 5 },
  ]);
});

test('race: fifty options of 3 %, ten at a time → as many as fit, never more than 100 % anywhere', async () => {
  const { scene, feature, options, send } = await prepare();

  const statuses: number[] = [];
  for (let wave = 0; wave < 5; wave += 1) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send('POST', options, { default_percentage_allocation: 3 })),
    );
    statuses.push(...answers.map(({ status }) => status));
  }

  expect(statuses.filter((status) => status === 201)).toHaveLength(33);
  expect(statuses.filter((status) => status === 400)).toHaveLength(17);
  const sums = await readRows(
    scene,
    sql`select sum(percentage_allocation)::float8 as sum from multivariate_feature_state_values where feature_id = ${feature.id} group by feature_state_id`,
  );
  expect(sums).toEqual([{ sum: 99 }, { sum: 99 }]);
});

test('options in the body of a feature: created, changed, replaced → weights follow, one audit row for each option', async () => {
  const { scene, list, send, create } = await prepareProject(management);
  const feature = await create({
    name: 'm',
    multivariate_options: [
      { type: 'unicode', string_value: 'x', default_percentage_allocation: 60, key: 'ignored' },
      { type: 'int', integer_value: 2, default_percentage_allocation: 40 },
    ],
  });
  const [first, second] = feature.multivariate_options;
  expect(feature).toMatchObject({ type: 'MULTIVARIATE', multivariate_options: [{ key: null }, { integer_value: 2 }] });
  expect((await weightsOf(scene, feature.id)).map(({ weight }) => weight)).toEqual([60, 40]);
  expect(await readAudits(scene)).toHaveLength(2);
  await forgetTouched(scene);

  const changed = await send('PATCH', `${list}${feature.id}/`, {
    multivariate_options: [
      { ...second, integer_value: 3 },
      { string_value: 'new', default_percentage_allocation: 60 },
    ],
  });

  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({
    type: 'MULTIVARIATE',
    multivariate_options: [{ id: second?.id, integer_value: 3 }, { string_value: 'new' }],
  });
  expect((await weightsOf(scene, feature.id)).map(({ weight }) => weight)).toEqual([40, 60]);
  expect((await readAudits(scene)).slice(2).map(({ log }) => log)).toEqual([
    'Multivariate option removed: m',
    'Multivariate option changed: m',
    'Multivariate option added: m',
  ]);
  expect(await readTouched(scene)).toEqual([scene.environmentId]);
  const gone = await send('PATCH', `${list}${feature.id}/`, { multivariate_options: [{ id: first?.id }] });
  expect(gone.body).toHaveProperty('multivariate_options');
  const emptied = await send('PATCH', `${list}${feature.id}/`, { multivariate_options: [] });
  expect(emptied.body).toMatchObject({ type: 'STANDARD', multivariate_options: [] });
});

test("options: roles and another tenant's ids → refused like missing ones", async () => {
  const { scene, options, send, list } = await prepare();
  const option = (await send('POST', options, { default_percentage_allocation: 10 })).body as MultivariateOption;
  const other = await prepare();
  const theirs = (await other.send('POST', other.options, {})).body as MultivariateOption;
  const person = async (permissions: string) => {
    const member = await createMember(management.pool, scene.organisationId, 'USER');
    await grantOnProject(scene, member.id, permissions);
    return member.authorization;
  };
  const [viewer, editor] = [await person('{VIEW_PROJECT}'), await person('{VIEW_PROJECT,CREATE_FEATURE}')];
  const one = `${options}${option.id}/`;
  const statusesOf = async (as: string) => [
    (await send('GET', options, undefined, as)).status,
    (await send('GET', one, undefined, as)).status,
    (await send('POST', options, { default_percentage_allocation: 1 }, as)).status,
    (await send('PATCH', one, { string_value: as }, as)).status,
    (await send('DELETE', `${options}2000000/`, undefined, as)).status,
  ];

  expect(await statusesOf(viewer)).toEqual([200, 200, 403, 403, 403]);
  expect(await statusesOf(editor)).toEqual([200, 200, 201, 200, 404]);
  expect(await statusesOf(other.admin.authorization)).toEqual([404, 404, 404, 404, 404]);
  for (const path of [
    `${options}${theirs.id}/`,
    `${list}${theirs.feature}/mv-options/${theirs.id}/`,
    `/api/v1/multivariate/options/get-by-uuid/${theirs.uuid}/`,
  ]) {
    expect((await send('GET', path)).status).toBe(404);
  }
  expect((await send('POST', `${list}${theirs.feature}/mv-options/`, {})).status).toBe(404);
  expect((await send('PATCH', `${options}${theirs.id}/`, { key: 'x' })).status).toBe(404);
  expect((await send('DELETE', `${list}${theirs.feature}/mv-options/${theirs.id}/`)).status).toBe(404);
  expect((await other.send('GET', `${other.options}${theirs.id}/`)).body).toEqual(theirs);
});
