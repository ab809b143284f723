import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { addFeature } from '../fixtures/scene-features.ts';
import { createScene, publish, type Scene } from '../fixtures/scene.ts';
import { createMember, type Person } from '../management/people.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

const CREATIONS = Number(process.env['HALYARD_CUT_CREATIONS'] ?? 80);
vi.setConfig({ testTimeout: 60_000 + CREATIONS * 500 });
const AT_ONCE = 4;

let server: TestServer;
let scene: Scene;
let admin: Person;
let stateId: number;

beforeAll(async () => {
  server = await startTestServer({ variables: { ALLOW_PRIVATE_DESTINATIONS: 'true' } });
  scene = await createScene(server.db);
  ({ stateId } = await addFeature(scene, 'one', { value: 'served' }));
  await publish(scene);
  admin = await createMember(server.db, scene.organisationId, 'ADMIN');
});
afterEach(() => {
  server.wire.delayMs = 0;
  server.wire.watch = null;
});
afterAll(() => server.stop());

async function ask(method: string, path: string, body?: unknown) {
  const begin = performance.now();
  const response = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { authorization: admin.authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    retryAfter: response.headers.get('retry-after'),
    ms: performance.now() - begin,
  };
}

const statePath = () => `environments/${scene.clientKey}/featurestates/${stateId}/`;

/** Calls of SDKs one after the other: what they were answered, and the slowest. */
async function callSdk(turns: number) {
  const headers = { 'x-environment-key': scene.clientKey, 'content-type': 'application/json' };
  const statuses = new Set<number>();
  let slowestMs = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [path, body] of [
      ['flags/', null],
      ['analytics/flags/', { one: 1 }],
      ['identities/', { identifier: 'anna', traits: [{ trait_key: 'turn', trait_value: Math.random() }] }],
    ] as const) {
      const begin = performance.now();
      const init = body === null ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
      const response = await fetch(`${server.url}/api/v1/${path}`, init);
      await response.arrayBuffer();
      statuses.add(response.status);
      if (path === 'flags/') slowestMs = Math.max(slowestMs, performance.now() - begin);
    }
  }
  return { statuses: [...statuses], slowestMs };
}

test('Postgres takes 300 ms an answer: a change → saved, and read back at once as it was saved', async () => {
  await callSdk(1);
  server.wire.delayMs = 150;
  expect(await ask('PATCH', statePath(), { feature_state_value: 'slowly' })).toMatchObject({ status: 200 });
  expect((await ask('GET', statePath())).text).toContain('slowly');
  const { statuses, slowestMs } = await callSdk(2);
  expect(statuses).toEqual([200]);
  expect(slowestMs).toBeLessThan(600);
});

test('Postgres takes 3 s an answer: a change → 503 with Retry-After within 2 s and not stored; SDKs → 200 as before', async () => {
  await callSdk(1);
  server.wire.delayMs = 1_500;
  const answers = await Promise.all([
    ask('PATCH', statePath(), { feature_state_value: 'too slow' }),
    ask('GET', `projects/${scene.projectId}/`),
    callSdk(2),
  ]);
  for (const answer of answers.slice(0, 2)) {
    expect(answer).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
    expect((answer as { ms: number }).ms).toBeLessThan(2_000);
  }
  expect(answers[2].statuses).toEqual([200]);
  expect(answers[2].slowestMs).toBeLessThan(600);
  server.wire.delayMs = 0;
  await expect.poll(async () => (await ask('GET', statePath())).status, { timeout: 20_000, interval: 250 }).toBe(200);
  expect((await ask('GET', statePath())).text).not.toContain('too slow');
});

test('Postgres cut off amid transactions, also right after a commit → what is acknowledged is stored once with its audit row, the rest wholly or not at all', async () => {
  const acknowledged: string[] = [];
  const statuses: Record<string, number> = {};
  let cuts = 0;
  server.wire.watch = (text, direction) => {
    const isCommit = direction === 'out' ? /\bcommit\0/.test(text) : text.includes('COMMIT\0');
    const isCut = Math.random() < (isCommit ? 0.15 : 0.01);
    if (isCut) cuts += 1;
    return isCut ? 'cut' : 'pass';
  };
  let next = 0;
  const lane = async () => {
    while (next < CREATIONS) {
      const url = `http://127.0.0.1:9/hook-${next++}`;
      const { status } = await ask('POST', `environments/${scene.clientKey}/webhooks/`, { url });
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 201) acknowledged.push(url);
      else await sleep(100);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  server.wire.watch = null;

  const { rows } = await server.db.query<{ url: string; audits: number }>(
    `select w.url, (select count(*)::int from audit_logs a where a.related_object_type = 'WEBHOOK'
       and a.change_type = 'CREATE' and a.related_object_id = w.id and a.organisation_id = $2) as audits
     from environment_webhooks w where w.environment_id = $1`,
    [scene.environmentId, scene.organisationId],
  );
  console.log(`${CREATIONS} creations, ${cuts} cuts: ${JSON.stringify(statuses)}, ${rows.length} stored`);
  expect(cuts).toBeGreaterThan(3);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(Object.keys(statuses).filter((status) => !['201', '503'].includes(status))).toEqual([]);
  expect(new Set(rows.map(({ url }) => url)).size).toBe(rows.length);
  expect(rows.filter(({ audits }) => audits !== 1)).toEqual([]);
  expect(acknowledged.filter((url) => !rows.some((row) => row.url === url))).toEqual([]);
  const { rows: audits } = await server.db.query<{ n: number }>(
    `select count(*)::int as n from audit_logs where related_object_type = 'WEBHOOK' and organisation_id = $1`,
    [scene.organisationId],
  );
  expect(audits[0]!.n).toBe(rows.length);
});
