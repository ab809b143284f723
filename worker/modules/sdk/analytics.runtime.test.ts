import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { features, featureEvaluationBlocks } from '../../../drizzle/schema/index.ts';
import { addFeature } from '../../testing/fixtures/scene-features.ts';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { openCaller } from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const V1 = '/api/v1/analytics/flags/';
const V2 = '/api/v2/analytics/flags/';
const NOT_AN_OBJECT = { non_field_errors: ['Expected a JSON object.'] };
/** Counts wait ten seconds for company before they land. */
const LANDED_WITHIN_MS = 20_000;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function open(options: Parameters<typeof createScene>[1] = {}) {
  const scene = await createScene(server.db, options);
  return { scene, call: openCaller(server.url, scene.clientKey) };
}

/** What has landed in Postgres, by feature name. */
async function readLanded({ db, environmentId }: Scene) {
  const rows = await db
    .select({ block: featureEvaluationBlocks, name: features.name })
    .from(featureEvaluationBlocks)
    .innerJoin(features, eq(features.id, featureEvaluationBlocks.featureId))
    .where(eq(featureEvaluationBlocks.environmentId, environmentId));
  return rows.map(({ block, name }) => ({ ...block, name }));
}

async function waitForLanded(scene: Scene, expected: Record<string, number>): Promise<void> {
  const read = async () => {
    const sums = new Map<string, number>();
    for (const { name, count } of await readLanded(scene)) sums.set(name, (sums.get(name) ?? 0) + count);
    return sums;
  };
  const wanted = new Map(Object.entries(expected));
  await vi.waitFor(async () => expect(await read()).toEqual(wanted), { timeout: LANDED_WITHIN_MS, interval: 250 });
}

test.concurrent('edge case 42: counts that are no whole numbers → passed over, 200 and an empty body', async () => {
  const { scene, call } = await open();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await addFeature(scene, name);

  const answer = await call(V1, { body: { a: true, b: '1', c: 2, d: 1.5, e: null, f: -1, unknown: 9 } });
  expect([answer.status, answer.text]).toEqual([200, '']);
  expect(answer.headers.get('content-type')).toBeNull();
  for (const body of [[], [{ c: 1 }], 'null', '"c"', '3']) {
    const refused = await call(V1, { body });
    expect([refused.status, refused.json]).toEqual([400, NOT_AN_OBJECT]);
  }

  await waitForLanded(scene, { c: 2 });
});

test.concurrent('edge case 43: feature names with dots, blanks and other scripts → counted', async () => {
  const { scene, call } = await open();
  const names = ['a.b.c', 'with blanks', '旗', '__proto__', 'constructor'];
  for (const name of names) await addFeature(scene, name);

  for (let round = 0; round < 3; round += 1) {
    const body = `{${names.map((name, index) => `${JSON.stringify(name)}:${index + 1}`).join(',')}}`;
    expect((await call(V1, { body })).status).toBe(200);
  }

  const expected = Object.fromEntries(names.map((name, index) => [name, 3 * (index + 1)]));
  await waitForLanded(scene, expected);
});

test.concurrent('edge case 44: version 2 → 204, unknown features passed over, counts with their state', async () => {
  const { scene, call } = await open();
  await addFeature(scene, 'known');
  const evaluation = { feature_name: 'known', enabled_when_evaluated: true, count: 2 };
  const evaluations = [
    evaluation,
    { ...evaluation, identity_identifier: 'a', count: 3 },
    { ...evaluation, enabled_when_evaluated: false, count: 4 },
    { ...evaluation, feature_name: 'unknown' },
  ];

  const answer = await call(V2, { body: { evaluations } });
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect((await call(V2, { body: { evaluations: [] } })).status).toBe(204);

  await waitForLanded(scene, { known: 9 });
  const rows = await readLanded(scene);
  expect(new Map(rows.map((row) => [row.enabledWhenEvaluated, row.count]))).toEqual(
    new Map([
      [false, 4],
      [true, 5],
    ]),
  );
});

test.concurrent('analytics: reports of one SDK at once → the sum lands once, under the SDK’s labels', async () => {
  const { scene, call } = await open();
  await addFeature(scene, 'flag');
  const headers = {
    'flagsmith-sdk-user-agent': 'flagsmith-js-sdk/12.4.0',
    'user-agent': 'Mozilla/5.0',
    'flagsmith-application-name': 'shop',
    'flagsmith-application-version': '1.2.3',
  };
  const before = Date.now();

  await Promise.all(Array.from({ length: 50 }, (_, n) => call(V1, { headers, body: { flag: n } })));
  await call(V1, { headers: { 'user-agent': 'flagsmith-go-sdk/5.0.0' }, body: { flag: 7 } });
  await call(V1, { headers: { 'user-agent': 'curl/8' }, body: { flag: 8 } });

  await waitForLanded(scene, { flag: 1225 + 7 + 8 });
  const rows = await readLanded(scene);
  const bySdk = Object.groupBy(rows, (row) => row.userAgent);
  expect(Object.keys(bySdk).toSorted()).toEqual(['', 'flagsmith-go-sdk/5.0.0', 'flagsmith-js-sdk/12.4.0']);
  expect(bySdk['flagsmith-js-sdk/12.4.0']).toEqual([
    expect.objectContaining({ clientApplicationName: 'shop', clientApplicationVersion: '1.2.3', count: 1225 }),
  ]);
  for (const { blockStart, enabledWhenEvaluated } of rows) {
    expect(before - blockStart.getTime()).toBeLessThan(15 * 60_000);
    expect(enabledWhenEvaluated).toBeNull();
  }
});

test.concurrent('analytics: a server-side key → counted for its environment, also features only servers see', async () => {
  const { scene, call } = await open();
  await addFeature(scene, 'secret', { row: { isServerKeyOnly: true } });

  expect((await call(V1, { key: scene.serverKey, body: { secret: 5 } })).status).toBe(200);

  await waitForLanded(scene, { secret: 5 });
});

test('analytics, version 2: faulty body → 400 that says what is wrong, nothing counted', async () => {
  const { scene, call } = await open();
  await addFeature(scene, 'known');
  const good = { feature_name: 'known', enabled_when_evaluated: true, count: 1 };

  for (const [body, errors] of [
    [[], NOT_AN_OBJECT],
    [{}, { evaluations: ['This field is required.'] }],
    [{ evaluations: {} }, { evaluations: ['Expected a list of items.'] }],
    [
      { evaluations: [good, { ...good, identity_identifier: null }] },
      { evaluations: [{}, { identity_identifier: ['This field may not be null.'] }] },
    ],
    [
      { evaluations: [{}] },
      {
        evaluations: [
          {
            feature_name: expect.any(Array),
            enabled_when_evaluated: expect.any(Array),
            count: ['A valid integer is required.'],
          },
        ],
      },
    ],
    [{ evaluations: [7] }, { evaluations: [{ non_field_errors: expect.any(Array) }] }],
    [{ evaluations: Array.from({ length: 5_001 }, () => good) }, { evaluations: expect.any(Array) }],
  ] as [unknown, object][]) {
    const answer = await call(V2, { body });
    expect([answer.status, answer.json]).toEqual([400, errors]);
  }
  expect(await readLanded(scene)).toEqual([]);
});

test('analytics: no or an unknown key → 403', async () => {
  const { call } = await open();

  for (const path of [V1, V2]) {
    for (const key of [null, 'nobody']) expect((await call(path, { key, body: {} })).status).toBe(403);
  }
});
