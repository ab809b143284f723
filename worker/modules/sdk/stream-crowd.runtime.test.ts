import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, type Listening } from '../../testing/fixtures/event-stream.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const ROOM = 9;

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startTestServer({ seed: true, variables: { HALYARD_STREAM_LISTENERS: String(ROOM) } });
  await server.db.query('update projects set enable_realtime_updates = true');
  url = `${server.url}/sse/environments/${server.demo[0]!.clientKey}/stream`;
});
afterAll(() => server.stop());

async function toggle(): Promise<void> {
  const { environmentId } = server.demo[0]!;
  await server.db.query(
    `update feature_states s set enabled = not s.enabled from features f where f.id = s.feature_id and f.name = 'dark_mode'
     and s.environment_id = $1 and s.identity_id is null and s.feature_segment_id is null`,
    [environmentId],
  );
  await server.db.query(`select touch_environment($1, 'test', now() - interval '10 seconds')`, [environmentId]);
  await server.fireCron();
}

async function openCrowd(): Promise<Listening[]> {
  const streams: Listening[] = [];
  for (let index = 0; index < ROOM; index += 1) streams.push(await listen(url));
  return streams;
}

const toldEach = (streams: Listening[]) => streams.map((stream) => stream.events().length);

test('stream: a crowd, of which the first leaves again and again → the others are told of each change; no room → 503 with Retry-After', async () => {
  let streams = await openCrowd();
  const refused = await fetch(url);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(30);
  for (let round = 1; round < 5; round += 1) {
    await toggle();
    await expect.poll(() => toldEach(streams), { timeout: 5_000 }).toEqual(Array(streams.length).fill(round));
    const [first, ...others] = streams;
    streams = others;
    await first!.stop();
  }
  // Who left no longer hears, so that another has to.
  await sleep(6_000);
  const before = toldEach(streams);
  await toggle();
  await expect.poll(() => toldEach(streams), { timeout: 5_000 }).toEqual(before.map((count) => count + 1));
  // And has made room.
  await expect.poll(async () => openOne(streams), { timeout: 5_000 }).toBe(200);
  await Promise.all(streams.map((stream) => stream.stop()));
});

async function openOne(streams: Listening[]): Promise<number> {
  const { status, body } = await fetch(url);
  await body?.cancel();
  if (status === 200) streams.push(await listen(url));
  return status;
}
