import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { environmentApiKeys, organisations } from '../../../drizzle/schema/index.ts';
import { addFeature } from '../../testing/fixtures/scene-features.ts';
import { addServerKey, createScene, publish, updateEnvironment } from '../../testing/fixtures/scene.ts';
import { namesOf, openCaller, type SdkFlagBody } from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const MISSING = { detail: 'Invalid or missing Environment key' };
const UNKNOWN = { detail: 'Invalid or missing Environment Key' };
/** The bound on staleness, and a little for the machine. */
const SEEN_WITHIN_MS = 5_500;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function open(options: Parameters<typeof createScene>[1] = {}) {
  const scene = await createScene(server.db, options);
  return { scene, call: openCaller(server.url, scene.clientKey) };
}

test('edge case 1: no key → 403 with the sentence about a missing key', async () => {
  const { call } = await open();

  for (const key of [null, '']) {
    const answer = await call('/api/v1/flags/', { key });
    expect([answer.status, answer.json]).toEqual([403, MISSING]);
    expect(answer.headers.get('www-authenticate')).toBeNull();
  }
});

test('edge case 2: unknown key → 403 with the sentence about an unknown key', async () => {
  const { call } = await open();

  for (const key of ['nobody', 'ser.nobody', 'x'.repeat(101), `ser.${'x'.repeat(9000)}`, 'ser.', '__proto__']) {
    const answer = await call('/api/v1/flags/', { key });
    expect([answer.status, answer.json]).toEqual([403, UNKNOWN]);
  }
});

test('edge case 3: organisation that may not be served → 403 that says so, for every endpoint and key', async () => {
  const { scene, call } = await open({ organisation: { stopServingFlags: true } });

  for (const key of [scene.clientKey, scene.serverKey]) {
    for (const path of ['/api/v1/flags/', '/api/v1/identities/?identifier=a']) {
      const answer = await call(path, { key });
      expect([answer.status, answer.json]).toEqual([403, { detail: 'Organisation is disabled from serving flags.' }]);
    }
  }
  expect((await call('/api/v1/environment-document/', { key: scene.serverKey })).status).toBe(403);
});

test('edge case 4: client-side key on the environment document → 403 with the sentence about a missing key', async () => {
  const { call } = await open();

  const answer = await call('/api/v1/environment-document/');

  expect([answer.status, answer.json]).toEqual([403, MISSING]);
});

test('edge case 5: expired or inactive server-side key → 403', async () => {
  const { scene, call } = await open();
  const inactive = await addServerKey(scene, { active: false });
  const expired = await addServerKey(scene, { expiresAt: new Date(Date.now() - 1000) });
  const living = await addServerKey(scene, { expiresAt: new Date(Date.now() + 60_000) });

  for (const path of ['/api/v1/flags/', '/api/v1/environment-document/', '/api/v1/identities/?identifier=a']) {
    for (const key of [inactive, expired]) {
      const answer = await call(path, { key });
      expect([answer.status, answer.json]).toEqual([403, UNKNOWN]);
    }
    expect((await call(path, { key: living })).status).toBe(200);
    expect((await call(path, { key: scene.serverKey })).status).toBe(200);
  }
});

test('edge case 13: server-only flag → a server-side key sees it, a client-side key never, whoever asks first', async () => {
  for (const serverFirst of [true, false]) {
    const { scene, call } = await open();
    await addFeature(scene, 'public');
    await addFeature(scene, 'secret', { row: { isServerKeyOnly: true } });
    const order = serverFirst ? [scene.serverKey, scene.clientKey] : [scene.clientKey, scene.serverKey];

    for (const key of [...order, ...order]) {
      const seen = key === scene.serverKey ? ['public', 'secret'] : ['public'];
      expect(namesOf((await call<SdkFlagBody[]>('/api/v1/flags/', { key })).json)).toEqual(seen);
      const identity = await call<{ flags: SdkFlagBody[] }>('/api/v1/identities/?identifier=a', { key });
      expect(namesOf(identity.json.flags)).toEqual(seen);
      for (const path of ['/api/v1/flags/?feature=secret', '/api/v1/identities/?identifier=a&feature=secret']) {
        expect((await call(path, { key })).status).toBe(key === scene.serverKey ? 200 : 404);
      }
    }
  }
});

test('server-side key: expires while it is in use → 403 from that moment', async () => {
  const { scene, call } = await open();
  const key = await addServerKey(scene, { expiresAt: new Date(Date.now() + 900) });

  expect((await call('/api/v1/flags/', { key })).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 1000));

  expect((await call('/api/v1/flags/', { key })).status).toBe(403);
});

test('server-side key: revoked while it is in use → 403 within five seconds, other keys go on', async () => {
  const { scene, call } = await open();
  const revoked = await addServerKey(scene);
  expect((await call('/api/v1/flags/', { key: revoked })).status).toBe(200);

  const change = { active: false };
  await scene.db.update(environmentApiKeys).set(change).where(eq(environmentApiKeys.key, revoked));
  await publish(scene);
  await vi.waitFor(
    async () => {
      expect((await call('/api/v1/flags/')).status).toBe(200);
      expect((await call('/api/v1/flags/', { key: revoked })).status).toBe(403);
    },
    { timeout: SEEN_WITHIN_MS, interval: 100 },
  );

  expect((await call('/api/v1/flags/', { key: scene.serverKey })).status).toBe(200);
});

test('server-side key: made while the environment is in use → its first request is answered', async () => {
  const { scene, call } = await open();
  expect((await call('/api/v1/flags/')).status).toBe(200);

  const key = await addServerKey(scene);
  await publish(scene);

  expect((await call('/api/v1/flags/', { key })).status).toBe(200);
});

test('client-side key: changed → the old one gets 403 within five seconds, the new one is answered at once', async () => {
  const { scene, call } = await open();
  expect((await call('/api/v1/flags/')).status).toBe(200);

  const apiKey = `${scene.clientKey}-new`;
  await updateEnvironment(scene, { apiKey });
  await publish(scene);

  expect((await call('/api/v1/flags/', { key: apiKey })).status).toBe(200);
  await vi.waitFor(
    async () => {
      expect((await call('/api/v1/flags/')).status).toBe(403);
      expect((await call('/api/v1/flags/', { key: apiKey })).status).toBe(200);
    },
    { timeout: SEEN_WITHIN_MS, interval: 100 },
  );
});

test('environment: deleted → 403 within five seconds for every key', async () => {
  const { scene, call } = await open();
  expect((await call('/api/v1/flags/')).status).toBe(200);

  await updateEnvironment(scene, { deletedAt: new Date() });
  await publish(scene);

  await vi.waitFor(
    async () => {
      expect((await call('/api/v1/flags/')).status).toBe(403);
    },
    { timeout: SEEN_WITHIN_MS, interval: 100 },
  );
  expect((await call('/api/v1/environment-document/', { key: scene.serverKey })).status).toBe(403);
});

test('environment: deleted before anybody asked → 403', async () => {
  const { scene, call } = await open({ environment: { deletedAt: new Date() } });

  expect((await call('/api/v1/flags/')).status).toBe(403);
  expect((await call('/api/v1/flags/', { key: scene.serverKey })).status).toBe(403);
});

test('organisation: stopped, then served again while in use → seen within five seconds both times', async () => {
  const { scene, call } = await open();
  expect((await call('/api/v1/flags/')).status).toBe(200);

  for (const [stopServingFlags, status] of [
    [true, 403],
    [false, 200],
  ] as const) {
    await scene.db.update(organisations).set({ stopServingFlags }).where(eq(organisations.id, scene.organisationId));
    await publish(scene);
    await vi.waitFor(async () => expect((await call('/api/v1/flags/')).status).toBe(status), {
      timeout: SEEN_WITHIN_MS,
      interval: 100,
    });
  }
});

test('key of another environment → its own flags only', async () => {
  const { scene, call } = await open();
  const { scene: other } = await open();
  await addFeature(scene, 'mine');
  await addFeature(other, 'theirs');

  expect(namesOf((await call<SdkFlagBody[]>('/api/v1/flags/')).json)).toEqual(['mine']);
  for (const key of [other.clientKey, other.serverKey]) {
    expect(namesOf((await call<SdkFlagBody[]>('/api/v1/flags/', { key })).json)).toEqual(['theirs']);
  }
});
