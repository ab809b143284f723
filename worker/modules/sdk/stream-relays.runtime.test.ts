import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, type Listening } from '../../testing/fixtures/event-stream.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

/** The publisher's own listener, and one of each of its eight relays. */
const ROOM = 9;

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startTestServer({ seed: true, variables: { HALYARD_STREAM_LISTENERS: '1' } });
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

test('stream: more listeners than the publisher tells itself → relays tell the others; none has room → 503 with Retry-After', async () => {
  const streams = await openCrowd();
  const refused = await fetch(url);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(30);
  await toggle();
  await expect.poll(() => toldEach(streams), { timeout: 5_000 }).toEqual(Array(ROOM).fill(1));
  await toggle();
  await expect.poll(() => toldEach(streams), { timeout: 5_000 }).toEqual(Array(ROOM).fill(2));
  await Promise.all(streams.map((stream) => stream.stop()));
});
