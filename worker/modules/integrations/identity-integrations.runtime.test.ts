import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFeature, addSegment, addSegmentOverride, whereTrait } from '../../testing/fixtures/scene-features.ts';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { openSink, type Sink } from '../../testing/fixtures/sink.ts';
import { createMember } from '../../testing/management/people.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

let server: TestServer;
let sink: Sink;
let scene: Scene;
let authorization: string;
let featureId: number;
let segmentId: number;

const KEY = 'write-key';
const KINDS = ['amplitude', 'heap', 'mixpanel', 'rudderstack', 'webhook'] as const;

beforeAll(async () => {
  server = await startTestServer({ variables: { ALLOW_PRIVATE_DESTINATIONS: 'true' } });
  sink = await openSink();
  scene = await createScene(server.db);
  ({ authorization } = await createMember(server.db, scene.organisationId, 'ADMIN'));
  const banner = await addFeature(scene, 'banner', { value: 'hello', enabled: true });
  featureId = banner.id;
  await addFeature(scene, 'limit', { value: 0, enabled: true });
  await addFeature(scene, 'off', { value: 'x', enabled: false });
  segmentId = await addSegment(scene, 'beta', whereTrait('plan', 'beta'));
  await addSegmentOverride(scene, banner, segmentId, { value: 'hello beta', enabled: true });
  await addSegment(scene, 'nobody', whereTrait('plan', 'nobody'));
  for (const kind of KINDS) {
    const address = kind === 'webhook' ? { url: `${sink.url}/hook`, secret: 's3cret' } : { base_url: sink.url };
    const key = kind === 'webhook' ? {} : { api_key: KEY };
    await configure(kind, { ...address, ...key });
  }
});
afterAll(async () => {
  await server.stop();
  await sink.close();
});

async function configure(kind: string, body: object): Promise<void> {
  const made = await fetch(`${server.url}/api/v1/environments/${scene.clientKey}/integrations/${kind}/`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([made.status, await made.text()]).toMatchObject([201, expect.anything()]);
}

const identify = (identifier: string, more: object = {}) =>
  fetch(`${server.url}/api/v1/identities/`, {
    method: 'POST',
    headers: { 'x-environment-key': scene.clientKey, 'content-type': 'application/json' },
    body: JSON.stringify({ identifier, traits: [{ trait_key: 'plan', trait_value: 'beta' }], ...more }),
  });

/** Until everything is delivered: the feed writes it down within seconds, the cron sends it. */
async function waitFor(requests: number): Promise<void> {
  const sweep = async () => {
    await server.fireCron();
    return sink.requests.length;
  };
  await expect.poll(sweep, { timeout: 30_000, interval: 500 }).toBeGreaterThanOrEqual(requests);
}

test('identities are served → every receiver is told who got what, in its own form, once; nobody is told of transient ones', async () => {
  await expect
    .poll(async () => (await identify('warm', { transient: true })).json(), { timeout: 10_000 })
    .toMatchObject({ flags: expect.arrayContaining([expect.objectContaining({ feature_state_value: 'hello beta' })]) });
  // What the isolate held from before the receivers were set up may tell nobody yet.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await identify('warm', { transient: true });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const answers = await Promise.all([identify('ada'), identify('ada'), identify('anon', { transient: true })]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  await waitFor(KINDS.length);

  const strict = { banner: 'hello beta', limit: true, off: false };
  const plain = { ...strict, limit: 0 };
  const requestsTo = (path: string) => sink.requests.filter((request) => request.path === path);
  expect(sink.requests).toHaveLength(KINDS.length);
  expect(sink.requests.map(({ body }) => body).join()).not.toContain('anon');

  const [amplitude] = requestsTo('/identify');
  expect(amplitude?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(Object.fromEntries(new URLSearchParams(amplitude?.body))).toEqual({
    api_key: KEY,
    identification: JSON.stringify([{ user_id: 'ada', user_properties: plain }]),
  });
  const [heap] = requestsTo('/api/track');
  expect(heap?.body).toBe(
    JSON.stringify({ app_id: KEY, identity: 'ada', event: 'Flagsmith Feature Flags', properties: plain }),
  );
  const [mixpanel] = requestsTo('/engage');
  expect(mixpanel?.headers).toMatchObject({ accept: 'text/plain', 'x-mixpanel-integration-id': 'flagsmith' });
  expect(mixpanel?.body).toBe(JSON.stringify([{ $token: KEY, $distinct_id: 'ada', $set: strict, $ip: '0' }]));
  const [rudderstack] = requestsTo('/v1/batch');
  expect(rudderstack?.headers.authorization).toBe(`Basic ${btoa(`${KEY}:`)}`);
  expect(rudderstack?.body).toBe(JSON.stringify({ batch: [{ type: 'identify', userId: 'ada', traits: strict }] }));
  const [hook] = requestsTo('/hook');
  expect(hook?.headers['x-flagsmith-signature']).toBe(
    createHmac('sha256', 's3cret')
      .update(hook?.body ?? '')
      .digest('hex'),
  );
  const told = JSON.parse(hook?.body ?? '') as { flags: unknown[] };
  expect(told).toMatchObject({
    identity: 'ada',
    traits: [{ id: null, trait_key: 'plan', trait_value: 'beta', transient: false }],
    segments: [
      { id: segmentId, name: 'beta', member: true },
      { name: 'nobody', member: false },
    ],
  });
  expect(told.flags).toContainEqual(
    expect.objectContaining({
      feature: expect.objectContaining({ id: featureId, name: 'banner' }),
      enabled: true,
      feature_state_value: 'hello beta',
    }),
  );
  const { rows } = await server.db.query('select body, last_response from webhook_deliveries');
  expect(JSON.stringify(rows)).not.toContain(KEY);
});

test('an isolate is killed after the feed has taken identities → they are told all the same', async () => {
  sink.requests.length = 0;
  await identify('before-the-end');
  // The isolate hands over after a second, the feed writes down two seconds later.
  await new Promise((resolve) => setTimeout(resolve, 1_700));
  await server.kill9Workerd();
  await waitFor(KINDS.length);
  expect(sink.requests.every(({ body }) => decodeURIComponent(body).includes('before-the-end'))).toBe(true);
});

test('every receiver hangs → identities are answered all the same, and the receivers are told when they are back', async () => {
  sink.requests.length = 0;
  sink.answer = () => undefined;
  for (let turn = 0; turn < 20; turn += 1) expect((await identify(`hung-${turn}`)).status).toBe(200);
  const written = async () => {
    const { rows } = await server.db.query(`select count(*)::int as n from webhook_deliveries where state = 'pending'`);
    return rows[0].n as number;
  };
  // Three receivers take many in one request, two take one by one.
  await expect.poll(written, { timeout: 15_000, interval: 250 }).toBeGreaterThanOrEqual(3 + 2 * 20);
  expect((await identify('while-they-hang')).status).toBe(200);
  sink.answer = null;
  await server.db.query('update webhook_deliveries set next_attempt_at = now(), lease_id = null where state = $1', [
    'pending',
  ]);
  const hooked = async () => {
    await server.fireCron();
    return new Set(
      sink.requests
        .filter(({ path }) => path === '/hook')
        .map(({ body }) => (JSON.parse(body) as { identity: string }).identity),
    ).size;
  };
  await expect.poll(hooked, { timeout: 40_000, interval: 500 }).toBe(21);
});
