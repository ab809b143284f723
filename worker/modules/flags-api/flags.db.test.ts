import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Flag } from '../../contract/flag-updates.ts';
import { addFeature, addSegment, addSegmentOverride, whereTrait } from '../../testing/fixtures/scene-features.ts';
import { readAudits } from '../../testing/management/feature-project.ts';
import { createEnvironmentMember, prepareFlag, type FlagPlace } from '../../testing/management/flag-place.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const variants = [
  { key: 'a', value: 'red', percentage: 10 },
  { key: 'b', value: 'blue', percentage: 20 },
];
const pathOf = ({ scene, feature }: FlagPlace) =>
  `/api/__future__/environments/${scene.clientKey}/features/${feature.id}/`;
const get = async (place: FlagPlace) => (await place.send('GET', pathOf(place))).body as Flag;
const patch = (place: FlagPlace, body: unknown, as?: string) => place.send('PATCH', pathOf(place), body, as);
const put = (place: FlagPlace, body: unknown) => place.send('PUT', pathOf(place), body);
const text = (value: string) => ({ type: 'string', value });

test('flag: read → default and overrides by priority, every option with its weight', async () => {
  const place = await prepareFlag(management, { value: 5, variants });
  const [low, high] = [await place.segment('low'), await place.segment('high')];
  await addSegmentOverride(place.scene, place.feature, low, { priority: 1, value: true, weights: { b: 50 } });
  await addSegmentOverride(place.scene, place.feature, high, { priority: 0, enabled: false });
  const [a, b] = ['a', 'b'].map((key) => place.feature.optionIds.get(key));

  expect(await get(place)).toEqual({
    environment_default: {
      enabled: true,
      value: { type: 'integer', value: '5' },
      variants: [
        { id: a, weight: 10 },
        { id: b, weight: 20 },
      ],
    },
    segment_overrides: [
      {
        segment: { id: high },
        priority: 0,
        enabled: false,
        value: null,
        variants: [
          { id: a, weight: 0 },
          { id: b, weight: 0 },
        ],
      },
      {
        segment: { id: low },
        priority: 1,
        enabled: true,
        value: { type: 'boolean', value: 'true' },
        variants: [
          { id: a, weight: 0 },
          { id: b, weight: 50 },
        ],
      },
    ],
  });
});

test('flag: patched → what is left out stays, listed overrides are made from the default', async () => {
  const place = await prepareFlag(management, { value: 'all' });
  const [kept, made] = [await place.segment('kept'), await place.segment('made')];
  await addSegmentOverride(place.scene, place.feature, kept, { value: 'kept' });

  const answer = await patch(place, {
    environment_default: { enabled: false },
    segment_overrides: [{ segment: { id: made }, value: { type: 'integer', value: '-3' } }],
  });

  expect(answer.status).toBe(200);
  expect(answer.body).toEqual(await get(place));
  expect(answer.body).toMatchObject({
    environment_default: { enabled: false, value: text('all') },
    segment_overrides: [
      { segment: { id: kept }, priority: 0, enabled: true, value: text('kept') },
      { segment: { id: made }, priority: 1, enabled: false, value: { type: 'integer', value: '-3' } },
    ],
  });
  const document = await place.document();
  expect(document.feature_states[0]).toMatchObject({ enabled: false, feature_state_value: 'all' });
  expect(document.project.segments.find(({ id }) => id === made)?.feature_states).toMatchObject([
    { feature_state_value: -3, feature_segment: { priority: 1 } },
  ]);
  expect((await readAudits(place.scene)).map(({ log }) => log)).toEqual([
    'Flag updated (state): checkout',
    'Segment override created: checkout, made',
  ]);
});

test('flag: put → given properties are made anew, overrides not listed go; what is not given stays', async () => {
  const place = await prepareFlag(management, {
    value: 'changed',
    variants,
    weights: { a: 90 },
    row: { defaultEnabled: false, initialValue: '12' },
  });
  const [gone, kept] = [await place.segment('gone'), await place.segment('kept')];
  await addSegmentOverride(place.scene, place.feature, gone, { priority: 0, value: 'gone' });
  await addSegmentOverride(place.scene, place.feature, kept, { priority: 1, value: 'kept' });

  const overrides = await put(place, { segment_overrides: [{ segment: { id: kept }, enabled: false }] });
  expect(overrides.body).toMatchObject({
    environment_default: { enabled: true, value: text('changed') },
    segment_overrides: [{ segment: { id: kept }, priority: 0, enabled: false, value: text('changed') }],
  });
  const reset = await put(place, { environment_default: {} });

  expect(reset.body).toMatchObject({
    environment_default: {
      enabled: false,
      value: { type: 'integer', value: '12' },
      variants: [{ weight: 10 }, { weight: 20 }],
    },
    segment_overrides: [{ segment: { id: kept } }],
  });
});

test('flag: bad input → 400, nothing changed, no audit row', async () => {
  const place = await prepareFlag(management, { variants });
  const other = await addFeature(place.scene, 'other');
  const specific = await addSegment(place.scene, 'of other', whereTrait('a', 'b'), { featureId: other.id });
  const [one, two] = [await place.segment('one'), await place.segment('two')];
  await addSegmentOverride(place.scene, place.feature, one, {});
  const [a, b] = ['a', 'b'].map((key) => place.feature.optionIds.get(key));
  const before = await get(place);
  const overrides = (...list: object[]) => ({ segment_overrides: list });
  const values = (type: string, value: string) => ({ environment_default: { value: { type, value } } });
  const weights = (...list: object[]) => ({ environment_default: { variants: list } });

  for (const body of [
    overrides({ segment: { id: two } }, { segment: { id: two } }),
    overrides({ segment: { id: two }, priority: 0 }),
    overrides({ segment: { id: 2_000_000_000 } }),
    overrides({ segment: { id: specific } }),
    weights({ id: a, weight: 10 }),
    weights({ id: a, weight: 10 }, { id: a, weight: 10 }),
    weights({ id: a, weight: 60 }, { id: b, weight: 41 }),
    weights({ id: a, weight: 10 }, { id: 2_000_000_000, weight: 10 }),
    values('integer', '2147483648'),
    values('integer', 'x'),
    values('boolean', 'maybe'),
    values('string', 'x'.repeat(20_001)),
    values('float', '1'),
  ]) {
    const answer = await patch(place, {
      ...body,
      ...('environment_default' in body ? {} : { environment_default: { enabled: false } }),
    });
    expect([answer.status, body]).toEqual([400, body]);
  }

  expect(await get(place)).toEqual(before);
  expect(await readAudits(place.scene)).toEqual([]);
});

test('flag: nobody’s right → 404 with a detail; the right to the other property alone → 403', async () => {
  const place = await prepareFlag(management);
  const segment = await place.segment('a');
  await addSegmentOverride(place.scene, place.feature, segment, {});
  const member = async (permissions: string) =>
    (await createEnvironmentMember(management, place.scene, permissions)).authorization;
  const [nobody, viewer, updater, manager] = [
    await member('{}'),
    await member('{VIEW_ENVIRONMENT}'),
    await member('{UPDATE_FEATURE_STATE}'),
    await member('{MANAGE_SEGMENT_OVERRIDES}'),
  ];
  const everybody = { environment_default: { enabled: false } };
  const overrides = { segment_overrides: [{ segment: { id: segment }, enabled: false }] };
  const remove = (as: string) => place.send('DELETE', `${pathOf(place)}segment-overrides/${segment}/`, undefined, as);

  for (const refused of [
    await place.send('GET', pathOf(place), undefined, nobody),
    await patch(place, everybody, nobody),
    await patch(place, everybody, viewer),
    await remove(viewer),
  ]) {
    expect(refused).toMatchObject({ status: 404, body: { detail: expect.any(String) } });
  }
  const statuses = [
    await place.send('GET', pathOf(place), undefined, viewer),
    await place.send('GET', pathOf(place), undefined, manager),
    await patch(place, everybody, updater),
    await patch(place, overrides, updater),
    await patch(place, { ...everybody, ...overrides }, manager),
    await remove(updater),
    await patch(place, overrides, manager),
    await remove(manager),
  ].map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 200, 403, 403, 403, 200, 200]);
});

test('flag: override removed → 200 with the flag; of a segment without one → 404 with a detail', async () => {
  const place = await prepareFlag(management);
  const [first, second] = [await place.segment('a'), await place.segment('b')];
  await addSegmentOverride(place.scene, place.feature, first, { priority: 0 });
  await addSegmentOverride(place.scene, place.feature, second, { priority: 1 });

  const answer = await place.send('DELETE', `${pathOf(place)}segment-overrides/${first}/`);
  const again = await place.send('DELETE', `${pathOf(place)}segment-overrides/${first}/`);

  expect(answer).toMatchObject({
    status: 200,
    body: { segment_overrides: [{ segment: { id: second }, priority: 0 }] },
  });
  expect(again).toMatchObject({ status: 404, body: { detail: expect.any(String) } });
});

test('flag: environment with change requests → refused with 409 and the code, by the experiments with 403', async () => {
  const place = await prepareFlag(management, {}, { environment: { minimumChangeRequestApprovals: 1 } });
  const experiments = `/api/experiments/environments/${place.scene.clientKey}/update-flag-v1/`;
  const body = { feature: { id: place.feature.id }, enabled: false, value: text('x') };

  const refused = await patch(place, { environment_default: { enabled: false } });

  expect(refused).toMatchObject({ status: 409, body: { detail: expect.any(String), code: 'change_requests_enabled' } });
  expect((await place.send('POST', experiments, body)).status).toBe(403);
  expect((await place.document()).feature_states[0]?.enabled).toBe(true);
});

test('experiments: first update → default or one override wholly, at the place wanted; weights stay', async () => {
  const place = await prepareFlag(management, { value: 'all', variants });
  const [first, second] = [await place.segment('a'), await place.segment('b')];
  await addSegmentOverride(place.scene, place.feature, first, {});
  const update = (body: object) =>
    place.send('POST', `/api/experiments/environments/${place.scene.clientKey}/update-flag-v1/`, body);

  const answers = [
    await update({ feature: { name: 'checkout' }, enabled: false, value: text('new') }),
    await update({
      feature: { id: place.feature.id },
      segment: { id: second, priority: 0 },
      enabled: true,
      value: { type: 'boolean', value: 'true' },
    }),
    await update({ feature: { name: 'nobody' }, enabled: false, value: text('new') }),
    await update({ feature: {}, enabled: false, value: text('new') }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([204, 204, 400, 400]);
  expect(await get(place)).toMatchObject({
    environment_default: { enabled: false, value: text('new'), variants: [{ weight: 10 }, { weight: 20 }] },
    segment_overrides: [
      { segment: { id: second }, priority: 0, value: { type: 'boolean', value: 'true' } },
      { segment: { id: first }, priority: 1 },
    ],
  });
});

test('experiments: second update and removal → default and listed overrides at once, others stay', async () => {
  const place = await prepareFlag(management, { variants });
  const [first, second] = [await place.segment('a'), await place.segment('b')];
  const [a, b] = ['a', 'b'].map((key) => place.feature.optionIds.get(key));
  await addSegmentOverride(place.scene, place.feature, first, { value: 'stays' });
  const root = `/api/experiments/environments/${place.scene.clientKey}/`;

  const answer = await place.send('POST', `${root}update-flag-v2/`, {
    feature: { id: place.feature.id },
    environment_default: {
      enabled: true,
      value: text('new'),
      multivariate_feature_state_values: [
        { multivariate_feature_option: a, percentage_allocation: 30 },
        { multivariate_feature_option: b, percentage_allocation: 70 },
      ],
    },
    segment_overrides: [{ segment_id: second, enabled: false, value: text('b') }],
  });

  expect(answer).toMatchObject({ status: 204, body: '' });
  expect(await get(place)).toMatchObject({
    environment_default: { value: text('new'), variants: [{ weight: 30 }, { weight: 70 }] },
    segment_overrides: [
      { segment: { id: first }, value: text('stays') },
      { segment: { id: second }, enabled: false, value: text('b') },
    ],
  });
  const remove = () =>
    place.send('POST', `${root}delete-segment-override/`, { feature: { name: 'checkout' }, segment: { id: first } });
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
  expect((await get(place)).segment_overrides).toHaveLength(1);
});
