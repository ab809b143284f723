import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addEnvironment } from '../../testing/fixtures/scene.ts';
import { addFeature, addSegment, addSegmentOverride, whereTrait } from '../../testing/fixtures/scene-features.ts';
import { addTag, prepareProject, readAudits, readRows, readTouched } from '../../testing/management/feature-project.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';
import { sweepFeatureTransfers } from './feature-transfers.service.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const VARIANTS = [
  { key: 'red', value: 'red', percentage: 30 },
  { key: null, value: 7, percentage: 20 },
];

async function prepareExport() {
  const project = await prepareProject(management);
  const { scene, send } = project;
  const multi = await addFeature(scene, 'colour', { value: 'blue', variants: VARIANTS, row: { initialValue: 'blue' } });
  const plain = await addFeature(scene, 'limit', { value: 12, enabled: false, row: { isServerKeyOnly: true } });
  await addFeature(scene, 'old', { row: { isArchived: true } });
  const segmentId = await addSegment(scene, 'some', whereTrait('a', 'b'));
  await addSegmentOverride(scene, multi, segmentId, { value: 'hidden' });
  const tagId = await addTag(scene);
  await scene.db.execute(
    sql`insert into feature_tags (feature_id, tag_id, project_id) values (${plain.id}, ${tagId}, ${scene.projectId})`,
  );
  const take = async (tags: number[] = []) => {
    const body = { environment_id: scene.environmentId, tag_ids: tags };
    const kept = await send('POST', '/api/v1/features/create-feature-export/', body);
    const { id } = kept.body as { id: number };
    const download = await send('GET', `/api/v1/features/download-feature-export/${id}/`);
    return { kept, id, download };
  };
  return { ...project, tagId, take };
}

const COLOUR = {
  name: 'colour',
  default_enabled: false,
  is_server_key_only: false,
  initial_value: 'blue',
  value: 'blue',
  type: 'unicode',
  enabled: true,
  multivariate: [
    { percentage_allocation: 30, default_percentage_allocation: 30, value: 'red', type: 'unicode' },
    { percentage_allocation: 20, default_percentage_allocation: 20, value: 7, type: 'int' },
  ],
};
const LIMIT = {
  name: 'limit',
  default_enabled: false,
  is_server_key_only: true,
  initial_value: null,
  value: 12,
  type: 'int',
  enabled: false,
  multivariate: [],
};

test('feature export: an environment → the wire shape, without archived features and overrides; with tags only those', async () => {
  const { scene, tagId, take } = await prepareExport();
  const all = await take();
  const tagged = await take([tagId]);
  expect(all.kept.status).toBe(201);
  expect(all.kept.body).toMatchObject({ environment_id: scene.environmentId, status: 'SUCCESS' });
  expect(all.download.body).toEqual([COLOUR, LIMIT]);
  expect(tagged.download.body).toEqual([LIMIT]);
});

test('feature export: a tag of another project → 400; a stranger → 404; a plain member → 403', async () => {
  const { scene, send, take } = await prepareExport();
  const other = await prepareProject(management);
  const foreignTag = await addTag(other.scene);
  const body = { environment_id: scene.environmentId, tag_ids: [foreignTag] };
  expect((await send('POST', '/api/v1/features/create-feature-export/', body)).status).toBe(400);
  const { id } = await take();
  const path = `/api/v1/features/download-feature-export/${id}/`;
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  expect((await send('GET', path, undefined, other.admin.authorization)).status).toBe(404);
  expect((await send('GET', path, undefined, member.authorization)).status).toBe(403);
});

test('feature import: into an empty project → the same export; other environments get the defaults', async () => {
  const { download } = await (await prepareExport()).take();
  const { scene, send } = await prepareProject(management);
  const second = await addEnvironment(scene);
  const body = { strategy: 'SKIP', file: JSON.stringify(download.body) };
  const imported = await send('POST', `/api/v1/features/feature-import/${scene.environmentId}`, body);
  expect(imported.status).toBe(201);
  expect(imported.body).toMatchObject({ status: 'SUCCESS', strategy: 'SKIP', environment_id: scene.environmentId });
  const again = await send('POST', '/api/v1/features/create-feature-export/', { environment_id: scene.environmentId });
  const { id } = again.body as { id: number };
  expect((await send('GET', `/api/v1/features/download-feature-export/${id}/`)).body).toEqual([COLOUR, LIMIT]);
  const others = await readRows(
    scene,
    sql`select f.name, s.enabled, v.string_value from feature_states s join features f on f.id = s.feature_id
      join feature_state_values v on v.feature_state_id = s.id where s.environment_id = ${second.environmentId} order by 1`,
  );
  expect(others).toEqual([
    { name: 'colour', enabled: false, string_value: 'blue' },
    { name: 'limit', enabled: false, string_value: null },
  ]);
  expect(await readTouched(scene)).toEqual([scene.environmentId, second.environmentId]);
  expect(management.published).toEqual(expect.arrayContaining([scene.environmentId, second.environmentId]));
  expect((await readAudits(scene)).map(({ log }) => log)).toEqual([
    'Feature created: colour, by an import',
    'Feature created: limit, by an import',
    'Features imported: 2 of 2',
    'Features exported: 2',
  ]);
});

test('feature import: names that are there → left alone with SKIP, replaced with OVERWRITE_DESTRUCTIVE', async () => {
  const { scene, send } = await prepareProject(management);
  const own = await addFeature(scene, 'Limit', { value: 'mine' });
  const path = `/api/v1/features/feature-import/${scene.environmentId}`;
  const read = async () =>
    readRows(
      scene,
      sql`select f.id = ${own.id} as own, f.name, v.string_value, v.integer_value::int as number from features f
        join feature_states s on s.feature_id = f.id join feature_state_values v on v.feature_state_id = s.id
        where f.project_id = ${scene.projectId} and f.deleted_at is null order by 1`,
    );
  await send('POST', path, { strategy: 'SKIP', file: JSON.stringify([LIMIT]) });
  expect(await read()).toEqual([{ own: true, name: 'Limit', string_value: 'mine', number: null }]);
  await send('POST', path, { strategy: 'OVERWRITE_DESTRUCTIVE', file: JSON.stringify([LIMIT]) });
  expect(await read()).toEqual([{ own: false, name: 'limit', string_value: null, number: 12 }]);
});

test('feature import: an environment that uses versions → the states stand in a published one', async () => {
  const { scene, send } = await prepareProject(management, { environment: { useV2FeatureVersioning: true } });
  await send('POST', `/api/v1/features/feature-import/${scene.environmentId}`, {
    strategy: 'SKIP',
    file: JSON.stringify([COLOUR]),
  });
  const { body } = await send('POST', '/api/v1/features/create-feature-export/', {
    environment_id: scene.environmentId,
  });
  const { id } = body as { id: number };
  expect((await send('GET', `/api/v1/features/download-feature-export/${id}/`)).body).toEqual([COLOUR]);
});

test('feature import: as a form with a file → taken as JSON is', async () => {
  const { scene, admin } = await prepareProject(management);
  const form = new FormData();
  form.set('strategy', 'SKIP');
  form.set('file', new File([JSON.stringify([LIMIT])], 'features.json', { type: 'application/json' }));
  const encoded = new Response(form);
  const answer = await management.call('POST', `/api/v1/features/feature-import/${scene.environmentId}`, {
    as: admin.authorization,
    body: await encoded.text(),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  });
  expect(answer.body).toMatchObject({ status: 'SUCCESS' });
});

test.each([
  ['no JSON', 'nonsense'],
  ['no list', '{}'],
  ['a feature without name', '[{}]'],
  ['weights above 100 %', JSON.stringify([{ ...COLOUR, multivariate: Array(4).fill(COLOUR.multivariate[0]) }])],
])('feature import: %s → 400, nothing stored', async (_, file) => {
  const { scene, send } = await prepareProject(management);
  const answer = await send('POST', `/api/v1/features/feature-import/${scene.environmentId}`, {
    strategy: 'SKIP',
    file,
  });
  expect(answer.status).toBe(400);
  expect(await readRows(scene, sql`select id from features where project_id = ${scene.projectId}`)).toEqual([]);
  expect(await readAudits(scene)).toEqual([]);
});

test('feature import: one that runs → 400; after ten minutes it has failed and is no obstacle', async () => {
  const { scene, send } = await prepareProject(management);
  const path = `/api/v1/features/feature-import/${scene.environmentId}`;
  const body = { strategy: 'SKIP', file: JSON.stringify([LIMIT]) };
  const insert = sql`insert into feature_imports (environment_id, strategy, data) values (${scene.environmentId}, 'SKIP', '')`;
  await scene.db.execute(insert);
  expect((await send('POST', path, body)).status).toBe(400);
  const age = (by: string) =>
    scene.db.execute(
      sql`update feature_imports set created_at = now() - ${by}::interval where environment_id = ${scene.environmentId}`,
    );
  await age('11 minutes');
  expect((await send('POST', path, body)).status).toBe(201);
  const list = await send('GET', `/api/v1/projects/${scene.projectId}/feature-imports/`);
  expect(list.body).toMatchObject({ results: [{ status: 'SUCCESS' }, { status: 'FAILED' }] });
  await age('15 days');
  await sweepFeatureTransfers(management.ports);
  expect((await send('GET', `/api/v1/projects/${scene.projectId}/feature-imports/`)).body).toMatchObject({ count: 0 });
});
