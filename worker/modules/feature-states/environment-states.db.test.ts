import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NestedState, ScalarState } from '../../contract/feature-states.ts';
import { addEnvironment, createScene } from '../../testing/fixtures/scene.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegmentOverride,
  addState,
} from '../../testing/fixtures/scene-features.ts';
import { forgetTouched, readAudits, readRows, readTouched } from '../../testing/management/feature-project.ts';
import { createEnvironmentMember, prepareFlag, type FlagPlace } from '../../testing/management/flag-place.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { race } from '../../testing/management/race.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const variants = [
  { key: 'a', value: 'red', percentage: 10 },
  { key: 'b', value: 'blue', percentage: 20 },
];
const stateOf = ({ root, feature }: FlagPlace) => `${root}featurestates/${feature.stateId}/`;
const resultsOf = (answer: { body: unknown }) => (answer.body as { results: ScalarState[] }).results;

test('state: listed by feature name → exactly the live default, in the whole wire shape', async () => {
  const place = await prepareFlag(management, { value: 'v', variants });
  const { scene, feature, root, send, segment } = place;
  await addSegmentOverride(scene, feature, await segment('pro'), { value: 'pro' });
  await addIdentityOverride(scene, feature, 'anna', { value: 'own' });
  await addFeature(scene, 'checkout-2');
  await addState(scene, feature, { value: 'later' }, { version: 2, liveFrom: new Date(Date.now() + 60_000) });

  const answer = await send('GET', `${root}featurestates/?feature_name=checkout`);

  const option = (key: string, percentage: number) => ({
    id: expect.any(Number),
    multivariate_feature_option: feature.optionIds.get(key),
    percentage_allocation: percentage,
  });
  const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(answer).toMatchObject({ status: 200, body: { count: 1, next: null, previous: null } });
  expect(resultsOf(answer)).toEqual([
    {
      id: feature.stateId,
      uuid: expect.any(String),
      feature: feature.id,
      environment: scene.environmentId,
      identity: null,
      feature_segment: null,
      enabled: true,
      feature_state_value: 'v',
      multivariate_feature_state_values: [option('a', 10), option('b', 20)],
      live_from: moment,
      created_at: moment,
      updated_at: moment,
      deleted_at: null,
      version: 1,
      change_request: null,
      environment_feature_version: null,
    },
  ]);
  const identities = await send('GET', `${root}featurestates/?anyIdentity=1&feature=${feature.id}&page=1`);
  expect(resultsOf(identities)).toEqual([
    expect.objectContaining({ identity: { id: expect.any(Number), identifier: 'anna' }, feature_state_value: 'own' }),
  ]);
});

test('states of identities: searched → those whose identifier contains it, counted and newest last', async () => {
  const { scene, feature, root, send } = await prepareFlag(management, { value: 'v' });
  for (const identifier of ['anna_1', 'ANNA-2', 'bert']) await addIdentityOverride(scene, feature, identifier, {});
  const search = async (text: string) =>
    resultsOf(await send('GET', `${root}featurestates/?anyIdentity=1&search=${encodeURIComponent(text)}`)).map(
      ({ identity }) => (identity as unknown as { identifier: string }).identifier,
    );

  expect(await search('anna')).toEqual(['anna_1', 'ANNA-2']);
  expect(await search('a_1')).toEqual(['anna_1']);
  expect(await search('%')).toEqual([]);
  expect(await search('')).toHaveLength(3);
  const first = await send('GET', `${root}featurestates/?anyIdentity=1&search=anna&page_size=1`);
  expect(first.body).toMatchObject({ count: 2 });
  expect((await send('GET', `${root}featurestates/?search=anna`)).body).toMatchObject({ count: 1 });
});

test('state: toggled by a body of one field → in place, value kept, document, audit and outbox rows', async () => {
  const place = await prepareFlag(management, { enabled: false, value: 'v' });
  const before = resultsOf(await place.send('GET', `${place.root}featurestates/`))[0];

  const answer = await place.send('PUT', stateOf(place), { enabled: true });

  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ ...before, enabled: true, updated_at: expect.any(String) });
  expect((answer.body as ScalarState).updated_at > String(before?.updated_at)).toBe(true);
  expect((await place.document()).feature_states[0]).toMatchObject({ enabled: true, feature_state_value: 'v' });
  expect(await readAudits(place.scene)).toEqual([
    {
      type: 'FEATURE_STATE',
      change: 'UPDATE',
      log: 'Flag updated (state): checkout',
      environment_id: place.scene.environmentId,
      before: { enabled: false },
      after: { enabled: true },
    },
  ]);
  expect(await readTouched(place.scene)).toEqual([place.scene.environmentId]);
});

test('state: written as it is → no audit row, no publication, no new moment of change', async () => {
  const place = await prepareFlag(management, { value: 5, variants });
  const whole = (await place.send('GET', stateOf(place))).body as ScalarState;

  const answer = await place.send('PUT', stateOf(place), whole);

  expect(answer).toMatchObject({ status: 200, body: whole });
  expect(await readAudits(place.scene)).toEqual([]);
  expect(await readTouched(place.scene)).toEqual([]);
});

test.each([
  ['text', 'text'],
  ['a number as text', '12'],
  ['a whole number', -12],
  ['a boolean', false],
  ['null', null],
  ['20,000 characters', '😀'.repeat(20_000)],
])('state: value is %s → kept with its type, in the document too', async (_what, value) => {
  const place = await prepareFlag(management, { value: 'before' });

  const answer = await place.send('PATCH', stateOf(place), { feature_state_value: value });

  expect(answer).toMatchObject({ status: 200, body: { feature_state_value: value } });
  expect((await place.document()).feature_states[0]?.feature_state_value).toEqual(value);
});

test.each([
  ['beyond 20,000 characters', { feature_state_value: 'x'.repeat(20_001) }, 'feature_state_value'],
  ['beyond int32', { feature_state_value: 2_147_483_648 }, 'feature_state_value'],
  ['an object', { feature_state_value: { a: 1 } }, 'feature_state_value'],
  ['another feature', { feature: 2_000_000_000 }, 'feature'],
  ['another environment', { environment: 2_000_000_000 }, 'environment'],
  ['state that is no boolean', { enabled: 'maybe' }, 'enabled'],
])('state: %s → 400 naming the field, nothing stored', async (_what, body, field) => {
  const place = await prepareFlag(management, { value: 'v' });

  const answer = await place.send('PUT', stateOf(place), { enabled: false, ...body });

  expect(answer.status).toBe(400);
  expect(Object.keys(answer.body as object)).toEqual([field]);
  expect((await place.document()).feature_states[0]).toMatchObject({ enabled: true, feature_state_value: 'v' });
  expect(await readAudits(place.scene)).toEqual([]);
});

test('state: weights → replaced and in the document; beyond 100 %, twice or foreign → 400', async () => {
  const place = await prepareFlag(management, { variants });
  const { scene, feature } = place;
  const foreign = await addFeature(scene, 'other', { variants });
  const weigh = (...pairs: [number | undefined, number][]) =>
    place.send('PUT', stateOf(place), {
      multivariate_feature_state_values: pairs.map(([option, percentage]) => ({
        multivariate_feature_option: option,
        percentage_allocation: percentage,
      })),
    });
  const [a, b] = ['a', 'b'].map((key) => feature.optionIds.get(key));

  expect((await weigh([a, 60], [b, 40])).status).toBe(200);
  for (const bad of [
    await weigh([a, 60], [b, 40.5]),
    await weigh([a, 10], [a, 10]),
    await weigh([foreign.optionIds.get('a'), 10]),
  ]) {
    expect(bad).toMatchObject({ status: 400, body: { multivariate_feature_state_values: [expect.any(String)] } });
  }

  const shown = (await place.document()).feature_states[0]?.multivariate_feature_state_values;
  expect(shown?.map(({ percentage_allocation: weight }) => weight)).toEqual([60, 40]);
  expect(await readAudits(scene)).toMatchObject([
    { before: { weights: { [a ?? 0]: 10, [b ?? 0]: 20 } }, after: { weights: { [a ?? 0]: 60, [b ?? 0]: 40 } } },
  ]);
});

test('state: created through a nested address → the environment of the address, whatever the body says', async () => {
  const place = await prepareFlag(management);
  const other = await addEnvironment(place.scene);
  const { identityId } = await addIdentityOverride(place.scene, await addFeature(place.scene, 'f2'), 'anna', {});

  const body = { feature: place.feature.id, environment: other.environmentId, identity: identityId, enabled: true };
  const answer = await place.send('POST', `${place.root}featurestates/`, body);

  expect(answer).toMatchObject({ status: 201, body: { environment: place.scene.environmentId, identity: identityId } });
  expect(await readTouched(place.scene)).toEqual([place.scene.environmentId]);
  const again = await place.send('POST', `${place.root}featurestates/`, body);
  expect(again).toMatchObject({ status: 400, body: { non_field_errors: [expect.any(String)] } });
});

test('state: live_from to come → a scheduled state beside the live one, published when due', async () => {
  const place = await prepareFlag(management, { value: 'now' });
  const liveFrom = new Date(Date.now() + 3_600_000).toISOString();

  const answer = await place.send('PUT', stateOf(place), { feature_state_value: 'later', live_from: liveFrom });

  expect(answer).toMatchObject({ status: 200, body: { version: 2, feature_state_value: 'later' } });
  expect((answer.body as ScalarState).id).not.toBe(place.feature.stateId);
  expect((await place.document()).feature_states[0]?.feature_state_value).toBe('now');
  const rows = await readRows(
    place.scene,
    sql`select due_at > now() + interval '50 minutes' as later from outbox where environment_id = ${place.scene.environmentId}`,
  );
  expect(rows).toEqual([{ later: true }]);
});

test('state: the default deleted → 400 with a sentence; an identity override → gone from the document', async () => {
  const place = await prepareFlag(management);
  const { stateId } = await addIdentityOverride(place.scene, place.feature, 'anna', { enabled: false });

  const refused = await place.send('DELETE', stateOf(place));
  const gone = await place.send('DELETE', `${place.root}featurestates/${stateId}/`);

  expect(refused).toMatchObject({ status: 400, body: { detail: expect.any(String) } });
  expect(gone.status).toBe(204);
  expect((await place.document()).identity_overrides).toEqual([]);
  expect((await place.send('DELETE', `${place.root}featurestates/${stateId}/`)).status).toBe(404);
  expect(await readAudits(place.scene)).toMatchObject([
    { change: 'DELETE', log: 'Identity override deleted: checkout, anna' },
  ]);
});

test('state: the header tells an older moment of change → 409, without it the last one wins', async () => {
  const place = await prepareFlag(management);
  const seen = ((await place.send('GET', stateOf(place))).body as ScalarState).updated_at;
  const put = (enabled: boolean, headers = {}) => place.send('PUT', stateOf(place), { enabled }, undefined, headers);

  const first = await put(false, { 'X-Expected-Updated-At': seen });
  const second = await put(true, { 'X-Expected-Updated-At': seen });
  const plain = await put(true);

  expect([first.status, second.status, plain.status]).toEqual([200, 409, 200]);
  expect(second.body).toEqual({ detail: expect.any(String), code: 'conflict' });
});

test('state: environment with versions → direct writes 400 with the code, identity overrides pass', async () => {
  const place = await prepareFlag(management, {}, { environment: { useV2FeatureVersioning: true } });
  const { identityId } = await addIdentityOverride(place.scene, await addFeature(place.scene, 'f2'), 'anna', {});
  const code = 'direct_feature_state_write_not_allowed';

  const nested = `/api/v1/features/featurestates/${place.feature.stateId}/`;
  for (const path of [stateOf(place), nested]) {
    expect(await place.send('PUT', path, { enabled: false })).toMatchObject({ status: 400, body: { code } });
  }
  const own = await place.send('POST', `${place.root}identities/${identityId}/featurestates/`, {
    feature: place.feature.id,
    enabled: false,
  });

  expect(own.status).toBe(201);
});

test('state: the object dialect → by id and UUID, as Terraform writes it', async () => {
  const place = await prepareFlag(management, { value: 'v' });
  const path = `/api/v1/features/featurestates/${place.feature.stateId}/`;
  const seen = (await place.send('GET', path)).body as NestedState;
  const value = { type: 'int', string_value: null, integer_value: 7, boolean_value: null };

  const answer = await place.send('PUT', path, { ...seen, feature_state_value: value });

  expect(answer).toMatchObject({ status: 200, body: { feature_state_value: value, id: seen.id } });
  const byUuid = await place.send('GET', `/api/v1/features/featurestates/get-by-uuid/${seen.uuid}/`);
  expect(byUuid.body).toEqual(answer.body);
  const list = await place.send('GET', `/api/v1/features/featurestates/?environment=${place.scene.environmentId}`);
  expect(resultsOf(list)).toEqual([answer.body]);
  expect((await place.send('GET', '/api/v1/features/featurestates/')).status).toBe(400);
  const bad = await place.send('PUT', path, { feature_state_value: { type: 'int', string_value: 'x' } });
  expect(bad).toMatchObject({ status: 400, body: { feature_state_value: { integer_value: [expect.any(String)] } } });
});

test('state: one permission of the two → only its own kind of state may be written', async () => {
  const place = await prepareFlag(management);
  const override = await addSegmentOverride(place.scene, place.feature, await place.segment('pro'), {});
  const [updater, manager, viewer] = await Promise.all(
    ['{UPDATE_FEATURE_STATE}', '{MANAGE_SEGMENT_OVERRIDES}', '{VIEW_ENVIRONMENT}'].map((permissions) =>
      createEnvironmentMember(management, place.scene, permissions),
    ),
  );
  const put = async (id: number, as: string | undefined) =>
    (await place.send('PUT', `/api/v1/features/featurestates/${id}/`, { enabled: false }, as)).status;

  const [everybody, segment] = [place.feature.stateId, override.stateId];
  expect([await put(everybody, updater?.authorization), await put(segment, updater?.authorization)]).toEqual([
    200, 403,
  ]);
  expect([await put(everybody, manager?.authorization), await put(segment, manager?.authorization)]).toEqual([
    403, 200,
  ]);
  expect([await put(everybody, viewer?.authorization), await put(segment, viewer?.authorization)]).toEqual([403, 403]);
});

test('state: administrator of another environment or organisation → refused, nothing changed', async () => {
  const place = await prepareFlag(management);
  const sibling = await addEnvironment(place.scene);
  const neighbour = await createEnvironmentMember(management, sibling, '{VIEW_ENVIRONMENT,UPDATE_FEATURE_STATE}');
  await management.pool.query('update user_environment_permissions set admin = true where user_id = $1', [
    neighbour.id,
  ]);
  const stranger = await prepareFlag(management, {}, {});
  const elsewhere = await createScene(management.pool);

  const put = async (root: string, as: string) =>
    (await place.send('PUT', `${root}featurestates/${place.feature.stateId}/`, { enabled: false }, as)).status;

  expect(await put(place.root, neighbour.authorization)).toBe(403);
  expect(await put(`/api/v1/environments/${sibling.clientKey}/`, neighbour.authorization)).toBe(404);
  expect(await put(place.root, stranger.admin.authorization)).toBe(404);
  expect(await put(stranger.root, stranger.admin.authorization)).toBe(404);
  expect(
    (await place.send('POST', '/api/v1/features/featurestates/', { environment: elsewhere.environmentId })).status,
  ).toBe(403);
  expect(await readAudits(place.scene)).toEqual([]);
});

test('race: 50 writes of one state at the same time → each wins once, one audit row for each change', async () => {
  const place = await prepareFlag(management, { value: 'start' });
  await forgetTouched(place.scene);

  const answers = await race(
    management,
    Array.from(
      { length: 50 },
      (_, number) => () => place.send('PATCH', stateOf(place), { feature_state_value: number }),
    ),
  );

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const audits = await readAudits(place.scene);
  expect(audits).toHaveLength(50);
  const befores = audits.map(({ before }) => (before as { value: unknown }).value);
  expect(befores).toEqual(['start', ...audits.slice(0, -1).map(({ after }) => (after as { value: unknown }).value)]);
});
