import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../testing/fixtures/event-stream.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ seed: true, variables: { HALYARD_STREAM_SECONDS: '3' } });
  await server.db.query('update projects set enable_realtime_updates = true');
});
afterAll(() => server.stop());

async function change(environmentId: number, sql: string): Promise<void> {
  await server.db.query(sql, [environmentId]);
  await server.db.query(`select touch_environment($1, 'test', now() - interval '10 seconds')`, [environmentId]);
  await server.fireCron();
}

const toggle = (feature: string) =>
  `update feature_states s set enabled = not s.enabled from features f where f.id = s.feature_id and f.name = '${feature}'
   and s.environment_id = $1 and s.identity_id is null and s.feature_segment_id is null`;
const TOGGLE_FOR_IDENTITIES = `update feature_states set enabled = not enabled where environment_id = $1 and identity_id is not null`;

test('stream: opened → waiting time and version first; after its lifetime closed with a short waiting time', async () => {
  const stream = await listen(`${server.url}/sse/environments/${server.demo[0]!.clientKey}/stream`);
  await expect.poll(() => stream.chunks.length, { timeout: 2_000 }).toBe(1);
  expect(stream.chunks[0]).toMatch(/^retry: \d{4,5}\nid: \d+\n\n$/);
  await stream.ended;
  expect(stream.chunks.at(-1)).toMatch(/^retry: \d{3,4}\nid: \d+\n\n$/);
  expect(stream.events()).toEqual([]);
});

test('stream: changed while the client was away → it is told at once when it comes back; nothing changed → not', async () => {
  const { clientKey, environmentId } = server.demo[0]!;
  const url = `${server.url}/sse/environments/${clientKey}/stream`;
  const first = await listen(url);
  await expect.poll(() => first.chunks.length, { timeout: 2_000 }).toBe(1);
  const id = /id: (\d+)/.exec(first.chunks[0] ?? '')?.[1] ?? '';
  await first.stop();
  await change(environmentId, toggle('dark_mode'));

  const second = await listen(url, { 'last-event-id': id });
  await expect.poll(second.events, { timeout: 2_000 }).toHaveLength(1);
  expect(second.events()[0]).toMatch(/^event: environment_updated\ndata: \{"updated_at": \d{10}\.\d{6}\}\n\n$/);
  const newest = /id: (\d+)/.exec(second.chunks[0] ?? '')?.[1] ?? '';
  await second.stop();

  const third = await listen(url, { 'last-event-id': newest });
  await third.ended;
  expect(third.events()).toEqual([]);
});

test('stream: events=full → version and names of changed flags; overrides of identities too, without identifiers', async () => {
  const { clientKey, environmentId } = server.demo[0]!;
  const stream = await listen(`${server.url}/api/v1/sse/environments/${clientKey}/stream?events=full`);
  await change(environmentId, toggle('dark_mode'));
  await expect.poll(stream.events, { timeout: 1_000 }).toHaveLength(1);
  await change(environmentId, TOGGLE_FOR_IDENTITIES);
  await expect.poll(stream.events, { timeout: 3_000 }).toHaveLength(2);
  const [first = '', second = ''] = stream.events();

  expect(first).toMatch(
    /^id: (\d+)\nevent: environment_updated\ndata: \{"updated_at": \d{10}\.\d{6}, "version":\1,"features":\["dark_mode"\],"identity_features":\[\]\}\n\n$/,
  );
  expect(second).toMatch(/\nevent: identity_overrides_updated\n/);
  const data = JSON.parse(/data: (.*)/.exec(second)?.[1] ?? '') as { features: string[]; identity_features: string[] };
  expect(data.features).toEqual([]);
  expect(data.identity_features.length).toBeGreaterThan(0);
  await stream.stop();
});

test('stream: events=full and a flag for servers only changed → an event that does not name it', async () => {
  const { clientKey, environmentId } = server.demo[0]!;
  const stream = await listen(`${server.url}/sse/environments/${clientKey}/stream?events=full`);
  await change(environmentId, toggle('fraud_score_limit'));
  await expect.poll(stream.events, { timeout: 3_000 }).toHaveLength(1);
  expect(stream.events()[0]).toContain('"features":[]');
  await stream.stop();
});
