import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen as listenTo } from '../../testing/fixtures/event-stream.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ seed: true });
  await server.db.query('update projects set enable_realtime_updates = true');
});
afterAll(() => server.stop());

const listen = (path: string) => listenTo(server.url + path);

/** Changes something in Postgres and has it published. */
async function change(environmentId: number, sql: string, values: unknown[]): Promise<void> {
  await server.db.query(sql, values);
  await server.db.query(`select touch_environment($1, 'test', now() - interval '10 seconds')`, [environmentId]);
  await server.fireCron();
}

const TOGGLE = `update feature_states s set enabled = not s.enabled from features f
  where f.id = s.feature_id and f.name = 'dark_mode' and s.environment_id = $1 and s.identity_id is null
    and s.feature_segment_id is null`;
const TOGGLE_FOR_IDENTITY = `update feature_states set enabled = not enabled where environment_id = $1 and identity_id is not null`;

async function readDarkMode(clientKey: string): Promise<boolean> {
  const answer = await fetch(`${server.url}/api/v1/flags/?feature=dark_mode`, {
    headers: { 'X-Environment-Key': clientKey },
  });
  return ((await answer.json()) as { enabled: boolean }).enabled;
}

test('edge case 68: flag changed → one event with a decimal point, and the flags asked for then are the new ones', async () => {
  const { clientKey, environmentId } = server.demo[0]!;
  for (const prefix of ['', '/api/v1']) {
    const stream = await listen(`${prefix}/sse/environments/${clientKey}/stream`);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.response.headers.get('access-control-allow-origin')).toBe('*');
    const before = await readDarkMode(clientKey);

    await change(environmentId, TOGGLE, [environmentId]);
    await expect.poll(stream.events, { timeout: 5_000, interval: 5 }).toHaveLength(1);
    const after = await readDarkMode(clientKey);

    expect(after).toBe(!before);
    expect(stream.events()[0]).toMatch(/^event: environment_updated\ndata: \{"updated_at": \d{10}\.\d{6}\}\n\n$/);
    await sleep(300);
    expect(stream.events()).toHaveLength(1);
    await stream.stop();
  }
});

test('edge case 68: trait written, override of an identity changed, realtime off → no event', async () => {
  const { clientKey, environmentId } = server.demo[1]!;
  const stream = await listen(`/sse/environments/${clientKey}/stream`);

  await fetch(`${server.url}/api/v1/identities/`, {
    method: 'POST',
    headers: { 'X-Environment-Key': clientKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({ identifier: 'a', traits: [{ trait_key: 'plan', trait_value: 'pro' }] }),
  });
  await change(environmentId, TOGGLE_FOR_IDENTITY, [environmentId]);
  await sleep(300);
  expect(stream.events()).toEqual([]);

  await change(environmentId, TOGGLE, [environmentId]);
  await expect.poll(stream.events, { timeout: 5_000 }).toHaveLength(1);
  await server.db.query('update projects set enable_realtime_updates = false');
  await change(environmentId, TOGGLE, [environmentId]);
  await sleep(300);
  expect(stream.events()).toHaveLength(1);
  await stream.stop();
});

test('stream: unknown, server-side or over-long key → 403', async () => {
  for (const key of ['nobody', server.demo[0]!.serverKey, 'x'.repeat(101)]) {
    const answer = await fetch(`${server.url}/sse/environments/${key}/stream`);
    expect(answer.status).toBe(403);
    await answer.arrayBuffer();
  }
});

test('stream: 40 publications in a row → each listener ends with the newest, and no event is cut', async () => {
  const { clientKey, environmentId } = server.demo[1]!;
  await server.db.query('update projects set enable_realtime_updates = true');
  const path = `/sse/environments/${clientKey}/stream?events=full`;
  const streams = await Promise.all(Array.from({ length: 5 }, () => listen(path)));
  for (let round = 0; round < 40; round += 1) await change(environmentId, TOGGLE, [environmentId]);
  const { rows } = await server.db.query<{ newest: string }>(
    'select floor(extract(epoch from updated_at))::text as newest from environments where id = $1',
    [environmentId],
  );
  for (const stream of streams) {
    await expect.poll(() => stream.events().at(-1), { timeout: 3_000 }).toContain(`"updated_at": ${rows[0]!.newest}`);
    expect(stream.chunks.every((chunk) => chunk.endsWith('\n\n'))).toBe(true);
    for (const event of stream.events())
      expect(event).toMatch(/^id: \d+\nevent: environment_updated\ndata: \{.*\}\n\n$/);
    await stream.stop();
  }
});

test('stream: publisher restarted by kill -9 → the stream ends, and a new one gets the next event', async () => {
  const { clientKey, environmentId } = server.demo[0]!;
  await server.db.query('update projects set enable_realtime_updates = true');
  const first = await listen(`/sse/environments/${clientKey}/stream`);
  await server.kill9Workerd();
  await first.stop();

  const second = await listen(`/sse/environments/${clientKey}/stream`);
  await change(environmentId, TOGGLE, [environmentId]);

  await expect.poll(second.events, { timeout: 5_000 }).toHaveLength(1);
  await second.stop();
});
