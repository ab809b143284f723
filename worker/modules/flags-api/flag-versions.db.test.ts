import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Flag } from '../../contract/flag-updates.ts';
import { addSegmentOverride } from '../../testing/fixtures/scene-features.ts';
import { readAudits, readRows } from '../../testing/management/feature-project.ts';
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
const pathOf = ({ scene, feature }: FlagPlace) =>
  `/api/__future__/environments/${scene.clientKey}/features/${feature.id}/`;
const get = async (place: FlagPlace) => (await place.send('GET', pathOf(place))).body as Flag;
const patch = (place: FlagPlace, body: unknown) => place.send('PATCH', pathOf(place), body);
const text = (value: string) => ({ type: 'string', value });

/** A feature with an override of each segment, all in a published version. */
async function prepareVersioned(segments: number) {
  const place = await prepareFlag(management, { value: 'all', variants });
  const ids: number[] = [];
  for (let number = 0; number < segments; number += 1) {
    const id = await place.segment(`s${number}`);
    await addSegmentOverride(place.scene, place.feature, id, { priority: number, value: `s${number}` });
    ids.push(id);
  }
  const { environmentId, projectId } = place.scene;
  const version = await readRows(
    place.scene,
    sql`insert into environment_feature_versions (project_id, environment_id, feature_id, published_at, live_from)
      values (${projectId}, ${environmentId}, ${place.feature.id}, now(), now()) returning uuid`,
  );
  const uuid = String(version[0]?.['uuid']);
  for (const table of ['feature_segments', 'feature_states']) {
    await management.pool.query(
      `update ${table} set environment_feature_version_uuid = $1 where environment_id = $2 and feature_id = $3`,
      [uuid, environmentId, place.feature.id],
    );
  }
  await management.pool.query('update environments set use_v2_feature_versioning = true where id = $1', [
    environmentId,
  ]);
  return { place, segments: ids, uuid };
}

const countVersions = async ({ scene }: FlagPlace) =>
  (await readRows(scene, sql`select from environment_feature_versions where environment_id = ${scene.environmentId}`))
    .length;

test('version: flag changed → a published copy with the change, the old one untouched, one audit row', async () => {
  const { place, segments, uuid } = await prepareVersioned(1);

  const answer = await patch(place, { environment_default: { enabled: false, value: text('new') } });

  expect(answer).toMatchObject({
    status: 200,
    body: {
      environment_default: { enabled: false, value: text('new'), variants: [{ weight: 10 }, { weight: 20 }] },
      segment_overrides: [{ segment: { id: segments[0] }, priority: 0, value: text('s0') }],
    },
  });
  const document = await place.document();
  expect(document.feature_states[0]).toMatchObject({ enabled: false, feature_state_value: 'new' });
  expect(document.project.segments[0]?.feature_states).toMatchObject([{ feature_state_value: 's0' }]);
  const old = await readRows(
    place.scene,
    sql`select s.enabled, v.string_value from feature_states s join feature_state_values v on v.feature_state_id = s.id
      where s.environment_feature_version_uuid = ${uuid} order by s.id`,
  );
  expect(old).toEqual([
    { enabled: true, string_value: 'all' },
    { enabled: true, string_value: 's0' },
  ]);
  expect(await readAudits(place.scene)).toMatchObject([
    {
      type: 'EF_VERSION',
      change: 'CREATE',
      log: 'Version published: checkout',
      before: { environment_default: { enabled: true, value: 'all' } },
      after: { environment_default: { enabled: false, value: 'new' } },
    },
  ]);
});

test('version: nothing changed → no new version', async () => {
  const { place } = await prepareVersioned(1);

  const answer = await patch(place, { environment_default: { enabled: true, value: text('all') } });

  expect(answer.status).toBe(200);
  expect(await countVersions(place)).toBe(1);
  expect(await readAudits(place.scene)).toEqual([]);
});

test('version: segment override deleted → a new version without it, gone from flags and document', async () => {
  const { place, segments } = await prepareVersioned(2);

  const answer = await place.send('DELETE', `${pathOf(place)}segment-overrides/${segments[0]}/`);

  expect(answer).toMatchObject({
    status: 200,
    body: { segment_overrides: [{ segment: { id: segments[1] }, priority: 0 }] },
  });
  expect(await countVersions(place)).toBe(2);
  const shown = (await place.document()).project.segments.map(({ id, feature_states: states }) => [id, states.length]);
  expect(shown).toEqual([
    [segments[0], 0],
    [segments[1], 1],
  ]);
  const list = await place.send(
    'GET',
    `/api/v1/features/feature-segments/?environment=${place.scene.environmentId}&feature=${place.feature.id}`,
  );
  expect(list.body).toMatchObject({ count: 1, results: [{ segment: segments[1], priority: 0 }] });
});

test('version: create, change and delete with one faulty item → nothing is published', async () => {
  const { place, segments } = await prepareVersioned(2);
  const before = await get(place);

  const answer = await place.send('PUT', pathOf(place), {
    environment_default: { enabled: false },
    segment_overrides: [{ segment: { id: segments[0] }, enabled: false }, { segment: { id: 2_000_000_000 } }],
  });

  expect(answer).toMatchObject({ status: 400, body: { segment_overrides: [expect.any(String)] } });
  expect(await get(place)).toEqual(before);
  expect(await countVersions(place)).toBe(1);
});

test('version: published anew → everybody keeps their variant', async () => {
  const { place } = await prepareVersioned(1);
  const seedsOf = async () => {
    const document = (await place.document()) as unknown as { feature_states: { django_id: number }[] };
    return document.feature_states.map(({ django_id: seed }) => seed);
  };
  const before = await seedsOf();

  await patch(place, { environment_default: { enabled: false } });

  expect(await seedsOf()).toEqual(before);
});

test('race: 20 changes of different overrides at the same time → none is lost', async () => {
  const { place, segments } = await prepareVersioned(20);

  const answers = await race(
    management,
    segments.map(
      (id) => () => patch(place, { segment_overrides: [{ segment: { id }, value: text(`changed ${id}`) }] }),
    ),
  );

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const values = (await get(place)).segment_overrides.map(({ segment, value }) => [segment.id, value?.value]);
  expect(values).toEqual(segments.map((id) => [id, `changed ${id}`]));
});
