import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreatedSegmentOverride, FeatureSegment, ListedFeatureSegment } from '../../contract/feature-segments.ts';
import { addEnvironment } from '../../testing/fixtures/scene.ts';
import { addFeature, addSegment, addSegmentOverride, whereTrait } from '../../testing/fixtures/scene-features.ts';
import { readAudits, readRows, readTouched } from '../../testing/management/feature-project.ts';
import { createEnvironmentMember, prepareFlag, type FlagPlace } from '../../testing/management/flag-place.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { race } from '../../testing/management/race.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const LIST = '/api/v1/features/feature-segments/';
const MISSING = 2_000_000_000;

const post = (place: FlagPlace, segment: number, more: object = {}) =>
  place.send('POST', LIST, { feature: place.feature.id, environment: place.scene.environmentId, segment, ...more });
const list = async (place: FlagPlace) => {
  const query = `?environment=${place.scene.environmentId}&feature=${place.feature.id}`;
  return ((await place.send('GET', `${LIST}${query}`)).body as { results: ListedFeatureSegment[] }).results;
};
const override = (place: FlagPlace, segment: number, more: object = {}) =>
  place.send('POST', `${place.root}features/${place.feature.id}/create-segment-override/`, {
    environmentId: 'ignored',
    enabled: true,
    feature_state_value: { type: 'unicode', string_value: `for ${segment}` },
    feature_segment: { segment },
    ...more,
  });

test('feature segment: created as Terraform does → appended whatever priority is sent, its state made after', async () => {
  const place = await prepareFlag(management, { value: 'all' });
  const [first, second] = [await place.segment('a'), await place.segment('b')];

  await post(place, first, { priority: 7 });
  const answer = await post(place, second, { priority: 0 });
  const link = answer.body as FeatureSegment;
  const value = { type: 'unicode', string_value: 'pro', integer_value: null, boolean_value: null };
  const state = await place.send('POST', '/api/v1/features/featurestates/', {
    feature: place.feature.id,
    environment: place.scene.environmentId,
    feature_segment: link.id,
    enabled: true,
    feature_state_value: value,
  });

  expect(answer.status).toBe(201);
  expect(link).toEqual({
    id: expect.any(Number),
    uuid: expect.any(String),
    feature: place.feature.id,
    segment: second,
    environment: place.scene.environmentId,
    priority: 1,
  });
  expect(state).toMatchObject({ status: 201, body: { feature_segment: link.id, feature_state_value: value } });
  const shown = { id: link.id, uuid: link.uuid, segment: second, priority: 1, environment: place.scene.environmentId };
  const listed = { ...shown, segment_name: 'b', is_feature_specific: false };
  expect((await place.send('GET', `${LIST}${link.id}/`)).body).toEqual(listed);
  expect((await place.send('GET', `${LIST}get-by-uuid/${link.uuid}/`)).body).toEqual(listed);
  expect(await list(place)).toEqual([expect.objectContaining({ segment: first, priority: 0 }), listed]);
  const segments = (await place.document()).project.segments;
  expect(segments.find(({ id }) => id === second)?.feature_states).toMatchObject([
    { feature_state_value: 'pro', feature_segment: { priority: 1 } },
  ]);
});

test('feature segment: bad input → 400 naming the field, nothing stored', async () => {
  const place = await prepareFlag(management);
  const other = await addFeature(place.scene, 'other');
  const specific = await addSegment(place.scene, 'of other', whereTrait('a', 'b'), { featureId: other.id });
  const elsewhere = await prepareFlag(management);
  const foreign = await elsewhere.segment('a');
  const segment = await place.segment('a');
  await post(place, segment);
  const before = (await readAudits(place.scene)).length;

  const problems = [
    await post(place, specific),
    await post(place, foreign),
    await post(place, MISSING),
    await post(place, segment),
    await post(place, segment, { feature: elsewhere.feature.id }),
  ];

  expect(problems.map(({ status, body }) => [status, Object.keys(body as object)])).toEqual([
    [400, ['segment']],
    [400, ['segment']],
    [400, ['segment']],
    [400, ['segment']],
    [400, ['feature']],
  ]);
  expect(await list(place)).toHaveLength(1);
  expect(await readAudits(place.scene)).toHaveLength(before);
  expect((await post({ ...place, feature: other }, specific)).status).toBe(201);
});

test('feature segment: environment of another organisation in the body → 403, nothing of theirs changed', async () => {
  const place = await prepareFlag(management);
  const elsewhere = await prepareFlag(management);

  const answer = await post(place, await place.segment('a'), {
    environment: elsewhere.scene.environmentId,
    feature: elsewhere.feature.id,
  });

  expect(answer.status).toBe(403);
  expect(await list(elsewhere)).toEqual([]);
});

test('segment override: created in one step → appended with its state, or at the priority that is sent', async () => {
  const place = await prepareFlag(management, { variants: [{ key: 'a', value: 'red', percentage: 10 }] });
  const [first, second] = [await place.segment('a'), await place.segment('b')];
  const option = place.feature.optionIds.get('a');
  await override(place, first);

  const answer = await override(place, second, {
    feature_segment: { segment: second, priority: 0 },
    multivariate_feature_state_values: [{ multivariate_feature_option: option, percentage_allocation: 75 }],
  });

  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    id: expect.any(Number),
    uuid: expect.any(String),
    feature: place.feature.id,
    environment: place.scene.environmentId,
    identity: null,
    change_request: null,
    enabled: true,
    feature_state_value: { type: 'unicode', string_value: `for ${second}`, integer_value: null, boolean_value: null },
    feature_segment: { id: expect.any(Number), uuid: expect.any(String), segment: second, priority: 0 },
    multivariate_feature_state_values: [
      { id: expect.any(Number), multivariate_feature_option: option, percentage_allocation: 75 },
    ],
    created_at: expect.any(String),
    updated_at: expect.any(String),
    live_from: expect.any(String),
    deleted_at: null,
  });
  expect((await list(place)).map(({ segment }) => segment)).toEqual([second, first]);
  expect(await readAudits(place.scene)).toMatchObject([
    { type: 'FEATURE_STATE', change: 'CREATE', log: 'Segment override created: checkout, a' },
    { type: 'FEATURE_STATE', change: 'CREATE', log: 'Segment override created: checkout, b' },
  ]);
  expect(await readTouched(place.scene)).toEqual([place.scene.environmentId, place.scene.environmentId]);
});

test('segment override: state refused → no feature segment stays behind', async () => {
  const place = await prepareFlag(management);

  const answer = await override(place, await place.segment('a'), {
    multivariate_feature_state_values: [{ multivariate_feature_option: MISSING, percentage_allocation: 1 }],
  });

  expect(answer).toMatchObject({ status: 400, body: { multivariate_feature_state_values: [expect.any(String)] } });
  expect(await list(place)).toEqual([]);
});

test('priorities: sent as the dashboard does → ordered from 0 without gaps, the array back, one audit row', async () => {
  const place = await prepareFlag(management);
  const links = [];
  for (const name of ['a', 'b', 'c']) links.push((await post(place, await place.segment(name))).body as FeatureSegment);
  const [a, b, c] = links.map(({ id }) => id);
  const before = (await readAudits(place.scene)).length;
  const order = (body: unknown) => place.send('POST', `${LIST}update-priorities/`, body);

  const answer = await order([
    { id: a, priority: 20 },
    { id: b, priority: 10 },
    { id: c, priority: 0 },
  ]);

  expect(answer.status).toBe(200);
  expect((answer.body as ListedFeatureSegment[]).map(({ id, priority }) => [id, priority])).toEqual([
    [c, 0],
    [b, 1],
    [a, 2],
  ]);
  expect(await list(place)).toEqual(answer.body);
  expect((await readAudits(place.scene)).slice(before)).toMatchObject([
    { type: 'FEATURE', log: 'Segment overrides re-ordered: checkout' },
  ]);
  await order([{ id: a, priority: 0 }]);
  expect((await list(place)).map(({ id }) => id)).toEqual([a, c, b]);
  await order([{ id: a, priority: 0 }]);
  expect(await readAudits(place.scene)).toHaveLength(before + 2);
});

test('priorities: of two features, of nobody, or none at all → refused, the order stays', async () => {
  const place = await prepareFlag(management);
  const other = await addFeature(place.scene, 'other');
  const own = (await post(place, await place.segment('a'))).body as FeatureSegment;
  const foreign = await addSegmentOverride(place.scene, other, await place.segment('b'), {});
  const order = async (body: unknown) => (await place.send('POST', `${LIST}update-priorities/`, body)).status;

  const statuses = [
    await order([
      { id: own.id, priority: 1 },
      { id: foreign.featureSegmentId, priority: 0 },
    ]),
    await order([{ id: MISSING, priority: 0 }]),
    await order([]),
    await order({ id: own.id, priority: 0 }),
    await order([{ id: own.id, priority: -1 }]),
  ];

  expect(statuses).toEqual([400, 403, 400, 400, 400]);
  expect(await list(place)).toMatchObject([{ id: own.id, priority: 0 }]);
});

test('feature segment: deleted → its state goes with it, those behind move up', async () => {
  const place = await prepareFlag(management);
  const ids: number[] = [];
  for (const name of ['a', 'b', 'c']) {
    const body = (await override(place, await place.segment(name))).body as CreatedSegmentOverride;
    ids.push(body.feature_segment?.id ?? 0);
  }

  const answer = await place.send('DELETE', `${LIST}${ids[0]}/`);

  expect(answer.status).toBe(204);
  expect((await list(place)).map(({ id, priority }) => [id, priority])).toEqual([
    [ids[1], 0],
    [ids[2], 1],
  ]);
  const states = await readRows(
    place.scene,
    sql`select id from feature_states where environment_id = ${place.scene.environmentId} and feature_segment_id is not null and deleted_at is null`,
  );
  expect(states).toHaveLength(2);
  expect((await readAudits(place.scene)).at(-1)).toMatchObject({
    type: 'FEATURE',
    change: 'DELETE',
    log: 'Segment override deleted: checkout, a',
  });
  expect((await place.send('DELETE', `${LIST}${ids[0]}/`)).status).toBe(404);
});

test('feature segment: created after a segment was deleted with its override → no gap stays', async () => {
  const place = await prepareFlag(management);
  const [first, second, third] = [await place.segment('a'), await place.segment('b'), await place.segment('c')];
  for (const segment of [first, second]) await post(place, segment);
  await place.send('DELETE', `/api/v1/projects/${place.scene.projectId}/segments/${first}/`);

  const answer = await post(place, third);

  expect(answer).toMatchObject({ status: 201, body: { priority: 1 } });
  expect((await list(place)).map(({ segment, priority }) => [segment, priority])).toEqual([
    [second, 0],
    [third, 1],
  ]);
});

test('feature segment: another segment sent → points there; another feature or environment → 400', async () => {
  const place = await prepareFlag(management);
  const link = (await post(place, await place.segment('a'))).body as FeatureSegment;
  const [other, environment] = [await addFeature(place.scene, 'other'), await addEnvironment(place.scene)];
  const next = await place.segment('b');
  const put = (body: object) => place.send('PUT', `${LIST}${link.id}/`, body);

  expect(await put({ feature: other.id })).toMatchObject({ status: 400, body: { feature: [expect.any(String)] } });
  const moved = await put({ environment: environment.environmentId });
  expect(moved).toMatchObject({ status: 400, body: { environment: [expect.any(String)] } });
  expect(await put({ ...link, segment: next, priority: 9 })).toMatchObject({
    status: 200,
    body: { id: link.id, segment: next, priority: 0 },
  });
  const seeds = await readRows(place.scene, sql`select from bucketing_seeds where segment_id = ${next}`);
  expect(seeds).toHaveLength(1);
});

test('overrides: at the maximum of the project → 400 in the words that the CLI knows, deleting still works', async () => {
  const place = await prepareFlag(management, {}, { project: { maxSegmentOverridesAllowed: 2 } });
  const other = { ...place, feature: await addFeature(place.scene, 'other') };
  const link = (await post(place, await place.segment('a'))).body as FeatureSegment;
  await post(other, await place.segment('b'));
  const third = await place.segment('c');
  const flag = `/api/__future__/environments/${place.scene.clientKey}/features/${place.feature.id}/`;

  for (const answer of [
    await post(place, third),
    await override(other, third),
    await place.send('PATCH', flag, { segment_overrides: [{ segment: { id: third }, enabled: true }] }),
  ]) {
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain('maximum allowed');
  }
  await management.pool.query('update projects set max_segment_overrides_allowed = 0 where id = $1', [
    place.scene.projectId,
  ]);
  expect((await place.send('DELETE', `${LIST}${link.id}/`)).status).toBe(204);
});

test('overrides: environment with versions → places are written by versions alone', async () => {
  const place = await prepareFlag(management, {}, { environment: { useV2FeatureVersioning: true } });
  const link = await addSegmentOverride(place.scene, place.feature, await place.segment('a'), {});
  const code = 'direct_feature_state_write_not_allowed';

  for (const answer of [
    await post(place, await place.segment('b')),
    await override(place, await place.segment('c')),
    await place.send('DELETE', `${LIST}${link.featureSegmentId}/`),
    await place.send('POST', `${LIST}update-priorities/`, [{ id: link.featureSegmentId, priority: 0 }]),
  ]) {
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.any(String), code } });
  }
});

test('overrides: whoever may update states alone → 403', async () => {
  const place = await prepareFlag(management);
  const link = (await post(place, await place.segment('a'))).body as FeatureSegment;
  const { authorization } = await createEnvironmentMember(
    management,
    place.scene,
    '{UPDATE_FEATURE_STATE,VIEW_ENVIRONMENT}',
  );

  const statuses = [
    await place.send('DELETE', `${LIST}${link.id}/`, undefined, authorization),
    await place.send('POST', `${LIST}update-priorities/`, [{ id: link.id, priority: 0 }], authorization),
  ].map(({ status }) => status);

  expect(statuses).toEqual([403, 403]);
});

test('race: 50 overrides, removals and re-orderings at the same time → priorities from 0 without gaps, no 5xx', async () => {
  const place = await prepareFlag(management);
  const segments: number[] = [];
  for (let number = 0; number < 35; number += 1) segments.push(await place.segment(`s${number}`));
  const early: FeatureSegment[] = [];
  for (const segment of segments.slice(0, 10)) early.push((await post(place, segment)).body as FeatureSegment);

  const answers = await race(management, [
    ...segments.slice(10, 25).map((segment) => () => post(place, segment)),
    ...segments
      .slice(25)
      .map((segment) => () => override(place, segment, { feature_segment: { segment, priority: 0 } })),
    ...early.slice(0, 5).map(
      ({ id }) =>
        () =>
          place.send('DELETE', `${LIST}${id}/`),
    ),
    ...early
      .slice(5)
      .flatMap(({ id }) =>
        [0, 1, 2, 3].map((priority) => () => place.send('POST', `${LIST}update-priorities/`, [{ id, priority }])),
      ),
  ]);

  expect(answers).toHaveLength(50);
  expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
  const priorities = (await list(place)).map(({ priority }) => priority);
  expect(priorities).toEqual(Array.from({ length: 30 }, (_, place_) => place_));
});

test('race: 20 overrides where the project allows 5 → exactly 5', async () => {
  const place = await prepareFlag(management, {}, { project: { maxSegmentOverridesAllowed: 5 } });
  const other = { ...place, feature: await addFeature(place.scene, 'other') };
  const segments: number[] = [];
  for (let number = 0; number < 10; number += 1) segments.push(await place.segment(`s${number}`));

  const answers = await race(
    management,
    segments.flatMap((segment) => [() => post(place, segment), () => override(other, segment)]),
  );

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  expect((await list(place)).length + (await list(other)).length).toBe(5);
});
