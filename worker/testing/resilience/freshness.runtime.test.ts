import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

const BUSY_BOUND_MS = 5_000;
const FEATURE = 'dark_mode';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterAll(() => server.stop());

/** Changes the flag in Postgres and announces it by an outbox row, as a change by hand does: nobody is poked. */
async function toggleInDatabase(environmentId: number, on: TestServer = server): Promise<boolean> {
  const { rows } = await on.db.query<{ enabled: boolean }>(
    `with changed as (
       update feature_states s set enabled = not s.enabled from features f
       where f.id = s.feature_id and f.name = $2 and s.environment_id = $1 and s.identity_id is null
         and s.feature_segment_id is null and s.deleted_at is null
       returning s.enabled
     ) select enabled, touch_environment($1, 'test') from changed`,
    [environmentId, FEATURE],
  );
  return rows[0]?.enabled === true;
}

async function readEnabled(clientKey: string, from: TestServer = server): Promise<boolean> {
  const response = await fetch(`${from.url}/api/v1/flags/?feature=${FEATURE}`, {
    headers: { 'X-Environment-Key': clientKey },
  });
  const flag = (await response.json()) as { enabled: boolean };
  return flag.enabled;
}

test('busy isolate that shares the location’s cache: a change committed in Postgres → served within 5 s', async () => {
  const sharing = await startTestServer({ seed: true, variables: { LOCATION_CACHE: 'on' } });
  try {
    const { clientKey, environmentId } = sharing.demo[0]!;
    const wasEnabled = await readEnabled(clientKey, sharing);
    for (let request = 0; request < 10; request += 1) {
      await sleep(150);
      await readEnabled(clientKey, sharing);
    }
    await toggleInDatabase(environmentId, sharing);
    await expect
      .poll(() => readEnabled(clientKey, sharing), { timeout: BUSY_BOUND_MS, interval: 50 })
      .toBe(!wasEnabled);
  } finally {
    await sharing.stop();
  }
});

test('busy isolate: a change committed in Postgres → served within 5 s', async () => {
  const { clientKey, environmentId } = server.demo[0]!;
  const delays: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await readEnabled(clientKey);
    const wanted = await toggleInDatabase(environmentId);
    const begin = performance.now();
    while ((await readEnabled(clientKey)) !== wanted) {
      expect(performance.now() - begin).toBeLessThan(BUSY_BOUND_MS);
      await sleep(20);
    }
    delays.push(Math.round(performance.now() - begin));
  }
  console.log(`busy isolate: seen after ${delays.toSorted((left, right) => left - right).join(', ')} ms`);
});

test('idle isolate: a change committed in Postgres → served on its first request', async () => {
  const { clientKey, environmentId } = server.demo[1]!;
  for (let round = 0; round < 2; round += 1) {
    await readEnabled(clientKey);
    await sleep(BUSY_BOUND_MS + 200);

    const wanted = await toggleInDatabase(environmentId);

    expect(await readEnabled(clientKey)).toBe(wanted);
  }
});

test('outbox sweep: a change that nobody asks about → published by the cron', async () => {
  const { environmentId } = server.demo[1]!;
  await toggleInDatabase(environmentId);
  await server.db.query(`update outbox set due_at = due_at - interval '10 seconds' where environment_id = $1`, [
    environmentId,
  ]);

  await server.fireCron();

  const { rows } = await server.db.query('select 1 from outbox where environment_id = $1', [environmentId]);
  expect(rows).toEqual([]);
});

test('updated_at: two changes within a second → moves forward by at least a whole second each time', async () => {
  const { serverKey, environmentId } = server.demo[0]!;
  const read = async () => {
    const response = await fetch(`${server.url}/api/v1/environment-document/`, {
      headers: { 'X-Environment-Key': serverKey },
    });
    return Date.parse(((await response.json()) as { updated_at: string }).updated_at);
  };
  const seen = [await read()];
  for (let change = 0; change < 2; change += 1) {
    await toggleInDatabase(environmentId);
    await expect.poll(read, { timeout: BUSY_BOUND_MS, interval: 50 }).toBeGreaterThan(seen.at(-1)!);
    seen.push(await read());
  }
  expect(seen[1]! - seen[0]!).toBeGreaterThanOrEqual(1000);
  expect(seen[2]! - seen[1]!).toBeGreaterThanOrEqual(1000);
});
