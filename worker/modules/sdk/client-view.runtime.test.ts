import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoFeatures, demoSegments, type DemoRule } from '../../../drizzle/demo/content.ts';
import { addFeature } from '../../testing/fixtures/scene-features.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openCaller, type SdkFlagBody, type SdkIdentityBody } from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterAll(() => server.stop());

const conditionsOf = (rule: DemoRule): NonNullable<DemoRule['conditions']> => [
  ...(rule.conditions ?? []),
  ...(rule.rules ?? []).flatMap(conditionsOf),
];

/** Texts that no public key may be told, as they would stand in JSON. */
function listSecrets(): string[] {
  const serverOnly = demoFeatures.filter((feature) => feature.isServerKeyOnly);
  const conditions = demoSegments.flatMap((segment) => segment.rules.flatMap(conditionsOf));
  const texts = [
    ...demoSegments.flatMap(({ name, description }) => [name, description]),
    ...demoFeatures.map(({ description }) => description),
    ...serverOnly.map(({ name }) => name),
    ...conditions.flatMap(({ property, value }) => [property, value]).filter((text) => text !== undefined),
    'PERCENTAGE_SPLIT',
    'feature_segment',
    'weight',
  ];
  // Words this short occur in values and traits as well.
  return texts.filter((text) => text.length > 6).map((text) => JSON.stringify(text).slice(1, -1));
}

/** Visitors that between them are in every segment, in none, and in several. */
function makeVisitors() {
  return Array.from({ length: 40 }, (_, n) => ({
    identifier: ['ada@example.com', 'grace@example.org'][n] ?? `visitor ${n}`,
    traits: {
      email: n % 3 === 0 ? 'x@example.com' : 'x@example.org',
      role: ['admin', 'support', 'customer'][n % 3],
      plan: ['free', 'pro', 'enterprise'][(n >> 1) % 3],
      orders: n,
    },
  }));
}

test('client-side key: every answer for every kind of visitor → no segment, rule, description or server-only flag', async () => {
  const { clientKey } = server.demo[0]!;
  const call = openCaller(server.url, clientKey);
  const texts: string[] = [];
  const reasons = new Set<unknown>();
  const ask = async <Body>(...parameters: Parameters<typeof call>) => {
    const answer = await call<Body>(...parameters);
    texts.push(answer.text, JSON.stringify([...answer.headers]));
    return answer;
  };

  const flags = await ask<SdkFlagBody[]>('/api/v1/flags/');
  for (const { name } of demoFeatures) {
    await ask(`/api/v1/flags/?feature=${name}`.replace('fraud_score_limit', 'FRAUD_score_limit'));
  }
  for (let id = 1; id <= 30; id += 1) await ask(`/api/v1/flags/${id}/multivariate-options/`);
  for (const { identifier, traits } of makeVisitors()) {
    const path = encodeURIComponent(identifier);
    const list = Object.entries(traits).map(([trait_key, trait_value]) => ({ trait_key, trait_value }));
    const { json } = await ask<SdkIdentityBody>('/api/v1/identities/', { body: { identifier, traits: list } });
    for (const flag of json.flags) reasons.add(flag.reason);
    await ask(`/api/v1/identities/?identifier=${path}`);
    await ask(`/api/v1/identities/?identifier=${path}&feature=checkout_button`);
    await ask(`/api/v1/identities/${path}/`);
    await ask(`/api/v1/flags/${path}`);
    await ask('/api/v1/bulk-identities/', { body: { data: [{ identifier, traits: list, transient: true }] } });
  }
  await ask('/api/v1/environment-document/');
  await ask('/api/v1/analytics/flags/', { body: { checkout_button: 1 } });
  await ask('/api/v1/traits/', { body: {} });
  await ask('/api/v1/identities/', { body: '{' });

  expect(flags.json).toHaveLength(8);
  expect(reasons).toEqual(new Set(['DEFAULT', 'SPLIT', 'TARGETING_MATCH']));
  const secrets = listSecrets();
  expect(secrets.length).toBeGreaterThan(20);
  const told = secrets.filter((secret) => texts.some((text) => text.includes(secret)));
  expect(told).toEqual([]);
});

test('server-side key: the same sweep → finds them, so that the one above can fail', async () => {
  const { serverKey } = server.demo[0]!;
  const call = openCaller(server.url, serverKey);
  const texts = [
    (await call('/api/v1/flags/')).text,
    (await call('/api/v1/environment-document/')).text,
    (await call('/api/v1/identities/?identifier=ada%40example.com')).text,
  ];

  const told = listSecrets().filter((secret) => texts.some((text) => text.includes(secret)));

  expect(told).toEqual(
    expect.arrayContaining(['internal_staff', 'fraud_score_limit', 'pro,enterprise', 'Offers the dark theme']),
  );
});

test('client-side key: options of a split → without their shares; of a flag it may not see → 404', async () => {
  const scene = await createScene(server.db, { environment: { hideDisabledFlags: true } });
  const call = openCaller(server.url, scene.clientKey);
  const variants = [{ key: 'a', value: 'A', percentage: 40 }];
  const seen = await addFeature(scene, 'seen', { variants });
  const secret = await addFeature(scene, 'secret', { variants, row: { isServerKeyOnly: true } });
  const off = await addFeature(scene, 'off', { variants, enabled: false });
  const pathOf = ({ id }: { id: number }) => `/api/v1/flags/${id}/multivariate-options/`;

  const options = await call<object[]>(pathOf(seen));

  expect(options.json).toEqual([expect.objectContaining({ key: 'a', default_percentage_allocation: null })]);
  expect((await call(pathOf(secret))).status).toBe(404);
  expect((await call(pathOf(off))).status).toBe(404);
  expect((await call(pathOf(secret), { key: scene.serverKey })).status).toBe(200);
});
