import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFeature } from '../fixtures/scene-features.ts';
import { createScene, type Scene } from '../fixtures/scene.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';
import { openUsageDouble } from '../runtime/usage-double.ts';

const REPORTS = 200;
const COUNTS = 100;
/** Longer than all reports take to come. */
const BUSY_MS = 3_000;
const LANDING_MS = 60_000;

const usage = openUsageDouble();
const logged: string[] = [];
let server: TestServer;
let scene: Scene;
beforeAll(async () => {
  server = await startTestServer({ doubles: usage.doubles, log: (_, message) => void logged.push(message) });
  scene = await createScene(server.db, {});
  for (let index = 0; index < COUNTS; index += 1) await addFeature(scene, `feature_${index}`);
});
afterAll(() => server.stop());

/** Counts under labels of their own: others would add up to one count. */
async function report(number: number): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/analytics/flags/`, {
    method: 'POST',
    headers: {
      'x-environment-key': scene.clientKey,
      'content-type': 'application/json',
      'flagsmith-application-name': `application-${number}`,
    },
    body: JSON.stringify(Object.fromEntries(Array.from({ length: COUNTS }, (_, index) => [`feature_${index}`, 1]))),
  });
  if (response.status === 503) expect(response.headers.get('retry-after')).toBe('1');
  await response.arrayBuffer();
  return response.status;
}

async function readFlags(): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/flags/`, { headers: { 'x-environment-key': scene.clientKey } });
  await response.arrayBuffer();
  return response.status;
}

test('intake: the object is busy and takes next to nothing → flags are read, what does not fit is told 503 and logged, what was acknowledged is in the object', async () => {
  expect(await report(0)).toBe(200);
  usage.callMs = BUSY_MS;
  const reports = Array.from({ length: REPORTS }, (_, index) => report(1 + index));
  let hasEnded = false;
  const ended = Promise.all(reports).then((statuses) => {
    hasEnded = true;
    return statuses;
  });
  const reads: number[] = [];
  while (reads.length < 100) reads.push(await readFlags());
  expect(hasEnded).toBe(false);
  expect(new Set(reads)).toEqual(new Set([200]));

  const tellShed = () => logged.some((line) => line.includes('usage.requests.shed'));
  expect(tellShed()).toBe(true);
  usage.callMs = 0;
  const statuses = await ended;
  const stored = statuses.filter((status) => status === 200).length;
  expect(statuses.filter((status) => status === 503).length).toBe(REPORTS - stored);
  expect(stored).toBeGreaterThan(0);
  expect(stored).toBeLessThan(REPORTS / 2);
  await expect.poll(() => usage.total, { timeout: LANDING_MS }).toBe((stored + 1) * COUNTS);
});
