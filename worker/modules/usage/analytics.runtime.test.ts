import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openSink, type Sink } from '../../testing/fixtures/sink.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

let sink: Sink;
let server: TestServer;
const logged: string[] = [];

beforeAll(async () => {
  sink = await openSink();
  server = await startTestServer({
    variables: {
      GOOGLE_ANALYTICS_KEY: 'G-KEY',
      GOOGLE_ANALYTICS_SECRET: 'the-api-secret',
      GOOGLE_ANALYTICS_URL: `${sink.url}/mp/collect`,
      ALLOW_PRIVATE_DESTINATIONS: 'true',
    },
    log: (_, message) => logged.push(message),
  });
});
afterAll(async () => {
  await server.stop();
  await sink.close();
});

type Body = { client_id: string; events: { name: string; params: Record<string, unknown> }[] };

test('Google Analytics: SDKs read → told in events by resource once it has landed; it hangs → nobody waits, and what is counted lands', async () => {
  const scene = await createScene(server.db, { environment: { name: 'Live' } });
  const headers = { 'x-environment-key': scene.clientKey, 'flagsmith-sdk-user-agent': 'flagsmith-js-sdk/12.4.0' };
  const read = (path: string) => fetch(`${server.url}/api/v1/${path}`, { headers });
  for (let turn = 0; turn < 3; turn += 1) expect((await read('flags/')).status).toBe(200);
  await read('identities/?identifier=ada');
  const told = () => sink.requests.flatMap(({ body }) => (JSON.parse(body) as Body).events.map(({ params }) => params));
  const sum = (resource: string) =>
    told().reduce((total, params) => total + (params['resource'] === resource ? Number(params['value']) : 0), 0);
  await expect.poll(() => [sum('flags'), sum('identities')], { timeout: 40_000, interval: 250 }).toEqual([3, 1]);
  const [request] = sink.requests;
  expect(request?.path).toBe('/mp/collect?measurement_id=G-KEY&api_secret=the-api-secret');
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    client_id: `${scene.organisationId}.${scene.environmentId}`,
    events: expect.arrayContaining([
      expect.objectContaining({ name: 'api_call', timestamp_micros: expect.any(Number) }),
    ]),
  });
  expect(told()[0]).toMatchObject({ environment: 'Live', project_id: scene.projectId, sdk: 'flagsmith-js-sdk/12.4.0' });

  sink.answer = () => undefined;
  const before = sink.requests.length;
  await read('flags/');
  await expect.poll(() => sink.requests.length, { timeout: 40_000, interval: 50 }).toBeGreaterThan(before);
  const begin = Date.now();
  expect((await read('flags/')).status).toBe(200);
  expect(Date.now() - begin).toBeLessThan(1_000);
  const landed = async () => {
    const { rows } = await server.db.query(
      'select coalesce(sum(count), 0)::int as n from api_usage_blocks where environment_id = $1',
      [scene.environmentId],
    );
    return rows[0].n as number;
  };
  await expect.poll(landed, { timeout: 40_000, interval: 250 }).toBe(6);
  await expect.poll(() => logged.join('\n'), { timeout: 20_000 }).toContain('usage.analytics.lost');
  expect(logged.join('\n')).not.toContain('the-api-secret');
}, 150_000);
