import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { environments } from '../../../drizzle/schema/index.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegment,
  addSegmentOverride,
} from '../../testing/fixtures/scene-features.ts';
import { createScene, publish, updateEnvironment } from '../../testing/fixtures/scene.ts';
import {
  flagOf,
  namesOf,
  openCaller,
  type SdkFlagBody,
  type SdkIdentityBody,
} from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const NOT_FOUND = { detail: 'Given feature not found' };

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function open(options: Parameters<typeof createScene>[1] = {}) {
  const scene = await createScene(server.db, options);
  const call = openCaller(server.url, scene.clientKey);
  const listFlags = async (key = scene.clientKey) => (await call<SdkFlagBody[]>('/api/v1/flags/', { key })).json;
  const identify = async (key = scene.clientKey, identifier = 'somebody') =>
    (await call<SdkIdentityBody>(`/api/v1/identities/?identifier=${identifier}`, { key })).json;
  return { scene, call, listFlags, identify };
}

test('edge case 6: one flag by its name in other case → that flag alone', async () => {
  const { scene, call } = await open();
  const feature = await addFeature(scene, 'My_Flag', { value: 'x' });

  for (const name of ['my_flag', 'MY_FLAG', 'My_Flag']) {
    const answer = await call(`/api/v1/flags/?feature=${name}`);
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        id: feature.stateId,
        feature: { id: feature.id, name: 'My_Flag', type: 'STANDARD' },
        feature_state_value: 'x',
        enabled: true,
      },
    ]);
    expect(answer.headers.get('x-flagsmith-document-updated-at')).toBeNull();
  }
});

test('edge case 7: one flag of an identity by its name in other case → 404', async () => {
  const { scene, call } = await open();
  await addFeature(scene, 'My_Flag');

  const other = await call('/api/v1/identities/?identifier=a&feature=my_flag');
  const same = await call<SdkFlagBody>('/api/v1/identities/?identifier=a&feature=My_Flag');

  expect([other.status, other.json]).toEqual([404, NOT_FOUND]);
  expect(other.headers.get('x-flagsmith-document-updated-at')).toMatch(/^\d+\.\d+$/);
  expect([same.status, same.json.feature.name, same.json.variant]).toEqual([200, 'My_Flag', null]);
});

test('edge case 8: one flag that does not exist → 404', async () => {
  const { scene, call } = await open();
  await addFeature(scene, 'here');

  for (const name of ['absent', '__proto__', 'constructor', '%00', 'her', 'here%20']) {
    const answer = await call(`/api/v1/flags/?feature=${name}`);
    expect([answer.status, answer.json]).toEqual([404, NOT_FOUND]);
    expect(answer.headers.get('x-flagsmith-document-updated-at')).toBeNull();
  }
});

test('edge case 9: one flag with an empty name → the whole list', async () => {
  const { scene, call } = await open();
  await addFeature(scene, 'first');
  await addFeature(scene, 'second');

  const flags = await call<SdkFlagBody[]>('/api/v1/flags/?feature=');
  const identity = await call<SdkIdentityBody>('/api/v1/identities/?identifier=a&feature=');

  expect(namesOf(flags.json)).toEqual(['first', 'second']);
  expect(namesOf(identity.json.flags)).toEqual(['first', 'second']);
});

test('edge case 10: disabled flags hidden and a client-side key → server-only flags are hidden too', async () => {
  const { scene, listFlags, identify } = await open({ environment: { hideDisabledFlags: true } });
  await addFeature(scene, 'seen');
  await addFeature(scene, 'off', { enabled: false });
  await addFeature(scene, 'secret', { row: { isServerKeyOnly: true } });
  await addFeature(scene, 'secret_off', { enabled: false, row: { isServerKeyOnly: true } });

  expect(namesOf(await listFlags())).toEqual(['seen']);
  expect(namesOf((await identify()).flags)).toEqual(['seen']);
});

test('edge case 11: environment says disabled flags are shown, project says hidden → the environment decides', async () => {
  for (const [project, environment, seen] of [
    [true, false, ['off', 'on']],
    [true, null, ['on']],
    [false, true, ['on']],
    [false, null, ['off', 'on']],
  ] as const) {
    const options = { project: { hideDisabledFlags: project }, environment: { hideDisabledFlags: environment } };
    const { scene, listFlags, identify } = await open(options);
    await addFeature(scene, 'on');
    await addFeature(scene, 'off', { enabled: false });

    expect(namesOf(await listFlags())).toEqual(seen);
    expect(namesOf((await identify()).flags)).toEqual(seen);
  }
});

test('edge case 12: disabled flags hidden and a server-side key → hidden as well', async () => {
  const { scene, listFlags, identify } = await open({ environment: { hideDisabledFlags: true } });
  await addFeature(scene, 'on');
  await addFeature(scene, 'off', { enabled: false });

  expect(namesOf(await listFlags(scene.serverKey))).toEqual(['on']);
  expect(namesOf((await identify(scene.serverKey)).flags)).toEqual(['on']);
});

test('edge case 14: sensitive data hidden → the fields are null and stay, traits are an empty list', async () => {
  const { scene, call, listFlags } = await open({ environment: { hideSensitiveData: true } });
  const row = { description: 'secret plan', initialValue: 'start', defaultEnabled: true };
  const feature = await addFeature(scene, 'flag', { value: 7, row });
  await addIdentityOverride(scene, feature, 'somebody', { value: 8 });
  const small = { id: feature.id, name: 'flag', type: 'STANDARD' };
  const full = {
    id: null,
    feature: { ...small, created_date: null, description: null, initial_value: null, default_enabled: null },
    feature_state_value: 7,
    environment: null,
    identity: null,
    feature_segment: null,
    enabled: true,
  };

  expect(await listFlags(scene.serverKey)).toEqual([full]);
  expect(await listFlags()).toEqual([{ id: null, feature: small, feature_state_value: 7, enabled: true }]);
  for (const key of [scene.serverKey, scene.clientKey]) {
    const body = { identifier: 'somebody', traits: [{ trait_key: 'plan', trait_value: 'free' }] };
    const { json } = await call<SdkIdentityBody>('/api/v1/identities/', { key, body });
    expect(json.traits).toEqual([]);
    expect(json.flags[0]).toMatchObject({ id: null, feature_state_value: 8 });
  }
});

test('edge case 15: archived feature → still served', async () => {
  const { scene, listFlags, identify } = await open();
  await addFeature(scene, 'old', { value: 'kept', row: { isArchived: true } });

  expect(flagOf(await listFlags(), 'old').feature_state_value).toBe('kept');
  expect(flagOf(await identify(), 'old').feature_state_value).toBe('kept');
});

test('edge case 16: value text `null` → the text, not null', async () => {
  const { scene, listFlags } = await open();
  await addFeature(scene, 'text', { value: 'null' });
  await addFeature(scene, 'empty', { value: '' });
  await addFeature(scene, 'none', { value: null });

  const flags = await listFlags();

  expect(['text', 'empty', 'none'].map((name) => flagOf(flags, name).feature_state_value)).toEqual(['null', '', null]);
});

test('edge case 17: 2147483647 stored as text, 2147483646 as a number → each in the type it is stored in', async () => {
  const { scene, listFlags, identify } = await open();
  await addFeature(scene, 'text', { value: '2147483647' });
  await addFeature(scene, 'number', { value: 2_147_483_646 });
  await addFeature(scene, 'negative', { value: -2_147_483_646 });

  for (const flags of [await listFlags(), await listFlags(scene.serverKey), (await identify()).flags]) {
    expect(flagOf(flags, 'text').feature_state_value).toBe('2147483647');
    expect(flagOf(flags, 'number').feature_state_value).toBe(2_147_483_646);
    expect(flagOf(flags, 'negative').feature_state_value).toBe(-2_147_483_646);
  }
});

test('edge case 18: `TRUE` stored as text, true as a truth value → each in the type it is stored in', async () => {
  const { scene, listFlags, identify } = await open();
  await addFeature(scene, 'text', { value: 'TRUE' });
  await addFeature(scene, 'truth', { value: true });
  await addFeature(scene, 'untruth', { value: false });

  for (const flags of [await listFlags(), await listFlags(scene.serverKey), (await identify()).flags]) {
    expect(flagOf(flags, 'text').feature_state_value).toBe('TRUE');
    expect(flagOf(flags, 'truth').feature_state_value).toBe(true);
    expect(flagOf(flags, 'untruth').feature_state_value).toBe(false);
  }
});

test('edge case 19: `variant` and `reason` → on every flag of identities, on none of flags', async () => {
  const { scene, listFlags, identify } = await open();
  await addFeature(scene, 'plain');
  await addFeature(scene, 'split', { variants: [{ key: 'a', value: 'A', percentage: 100 }] });
  await addFeature(scene, 'keyless', { variants: [{ key: null, value: 'K', percentage: 100 }] });

  for (const key of [scene.clientKey, scene.serverKey]) {
    for (const flag of await listFlags(key)) expect(Object.keys(flag)).not.toContain('variant');
    for (const flag of await listFlags(key)) expect(Object.keys(flag)).not.toContain('reason');
    const { flags } = await identify(key);
    expect(flags.map((flag) => [flag.feature.name, flag.variant])).toEqual([
      ['plain', null],
      ['split', 'a'],
      ['keyless', null],
    ]);
    expect(flags.map((flag) => flag.reason)).toEqual(
      key === scene.serverKey ? ['DEFAULT', 'SPLIT; weight=100', 'SPLIT; weight=100'] : ['DEFAULT', 'SPLIT', 'SPLIT'],
    );
  }
});

test('edge case 20: multivariate flag without identity → its control value', async () => {
  const { scene, listFlags } = await open();
  const variants = [
    { key: 'a', value: 'A', percentage: 60 },
    { key: 'b', value: 'B', percentage: 40 },
  ];
  await addFeature(scene, 'split', { value: 'control value', variants });

  for (const key of [scene.clientKey, scene.serverKey]) {
    expect(flagOf(await listFlags(key), 'split')).toMatchObject({
      feature: { type: 'MULTIVARIATE' },
      feature_state_value: 'control value',
    });
  }
});

test('edge case 21: header of the update time → epoch seconds with a fraction, the time Postgres has', async () => {
  const { scene, call } = await open();
  const first = await call('/api/v1/flags/');
  await publish(scene);
  const second = await vi.waitFor(
    async () => {
      const answer = await call('/api/v1/flags/');
      const updatedAt = answer.headers.get('x-flagsmith-document-updated-at');
      expect(updatedAt).not.toBe(first.headers.get('x-flagsmith-document-updated-at'));
      return answer;
    },
    { timeout: 6_000, interval: 100 },
  );

  const shown = second.headers.get('x-flagsmith-document-updated-at') ?? '';
  expect(shown).toMatch(/^\d{10}\.\d{1,6}$/);
  expect(Number(shown)).toBeGreaterThanOrEqual(Number(first.headers.get('x-flagsmith-document-updated-at')) + 1);
  const identity = await call('/api/v1/identities/?identifier=a');
  expect(identity.headers.get('x-flagsmith-document-updated-at')).toBe(shown);
  const [row] = await scene.db.select().from(environments).where(eq(environments.id, scene.environmentId));
  expect(Math.floor(Number(shown) * 1000)).toBe(row?.updatedAt.getTime());
});

test('flags: server-side key → the full shape, keys in the order of upstream', async () => {
  const { scene, listFlags, identify } = await open();
  const row = { description: 'what it does', initialValue: 'start', defaultEnabled: true };
  const feature = await addFeature(scene, 'flag', { value: 'v', row });
  const segmentId = await addSegment(scene, 'everybody', [
    { type: 'ALL', conditions: [{ operator: 'PERCENTAGE_SPLIT', value: '100' }] },
  ]);
  const override = await addSegmentOverride(scene, feature, segmentId, { value: 'w' });
  const { identityId, stateId } = await addIdentityOverride(scene, feature, 'vip', { value: 'x' });
  const order = ['id', 'feature', 'feature_state_value', 'environment', 'identity', 'feature_segment', 'enabled'];
  const place = { environment: scene.environmentId, identity: null, feature_segment: null };

  const [flag] = await listFlags(scene.serverKey);
  expect(Object.keys(flag!)).toEqual(order);
  expect(Object.keys(flag!.feature)).toEqual([
    'id',
    'name',
    'created_date',
    'description',
    'initial_value',
    'default_enabled',
    'type',
  ]);
  expect(flag).toMatchObject({ id: feature.stateId, feature_state_value: 'v', ...place });
  expect(flag!.feature).toMatchObject({ description: 'what it does', initial_value: 'start', default_enabled: true });
  expect(flag!.feature['created_date']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);

  const [bySegment] = (await identify(scene.serverKey)).flags;
  expect(Object.keys(bySegment!)).toEqual([...order, 'variant', 'reason']);
  const { stateId: id, featureSegmentId } = override;
  expect(bySegment).toMatchObject({ ...place, id, feature_state_value: 'w', feature_segment: featureSegmentId });
  expect(bySegment!.reason).toBe('TARGETING_MATCH; segment=everybody');
  const [byIdentity] = (await identify(scene.serverKey, 'vip')).flags;
  expect(byIdentity).toMatchObject({ ...place, id: stateId, feature_state_value: 'x', identity: identityId });
});

test('flags: client-side key → the published shape and nothing else', async () => {
  const { scene, listFlags, identify } = await open();
  await addFeature(scene, 'flag', { row: { description: 'what it does' } });
  const keys = ['id', 'feature', 'feature_state_value', 'enabled'];

  const [flag] = await listFlags();
  const [ofIdentity] = (await identify()).flags;

  expect(Object.keys(flag!)).toEqual(keys);
  expect(Object.keys(flag!.feature)).toEqual(['id', 'name', 'type']);
  expect(Object.keys(ofIdentity!)).toEqual([...keys, 'variant', 'reason']);
  expect(Object.keys(ofIdentity!.feature)).toEqual(['id', 'name', 'type']);
});

test('flags: order of features → by id, whatever the order of their states', async () => {
  const { scene, listFlags } = await open();
  const names = ['c', 'a', 'b'];
  for (const name of names) await addFeature(scene, name);

  expect((await listFlags()).map(({ feature }) => feature.name)).toEqual(names);
});

test('flags: setting changed while in use → a client that polls sees it within five seconds', async () => {
  const { scene, listFlags } = await open();
  await addFeature(scene, 'on');
  await addFeature(scene, 'off', { enabled: false });
  expect(namesOf(await listFlags())).toEqual(['off', 'on']);

  await updateEnvironment(scene, { hideDisabledFlags: true });
  await publish(scene);

  await vi.waitFor(async () => expect(namesOf(await listFlags())).toEqual(['on']), { timeout: 5_500, interval: 100 });
});

test('flags: names of JavaScript’s own properties, dots, blanks and other scripts → served like any other', async () => {
  const { scene, call, listFlags, identify } = await open();
  const names = ['__proto__', 'constructor', 'toString', 'a.b c', '旗 🚩', 'quote"s\\'];
  for (const name of names) await addFeature(scene, name, { value: `value of ${name}` });

  for (const key of [scene.clientKey, scene.serverKey]) {
    for (const flags of [await listFlags(key), (await identify(key)).flags]) {
      expect(flags.map(({ feature }) => feature.name)).toEqual(names);
      for (const name of names) expect(flagOf(flags, name).feature_state_value).toBe(`value of ${name}`);
    }
    for (const name of names) {
      const one = await call<SdkFlagBody>(`/api/v1/flags/?feature=${encodeURIComponent(name)}`, { key });
      expect(one.json.feature_state_value).toBe(`value of ${name}`);
    }
    const legacy = await call<SdkIdentityBody>('/api/v1/identities/somebody/', { key });
    expect([legacy.status, legacy.json.flags.length]).toEqual([200, names.length]);
  }
});
