import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Version, VersionState } from '../../contract/versions.ts';
import { addSegmentOverride } from '../../testing/fixtures/scene-features.ts';
import { readAudits } from '../../testing/management/feature-project.ts';
import { prepareFlag, type FlagPlace } from '../../testing/management/flag-place.ts';
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
const text = (value: string) => ({ type: 'unicode', string_value: value });
const listOf = ({ scene, feature }: FlagPlace) =>
  `/api/v1/environments/${scene.environmentId}/features/${feature.id}/versions/`;
const create = (place: FlagPlace, body: unknown = {}) => place.send('POST', listOf(place), body);
const statesOf = (place: FlagPlace, uuid: string) => `${listOf(place)}${uuid}/featurestates/`;
const list = async (place: FlagPlace, query = '') =>
  (await place.send('GET', `${listOf(place)}${query}`)).body as { count: number; results: Version[] };
const served = async (place: FlagPlace) => {
  const { feature_states: states, project } = await place.document();
  const overrides = project.segments.flatMap((segment) =>
    segment.feature_states.map((state) => [segment.id, state.feature_state_value, state.feature_segment?.priority]),
  );
  return { default: states[0]?.feature_state_value, overrides };
};

/** A feature with an override of each segment, in an environment that has just been switched to versions. */
async function prepare(segments = 0) {
  const place = await prepareFlag(management, { value: 'all', variants });
  const ids: number[] = [];
  for (let number = 0; number < segments; number += 1) {
    const id = await place.segment(`s${number}`);
    await addSegmentOverride(place.scene, place.feature, id, { priority: number, value: `s${number}` });
    ids.push(id);
  }
  expect((await place.send('POST', `${place.root}enable-v2-versioning/`)).status).toBe(202);
  return { place, segments: ids };
}

test('behaviour 13: versions switched on → one published version of each feature, values kept; twice → 400', async () => {
  const place = await prepareFlag(management, { value: 'all', variants });
  const segment = await place.segment('gold');
  await addSegmentOverride(place.scene, place.feature, segment, { priority: 0, value: 'for gold' });
  const before = await place.document();

  const answer = await place.send('POST', `${place.root}enable-v2-versioning/`);

  expect(answer.status).toBe(202);
  const after = await place.document();
  expect({ ...after, updated_at: null }).toEqual({ ...before, updated_at: null });
  expect(await list(place)).toMatchObject({ count: 1, results: [{ published: true, is_live: true }] });
  expect((await place.send('GET', place.root)).body).toMatchObject({ use_v2_feature_versioning: true });
  expect((await place.send('POST', `${place.root}enable-v2-versioning/`)).status).toBe(400);
  expect((await readAudits(place.scene)).filter(({ type }) => type === 'ENVIRONMENT')).toHaveLength(1);
});

test('versions switched on: a state that is scheduled → a version of the future that says the rest as it is', async () => {
  const place = await prepareFlag(management, { value: 'now' });
  const liveFrom = new Date(Date.now() + 3_600_000).toISOString();
  const state = `${place.root}featurestates/${place.feature.stateId}/`;
  await place.send('PUT', state, { feature_state_value: 'later', live_from: liveFrom });

  await place.send('POST', `${place.root}enable-v2-versioning/`);

  const { results } = await list(place);
  expect(results.map(({ is_live: isLive }) => isLive)).toEqual([false, true]);
  expect(new Date(results[0]?.live_from ?? 0).toISOString()).toBe(liveFrom);
  expect(await served(place)).toEqual({ default: 'now', overrides: [] });
  expect((await place.send('GET', statesOf(place, results[0]?.uuid ?? ''))).body).toMatchObject([
    { feature_state_value: { string_value: 'later' } },
  ]);
});

test('versions switched off → what is live stays, versions are gone, direct writes go again; twice → 400', async () => {
  const { place, segments } = await prepare(2);
  await create(place, {
    feature_states_to_update: [{ feature_state_value: text('second') }],
    segment_ids_to_delete_overrides: [segments[0]],
    publish_immediately: true,
  });
  await create(place, { feature_states_to_update: [{ feature_state_value: text('draft') }] });
  const before = await place.document();

  expect((await place.send('POST', `${place.root}disable-v2-versioning/`)).status).toBe(202);

  const after = await place.document();
  expect({ ...after, updated_at: null }).toEqual({ ...before, updated_at: null });
  expect(await list(place)).toMatchObject({ count: 0 });
  const states = (await place.send('GET', `${place.root}featurestates/?feature=${place.feature.id}`)).body;
  const everybody = (
    states as { results: { id: number; feature_segment: number | null; version: number }[] }
  ).results.find((one) => one.feature_segment === null);
  expect(everybody?.version).toBe(1);
  const direct = await place.send('PUT', `${place.root}featurestates/${everybody?.id}/`, {
    feature_state_value: 'third',
  });
  expect(direct.status).toBe(200);
  expect(await served(place)).toEqual({ default: 'third', overrides: [[segments[1], 's1', 0]] });
  expect((await place.send('POST', `${place.root}disable-v2-versioning/`)).status).toBe(400);
  expect((await place.send('POST', `${place.root}enable-v2-versioning/`)).status).toBe(202);
});

test('version: drafted, changed and published → served only then, shown with the one before it', async () => {
  const { place, segments } = await prepare(1);
  const extra = await place.segment('extra');
  const first = (await list(place)).results[0]?.uuid;

  const drafted = await create(place, { description: 'my draft' });
  expect(drafted).toMatchObject({ status: 201, body: { published: false, is_live: false, description: 'my draft' } });
  const { uuid } = drafted.body as Version;
  const [everybody, gold] = (await place.send('GET', statesOf(place, uuid))).body as VersionState[];
  expect(gold).toMatchObject({ feature_segment: { segment: segments[0], priority: 0 } });
  const state = `${statesOf(place, uuid)}${everybody?.id}/`;
  expect((await place.send('PATCH', state, { feature_state_value: text('drafted') })).status).toBe(200);
  const added = await place.send('POST', statesOf(place, uuid), {
    enabled: true,
    feature_state_value: text('extra'),
    feature_segment: { segment: extra, priority: 0 },
  });
  expect(added).toMatchObject({ status: 201, body: { feature_segment: { segment: extra, priority: 0 } } });
  expect(await served(place)).toEqual({ default: 'all', overrides: [[segments[0], 's0', 0]] });

  const published = await place.send('POST', `${listOf(place)}${uuid}/publish/`);

  expect(published).toMatchObject({ status: 200, body: { uuid, published: true, is_live: true } });
  expect(await served(place)).toEqual({
    default: 'drafted',
    overrides: [
      [segments[0], 's0', 1],
      [extra, 'extra', 0],
    ],
  });
  expect((await place.send('GET', `/api/v1/environment-feature-versions/${uuid}/`)).body).toMatchObject({
    previous_version_uuid: first,
    feature: place.feature.id,
    environment: place.scene.environmentId,
  });
  expect((await readAudits(place.scene)).map(({ log }) => log)).toEqual([
    expect.stringContaining('Environment updated'),
    'Version drafted: checkout',
    'Version draft changed: checkout',
    'Version draft changed: checkout',
    'Version published: checkout',
  ]);
});

test('behaviour 14: versions published out of order and for the future → the latest that has begun is live', async () => {
  const { place } = await prepare();
  const say = (value: string, liveFrom?: Date) =>
    create(place, {
      feature_states_to_update: [{ feature_state_value: text(value) }],
      publish_immediately: true,
      ...(liveFrom === undefined ? {} : { live_from: liveFrom.toISOString() }),
    });
  const later = await say('in an hour', new Date(Date.now() + 3_600_000));
  await say('long ago', new Date('2020-01-01T00:00:00Z'));

  expect(later.body).toMatchObject({ published: true, is_live: false });
  expect((await served(place)).default).toBe('long ago');
  expect((await list(place, '?is_live=true')).count).toBe(2);
  const { rows } = await management.pool.query('select due_at > now() as ahead from outbox where environment_id = $1', [
    place.scene.environmentId,
  ]);
  expect(rows).toContainEqual({ ahead: true });
});

test('behaviour 15: states of a published version → neither changed, created nor deleted', async () => {
  const { place } = await prepare(1);
  const segment = await place.segment('new');
  const uuid = (await list(place)).results[0]?.uuid ?? '';
  const states = (await place.send('GET', statesOf(place, uuid))).body as VersionState[];
  const before = await served(place);

  for (const [method, path, body] of [
    ['PUT', `${statesOf(place, uuid)}${states[0]?.id}/`, { enabled: false }],
    ['DELETE', `${statesOf(place, uuid)}${states[1]?.id}/`, undefined],
    ['POST', statesOf(place, uuid), { feature_segment: { segment } }],
    ['POST', `${listOf(place)}${uuid}/publish/`, {}],
    ['DELETE', `${listOf(place)}${uuid}/`, undefined],
  ] as const) {
    expect([method, path, (await place.send(method, path, body)).status]).toEqual([method, path, 400]);
  }
  expect(await served(place)).toEqual(before);
});

test('behaviour 17: create, update and delete of overrides at once → all or nothing; priorities without gaps', async () => {
  const { place, segments } = await prepare(3);
  const [extra, more] = [await place.segment('extra'), await place.segment('more')];
  const change = {
    feature_states_to_update: [
      { enabled: false },
      { feature_segment: { segment: segments[1] }, feature_state_value: text('changed') },
    ],
    feature_states_to_create: [
      { feature_segment: { segment: extra }, feature_state_value: text('extra') },
      { feature_segment: { segment: more, priority: 0 }, feature_state_value: text('more') },
    ],
    segment_ids_to_delete_overrides: [segments[0]],
    publish_immediately: true,
  };
  const before = await served(place);
  for (const [broken, field] of [
    [{ ...change, feature_states_to_create: [{ feature_segment: { segment: segments[2] } }] }, 'message'],
    [{ ...change, feature_states_to_create: [{ enabled: true }] }, 'feature_states_to_create'],
    [{ ...change, segment_ids_to_delete_overrides: [extra] }, 'message'],
    [{ ...change, feature_states_to_update: [{}, {}] }, 'message'],
    [{ ...change, feature_states_to_create: [{ feature_segment: { segment: 2_000_000_000 } }] }, 'segment_overrides'],
    [{ ...change, live_from: 'soon' }, 'live_from'],
  ] as const) {
    expect([field, await create(place, broken)]).toMatchObject([
      field,
      { status: 400, body: { [field]: expect.anything() } },
    ]);
  }
  expect(await served(place)).toEqual(before);

  expect((await create(place, change)).status).toBe(201);

  const after = await served(place);
  expect(after.overrides.toSorted((one, other) => Number(one[2]) - Number(other[2]))).toEqual([
    [more, 'more', 0],
    [segments[1], 'changed', 1],
    [segments[2], 's2', 2],
    [extra, 'extra', 3],
  ]);
});

test('version: not enabled, a second draft, a draft deleted → 400, 400, 204 and room for another', async () => {
  const plain = await prepareFlag(management);
  expect((await create(plain)).status).toBe(400);
  const { place } = await prepare();
  const { uuid } = (await create(place)).body as Version;

  expect((await create(place)).status).toBe(400);
  expect((await place.send('DELETE', `${listOf(place)}${uuid}/`)).status).toBe(204);
  expect((await place.send('GET', `/api/v1/environment-feature-versions/${uuid}/`)).status).toBe(404);
  expect((await create(place)).status).toBe(201);
});

test('version: of another feature or organisation, or an id that is none → 404, and it stays', async () => {
  const { place } = await prepare();
  const { place: other } = await prepare();
  const { uuid } = (await create(other)).body as Version;

  for (const [method, path] of [
    ['GET', `/api/v1/environment-feature-versions/${uuid}/`],
    ['GET', statesOf(place, uuid)],
    ['POST', `${listOf(place)}${uuid}/publish/`],
    ['DELETE', `${listOf(place)}${uuid}/`],
    ['DELETE', `${listOf(place)}nonsense/`],
    ['GET', `/api/v1/environments/${place.scene.environmentId}/features/${other.feature.id}/versions/`],
  ] as const) {
    expect([method, path, (await place.send(method, path)).status]).toEqual([method, path, 404]);
  }
  expect((await list(other)).results).toContainEqual(expect.objectContaining({ uuid, published: false }));
});

test('version: where changes need approval → drafts only, publishing 409', async () => {
  const { place } = await prepare();
  await place.send('PATCH', place.root, { minimum_change_request_approvals: 1 });

  const { uuid } = (await create(place)).body as Version;

  expect((await place.send('POST', `${listOf(place)}${uuid}/publish/`)).status).toBe(409);
  expect((await create(place, { publish_immediately: true })).status).toBe(409);
});

test('race: 20 drafts of one feature at the same time → exactly one', async () => {
  const { place } = await prepare();

  const answers = await race(
    management,
    Array.from({ length: 20 }, () => () => create(place)),
  );

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
});

test('environment with versions: cloned, and a feature created in it → each feature has a published version there', async () => {
  const { place, segments } = await prepare(1);
  await create(place, { feature_states_to_update: [{ feature_state_value: text('v2') }], publish_immediately: true });

  const clone = await place.send('POST', `${place.root}clone/`, { name: 'Clone' });
  const cloned = clone.body as { id: number; api_key: string };
  const made = await place.send('POST', `/api/v1/projects/${place.scene.projectId}/features/`, {
    name: 'fresh',
    initial_value: 'fresh',
    default_enabled: true,
  });

  expect([clone.status, made.status]).toEqual([200, 201]);
  const document = (await place.send('GET', `/api/v1/environments/${cloned.api_key}/document/`)).body as {
    feature_states: { feature_state_value: unknown }[];
    project: { segments: { id: number; feature_states: unknown[] }[] };
  };
  expect(document.feature_states.map((one) => one.feature_state_value)).toEqual(['v2', 'fresh']);
  expect(document.project.segments.find(({ id }) => id === segments[0])?.feature_states).toHaveLength(1);
  const fresh = (made.body as { id: number }).id;
  for (const [environment, feature] of [
    [place.scene.environmentId, fresh],
    [cloned.id, fresh],
    [cloned.id, place.feature.id],
  ]) {
    const path = `/api/v1/environments/${environment}/features/${feature}/versions/`;
    expect([environment, feature, (await place.send('GET', path)).body]).toMatchObject([
      environment,
      feature,
      { count: 1, results: [{ published: true, is_live: true }] },
    ]);
  }
});

test('behaviour 41: a version published → webhooks are told of it and of the states that it changed, of drafts nothing', async () => {
  const { place } = await prepare(1);
  await management.pool.query(
    `insert into environment_webhooks (organisation_id, environment_id, url) values ($1, $2, 'https://hooks.example.com')`,
    [place.scene.organisationId, place.scene.environmentId],
  );
  const typesOf = async () => {
    const { rows } = await management.pool.query(
      'select event_type from webhook_deliveries where environment_id = $1 order by id',
      [place.scene.environmentId],
    );
    return rows.map(({ event_type: type }) => type as string);
  };

  const { uuid } = (await create(place, { feature_states_to_update: [{ enabled: false }] })).body as Version;
  expect(await typesOf()).toEqual([]);
  await place.send('POST', `${listOf(place)}${uuid}/publish/`);

  expect((await typesOf()).toSorted()).toEqual(['FLAG_UPDATED', 'NEW_VERSION_PUBLISHED']);
});
