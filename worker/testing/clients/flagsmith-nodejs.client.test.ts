import { DefaultFlag, Flagsmith, type FlagsmithConfig } from 'flagsmith-nodejs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { waitForEvaluationCounts } from '../fixtures/evaluation-counts.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegment,
  addSegmentOverride,
  whereTrait,
} from '../fixtures/scene-features.ts';
import { createScene, publish, updateEnvironment, type Scene } from '../fixtures/scene.ts';
import { readIdentifiers, readStored } from '../fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

let server: TestServer;
const opened: Flagsmith[] = [];

beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterEach(async () => {
  for (const client of opened.splice(0)) await client.close();
});
afterAll(() => server.stop());

function connect(environmentKey: string, more: FlagsmithConfig = {}): Flagsmith {
  const client = new Flagsmith({ environmentKey, apiUrl: `${server.url}/api/v1/`, ...more });
  opened.push(client);
  return client;
}

/** Name → state and value, as the SDK shows them; it shows no value as undefined or null, by how it evaluates. */
function show(flags: Awaited<ReturnType<Flagsmith['getEnvironmentFlags']>>): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    flags
      .allFlags()
      .map((flag) => [flag.featureName, [flag.enabled, flag.value ?? null]] as const)
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}

async function createTargetedScene(): Promise<Scene> {
  const scene = await createScene(server.db);
  const flag = await addFeature(scene, 'flag', { enabled: false, value: 'default' });
  const gold = await addSegment(scene, 'gold', whereTrait('plan', 'gold'));
  await addSegmentOverride(scene, flag, gold, { value: 'gold' });
  await addIdentityOverride(scene, flag, 'vip', { value: 'own' });
  return scene;
}

/** A reproducible visitor of the demo shop. */
function makeVisitor(number: number): { identifier: string; traits: Record<string, string | number | boolean> } {
  const pick = <T>(values: T[], salt: number) => values[(number * 7 + salt + (number >> 3)) % values.length]!;
  const traits: Record<string, string | number | boolean> = {
    email: pick([`u${number}@example.com`, `u${number}@example.org`, `u@example.com.evil`], 1),
    role: pick(['admin', 'support', 'customer'], 2),
    plan: pick(['free', 'pro', 'enterprise'], 3),
    orders: pick([0, 3, 9, 10, 42, 1_000], 4),
  };
  if (number % 5 === 0) traits['view_as_customer'] = pick([true, false], 5);
  if (number % 11 === 5) delete traits['plan'];
  const known = ['ada@example.com', 'grace@example.org'];
  return { identifier: known[number] ?? `visitor ${number}`, traits };
}

test('flagsmith-nodejs 8.1.2, remote: the environment’s flags → values in their types, server-only ones by key', async () => {
  const { clientKey, serverKey } = server.demo[0]!;

  const publicFlags = await connect(clientKey).getEnvironmentFlags();
  const allFlags = await connect(serverKey).getEnvironmentFlags();

  expect(show(publicFlags)).toMatchObject({
    checkout_button: [true, 'green'],
    dark_mode: [false, null],
    page_size: [true, 24],
    prices_include_tax: [true, true],
  });
  expect(Object.keys(show(publicFlags))).not.toContain('fraud_score_limit');
  expect(show(allFlags)['fraud_score_limit']).toEqual([true, 80]);
});

test('flagsmith-nodejs 8.1.2, remote: identity with traits → targeted, stored; transient → targeted, not stored', async () => {
  const scene = await createTargetedScene();
  const client = connect(scene.serverKey);

  const stored = await client.getIdentityFlags('me', { plan: 'gold', visit: { value: 7, transient: true } });
  const remembered = await client.getIdentityFlags('me');
  const passing = await client.getIdentityFlags('passer-by', { plan: 'gold' }, true);
  const own = await client.getIdentityFlags('vip', { plan: 'gold' }, true);

  for (const flags of [stored, remembered, passing]) expect(show(flags)).toEqual({ flag: [true, 'gold'] });
  expect(show(own)).toEqual({ flag: [true, 'own'] });
  expect(await readIdentifiers(scene)).toEqual(['vip', 'me']);
  expect(await readStored(scene, 'me')).toEqual({ plan: 'gold' });
});

test('flagsmith-nodejs 8.1.2, remote: unknown key → an error that tells the status, or the default flag', async () => {
  const client = connect('nobody', { retries: 0 });
  const withDefault = connect('nobody', { retries: 0, defaultFlagHandler: () => new DefaultFlag('fallback', false) });

  const error: unknown = await client.getEnvironmentFlags().catch((thrown: unknown) => thrown);

  expect((error as Error).cause).toMatchObject({ message: expect.stringContaining('403') });
  expect((await withDefault.getEnvironmentFlags()).getFeatureValue('any')).toBe('fallback');
});

test('flagsmith-nodejs 8.1.2, local: 200 visitors of the demo → what remote evaluation says of each', async () => {
  const { serverKey } = server.demo[0]!;
  const remote = connect(serverKey);
  const local = connect(serverKey, { enableLocalEvaluation: true });
  const outcomes = new Set<string>();

  expect(show(await local.getEnvironmentFlags())).toEqual(show(await remote.getEnvironmentFlags()));
  for (let number = 0; number < 200; number += 1) {
    const { identifier, traits } = makeVisitor(number);
    // Remote evaluation of these two knows stored traits as well; the ones sent cover them all.
    const shown = show(await local.getIdentityFlags(identifier, traits));
    expect({ identifier, traits, shown }).toEqual({
      identifier,
      traits,
      shown: show(await remote.getIdentityFlags(identifier, traits, true)),
    });
    outcomes.add(JSON.stringify(shown));
  }

  // Proof that the visitors differ: every segment, split and override of the demo plays a part.
  expect(outcomes.size).toBeGreaterThan(15);
});

test('flagsmith-nodejs 8.1.2, local: segments of an identity → by name', async () => {
  const local = connect(server.demo[0]!.serverKey, { enableLocalEvaluation: true });

  const segments = await local.getIdentitySegments('somebody', { plan: 'pro', orders: 12, role: 'support' });

  expect(segments.map(({ name }) => name)).toEqual(expect.arrayContaining(['premium_customers', 'internal_staff']));
});

test('flagsmith-nodejs 8.1.2, local: a change while polling → the next document has it', async () => {
  const scene = await createTargetedScene();
  const local = connect(scene.serverKey, { enableLocalEvaluation: true });
  expect((await local.getEnvironment()).name).toMatch(/^Environment /);

  await updateEnvironment(scene, { name: 'renamed' });
  await publish(scene);

  await vi.waitFor(
    async () => {
      await local.updateEnvironment();
      expect((await local.getEnvironment()).name).toBe('renamed');
    },
    { timeout: 5_500, interval: 200 },
  );
});

test('flagsmith-nodejs 8.1.2, analytics: flush → Postgres has exactly what was evaluated', async () => {
  const scene = await createTargetedScene();
  await addFeature(scene, 'a.b c');
  const client = connect(scene.clientKey, { enableAnalytics: true });
  const flags = await client.getEnvironmentFlags();

  for (let time = 0; time < 5; time += 1) flags.isFeatureEnabled('flag');
  for (let time = 0; time < 3; time += 1) flags.getFeatureValue('a.b c');
  await (client as unknown as { analyticsProcessor: { flush(): Promise<void> } }).analyticsProcessor.flush();

  // compat: the ESM build of this SDK cannot say its own version.
  const labels = {
    sdk: expect.stringMatching(/^(flagsmith-nodejs-sdk\/8\.1\.2|flagsmith-nodejs-sdk\/unknown|)$/),
    application: '',
  };
  await waitForEvaluationCounts(server.db, scene.environmentId, [
    { feature: 'a.b c', count: 3, ...labels },
    { feature: 'flag', count: 5, ...labels },
  ]);
});
