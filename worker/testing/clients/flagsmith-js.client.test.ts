import { createFlagsmithInstance as createCurrent } from '@flagsmith/flagsmith/isomorphic';
import { createFlagsmithInstance as createOlder } from 'flagsmith/isomorphic';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitForEvaluationCounts } from '../fixtures/evaluation-counts.ts';
import { addFeature, addSegment, addSegmentOverride, whereTrait } from '../fixtures/scene-features.ts';
import { createScene } from '../fixtures/scene.ts';
import { readIdentifiers, readStored } from '../fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterAll(() => server.stop());

/** Storage as a browser has it; without one the SDKs collect no analytics. */
function createStorage() {
  const items = new Map<string, string>();
  return {
    getItem: async (key: string, done?: (error: Error | null, value: string | null) => void) => {
      const value = items.get(key) ?? null;
      done?.(null, value);
      return value;
    },
    setItem: async (key: string, value: string, done?: (error: Error | null, value: string | null) => void) => {
      items.set(key, value);
      done?.(null, value);
      return value;
    },
    removeItem: async (key: string) => void items.delete(key),
  };
}

async function createTargetedScene() {
  const scene = await createScene(server.db);
  const flag = await addFeature(scene, 'My Flag', { enabled: false, value: 'default' });
  await addFeature(scene, 'count', { value: 12 });
  const gold = await addSegment(scene, 'gold', whereTrait('plan', 'gold'));
  await addSegmentOverride(scene, flag, gold, { value: 'gold' });
  return scene;
}

const SDKS = [
  {
    name: '@flagsmith/flagsmith 12.4.0',
    sdk: 'flagsmith-js-sdk/12.4.0',
    create: createCurrent as () => ReturnType<typeof createCurrent>,
  },
  {
    name: 'flagsmith 10.0.0',
    sdk: 'flagsmith-js-sdk/10.0.0',
    // The older package has the same calls where these tests use them.
    create: createOlder as unknown as () => ReturnType<typeof createCurrent>,
  },
];

async function open(create: (typeof SDKS)[number]['create'], environmentID: string, more: object = {}) {
  const client = create();
  const errors: Error[] = [];
  const api = `${server.url}/api/v1/`;
  await client.init({ environmentID, api, onError: (error: Error) => errors.push(error), ...more });
  return { client, errors };
}

describe.each(SDKS)('$name in Node', ({ name, create }) => {
  test(`${name}: init on the demo → its flags, none that is for servers only`, async () => {
    const { client, errors } = await open(create, server.demo[0]!.clientKey);

    expect(client.hasFeature('checkout_button')).toBe(true);
    expect(client.getValue('page_size')).toBe(24);
    expect(client.getValue('prices_include_tax')).toBe(true);
    expect(client.getValue('theme', { json: true, fallback: null })).toMatchObject({ radius: 6 });
    expect(client.hasFeature('maintenance_mode')).toBe(false);
    expect(Object.keys(client.getAllFlags())).not.toContain('fraud_score_limit');
    expect(errors).toEqual([]);
  });

  test(`${name}: identify, then traits → flags follow, traits are stored and come back`, async () => {
    const scene = await createTargetedScene();
    const { client, errors } = await open(create, scene.clientKey);
    expect([client.hasFeature('My Flag'), client.getValue('my_flag')]).toEqual([false, 'default']);

    await client.identify('me');
    expect(await readIdentifiers(scene)).toEqual(['me']);
    await client.setTrait('plan', 'gold');
    expect([client.hasFeature('my_flag'), client.getValue('My Flag')]).toEqual([true, 'gold']);
    await client.setTraits({ seats: 3, admin: true });
    expect([client.getTrait('seats'), client.getTrait('admin')]).toEqual([3, true]);
    expect(await readStored(scene, 'me')).toEqual({ plan: 'gold', seats: 3, admin: true });

    await client.logout();
    expect(client.getValue('my_flag')).toBe('default');
    await client.identify('me');
    expect(client.getValue('my_flag')).toBe('gold');
    expect(client.getTrait('plan')).toBe('gold');
    expect(errors).toEqual([]);
  });

  test(`${name}: transient identity and anonymous context → targeted, nothing stored`, async () => {
    const scene = await createTargetedScene();
    const { client } = await open(create, scene.clientKey);

    await client.setContext({ identity: { identifier: 'gone', transient: true, traits: { plan: 'gold' } } });
    expect(client.getValue('my_flag')).toBe('gold');
    await client.setContext({ identity: { traits: { plan: 'gold' } } });
    expect(client.getValue('my_flag')).toBe('gold');

    expect(await readIdentifiers(scene)).toEqual([]);
  });

  test(`${name}: unknown key → the error is reported`, async () => {
    const client = create();

    await expect(client.init({ environmentID: 'nobody', api: `${server.url}/api/v1/` })).rejects.toThrow();
  });
});

test('both SDKs in Node: analytics → Postgres has exactly what was evaluated, under the labels of each', async () => {
  const runs = SDKS.map(async ({ create, sdk }) => {
    const scene = await createTargetedScene();
    const { client, errors } = await open(create, scene.clientKey, {
      enableAnalytics: true,
      AsyncStorage: createStorage(),
      applicationMetadata: { name: 'shop', version: '1.0' },
    });
    // Without a window the SDK starts neither its count nor its timer.
    client.setState({ ...client.getState(), evaluationEvent: {} });

    for (let time = 0; time < 4; time += 1) client.getValue('count');
    await (client as unknown as { analyticsFlags(): Promise<void> }).analyticsFlags();

    const line = { feature: 'count', count: 4, sdk, application: 'shop' };
    await waitForEvaluationCounts(server.db, scene.environmentId, [line]);
    expect(errors).toEqual([]);
  });
  await Promise.all(runs);
});
