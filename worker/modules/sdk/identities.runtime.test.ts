import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { identities, traits } from '../../../drizzle/schema/index.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegment,
  addSegmentOverride,
  whereTrait,
} from '../../testing/fixtures/scene-features.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import {
  countStored,
  flagOf,
  openCaller,
  readIdentifiers,
  readStored,
  traitsOf,
  type SdkIdentityBody,
} from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const NO_PERSISTENCE = { organisation: { persistTraitData: false } };
const NO_CLIENT_TRAITS = { environment: { allowClientTraits: false } };

/** A scene with a flag `gold` that is on for everybody whose trait `plan` is `gold`. */
async function open(options: Parameters<typeof createScene>[1] = {}) {
  const scene = await createScene(server.db, options);
  const call = openCaller(server.url, scene.clientKey);
  const feature = await addFeature(scene, 'gold', { enabled: false });
  const segmentId = await addSegment(scene, 'gold plan', whereTrait('plan', 'gold'));
  await addSegmentOverride(scene, feature, segmentId, { enabled: true });
  const post = (body: unknown, key = scene.clientKey) => call<SdkIdentityBody>('/api/v1/identities/', { body, key });
  const get = (query: string, key = scene.clientKey) => call<SdkIdentityBody>(`/api/v1/identities/?${query}`, { key });
  /** Stores an identity with the traits, through a key that always may. */
  const store = (identifier: string, values: Record<string, unknown>) =>
    post({ identifier, traits: toTraits(values) }, scene.serverKey);
  return { scene, call, post, get, store, feature };
}

const toTraits = (values: Record<string, unknown>, more: object = {}) =>
  Object.entries(values).map(([trait_key, trait_value]) => ({ trait_key, trait_value, ...more }));

test('edge case 22: GET without identifier → 200 with a sentence, nothing stored', async () => {
  const { scene, get } = await open();

  for (const query of ['', 'identifier=', 'transient=true']) {
    const answer = await get(query);
    expect([answer.status, answer.json]).toEqual([200, { detail: 'Missing identifier' }]);
  }
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('edge case 23: GET with transient=false → not transient, true → transient', async () => {
  const { scene, get } = await open();

  for (const word of ['true', '1', 'True', 'anything']) await get(`identifier=gone-${word}&transient=${word}`);
  for (const word of ['false', '0', '', 'False']) await get(`identifier=kept-${word}&transient=${word}`);

  expect(await readIdentifiers(scene)).toEqual(['kept-false', 'kept-0', 'kept-', 'kept-False']);
});

test('edge case 24: blanks around an identifier → kept by GET, trimmed by POST', async () => {
  const { scene, get, post } = await open();

  expect((await get('identifier=a%20')).json.identifier).toBe('a ');
  expect((await get('identifier=%20%20')).json.identifier).toBe('  ');
  expect((await post({ identifier: ' a ' })).json.identifier).toBe('a');

  expect(await readIdentifiers(scene)).toEqual(['a ', '  ', 'a']);
});

test('edge case 25: POST with a blank identifier → anonymous, nothing stored', async () => {
  const { scene, post } = await open();

  const { status, json } = await post({ identifier: '  ', traits: toTraits({ plan: 'gold' }) });

  expect(status).toBe(200);
  expect(json.identifier).toMatch(/^[0-9a-f]{64}$/);
  expect(json.traits).toEqual([{ id: null, trait_key: 'plan', trait_value: 'gold', transient: true }]);
  expect(flagOf(json, 'gold').enabled).toBe(true);
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('edge case 26: POST with empty, null or no identifier and equal traits → the same identifier each time', async () => {
  const { scene, post } = await open();
  const given = toTraits({ b: 2, a: 'x', n: null });
  const bodies = [{ identifier: '' }, { identifier: null }, {}].map((body) => ({ ...body, traits: given }));

  const answers = await Promise.all([...bodies, { traits: given.toReversed() }].map((body) => post(body)));
  const other = await post({ traits: toTraits({ b: 3, a: 'x' }) });

  // SHA-256 of "axb2": keys in order, each with its value, nulls passed over.
  const expected = '1946f6d9ad4b83203e6fa50b477356c1232fcddcadb3ef3183a489b0c59e6b85';
  expect(new Set(answers.map(({ json }) => json.identifier))).toEqual(new Set([expected]));
  expect(other.json.identifier).not.toBe(expected);
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('edge case 27: POST with neither identifier nor traits → another identifier each time', async () => {
  const { scene, post } = await open();

  const answers = await Promise.all([{}, { traits: [] }, { traits: null }, {}].map((body) => post(body)));

  for (const { json } of answers) expect(json.identifier).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(answers.map(({ json }) => json.identifier)).size).toBe(4);
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('edge case 28: POST with a number as identifier → its text; with a truth value or an object → 400', async () => {
  const { scene, post } = await open();

  expect((await post({ identifier: 123 })).json.identifier).toBe('123');
  for (const identifier of [true, false, {}, ['a']]) {
    const answer = await post({ identifier });
    expect([answer.status, answer.json]).toEqual([400, { identifier: ['Not a valid string.'] }]);
  }
  expect(await readIdentifiers(scene)).toEqual(['123']);
});

test('edge case 29: POST transient of a stored identity → its traits count, nothing is written', async () => {
  const { scene, post, store } = await open();
  await store('known', { plan: 'gold', seats: 1 });
  const before = await scene.db.select().from(traits).where(eq(traits.environmentId, scene.environmentId));

  const { json } = await post({ identifier: 'known', transient: true, traits: toTraits({ seats: 2, more: 'x' }) });

  expect(flagOf(json, 'gold').enabled).toBe(true);
  expect(traitsOf(json)).toEqual({ plan: 'gold', seats: 2, more: 'x' });
  expect(json.traits.map((trait) => trait.transient)).toEqual([false, true, true]);
  expect(await scene.db.select().from(traits).where(eq(traits.environmentId, scene.environmentId))).toEqual(before);
});

test('edge case 30: null for a stored trait → removed and not shown; for an unknown one → nothing', async () => {
  const { scene, post, store } = await open();
  await store('known', { plan: 'gold', seats: 1 });

  const { json } = await post({ identifier: 'known', traits: toTraits({ plan: null, never: null }) });

  expect(traitsOf(json)).toEqual({ seats: 1 });
  expect(flagOf(json, 'gold').enabled).toBe(false);
  expect(await readStored(scene, 'known')).toEqual({ seats: 1 });
});

test('edge case 31: transient trait beside a stored one of that key → shown, the stored one stays', async () => {
  const { scene, post, get, store } = await open();
  await store('known', { plan: 'free' });

  const { json } = await post({ identifier: 'known', traits: toTraits({ plan: 'gold' }, { transient: true }) });

  expect(json.traits).toEqual([{ id: null, trait_key: 'plan', trait_value: 'gold', transient: true }]);
  expect(flagOf(json, 'gold').enabled).toBe(true);
  expect(await readStored(scene, 'known')).toEqual({ plan: 'free' });
  expect(traitsOf((await get('identifier=known')).json)).toEqual({ plan: 'free' });
});

test('persistence: no identifier → nothing stored, evaluated with the traits sent', async () => {
  const { scene, post } = await open();

  const { json } = await post({ traits: toTraits({ plan: 'gold' }) }, scene.serverKey);

  expect(flagOf(json, 'gold').enabled).toBe(true);
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('persistence: transient and unknown → nothing stored, evaluated with the traits sent', async () => {
  const { scene, post } = await open();

  const { json } = await post({ identifier: 'new', transient: true, traits: toTraits({ plan: 'gold' }) });

  expect(json.identifier).toBe('new');
  expect(flagOf(json, 'gold').enabled).toBe(true);
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('persistence: transient and known → its overrides and stored traits count, nothing written', async () => {
  const { scene, post, get, feature } = await open();
  await addIdentityOverride(scene, feature, 'known', { value: 'own' });

  expect(flagOf((await post({ identifier: 'known', transient: true })).json, 'gold').feature_state_value).toBe('own');
  expect(flagOf((await get('identifier=known&transient=true')).json, 'gold').feature_state_value).toBe('own');
  expect(await countStored(scene)).toEqual({ identities: 1, traits: 0 });
});

test('persistence: new identity → row and traits stored, without nulls and transient ones', async () => {
  const { scene, post, get } = await open();
  const given = [
    ...toTraits({ plan: 'gold', seats: 3, share: 0.5, admin: false, none: null }),
    ...toTraits({ passing: 'by' }, { transient: true }),
  ];

  const first = await post({ identifier: 'new', traits: given });
  const second = await get('identifier=new');

  const kept = { plan: 'gold', seats: 3, share: 0.5, admin: false };
  expect(traitsOf(first.json)).toEqual({ ...kept, passing: 'by' });
  expect(flagOf(first.json, 'gold').enabled).toBe(true);
  expect(await readStored(scene, 'new')).toEqual(kept);
  expect(traitsOf(second.json)).toEqual(kept);
  expect(flagOf(second.json, 'gold').enabled).toBe(true);
});

test('persistence: known identity → upserts by key, removes by null, keeps what is not sent', async () => {
  const { scene, post, store } = await open();
  await store('known', { plan: 'free', seats: 3, old: true });
  const [before] = await scene.db.select().from(traits).where(eq(traits.traitKey, 'seats'));

  const { json } = await post({
    identifier: 'known',
    traits: toTraits({ plan: 'gold', seats: 3, old: null, extra: 1 }),
  });

  expect(flagOf(json, 'gold').enabled).toBe(true);
  expect(await readStored(scene, 'known')).toEqual({ plan: 'gold', seats: 3, extra: 1 });
  const [after] = await scene.db.select().from(traits).where(eq(traits.traitKey, 'seats'));
  expect(after).toEqual(before);
});

test('persistence: the organisation stores no traits → identity stored, its traits not, evaluated with them', async () => {
  for (const keyName of ['clientKey', 'serverKey'] as const) {
    const { scene, post } = await open(NO_PERSISTENCE);

    const { status, json } = await post({ identifier: 'new', traits: toTraits({ plan: 'gold' }) }, scene[keyName]);

    expect(status).toBe(200);
    expect(traitsOf(json)).toEqual({ plan: 'gold' });
    expect(flagOf(json, 'gold').enabled).toBe(true);
    expect(await readStored(scene, 'new')).toEqual({});
  }
});

test('persistence: clients may set no traits → identity stored, traits dropped; a server-side key may', async () => {
  const { scene, post, store } = await open(NO_CLIENT_TRAITS);
  await store('known', { plan: 'gold' });

  const fresh = await post({ identifier: 'new', traits: toTraits({ plan: 'gold' }) });
  const known = await post({ identifier: 'known', traits: toTraits({ plan: 'free' }) });
  const anonymous = await post({ traits: toTraits({ plan: 'gold' }) });

  expect([traitsOf(fresh.json), flagOf(fresh.json, 'gold').enabled]).toEqual([{}, false]);
  expect([traitsOf(known.json), flagOf(known.json, 'gold').enabled]).toEqual([{ plan: 'gold' }, true]);
  expect([traitsOf(anonymous.json), flagOf(anonymous.json, 'gold').enabled]).toEqual([{}, false]);
  expect(await readStored(scene, 'new')).toEqual({});
  expect(await readStored(scene, 'known')).toEqual({ plan: 'gold' });
});

test('persistence: GET of an unknown identifier → the identity is stored', async () => {
  const { scene, get } = await open();

  expect((await get('identifier=%E6%97%97%20%F0%9F%9A%A9')).json.identifier).toBe('旗 🚩');

  expect(await readIdentifiers(scene)).toEqual(['旗 🚩']);
});

test('persistence: traits that change nothing → nothing is written', async () => {
  const { scene, post, store } = await open();
  await store('known', { plan: 'gold', seats: 3, share: 1.5, admin: true });
  const read = async () => [
    await scene.db.select().from(traits).where(eq(traits.environmentId, scene.environmentId)),
    await scene.db.select().from(identities).where(eq(identities.environmentId, scene.environmentId)),
  ];
  const before = await read();

  await post({ identifier: 'known', traits: toTraits({ plan: 'gold', seats: 3, share: 1.5, admin: true }) });

  expect(await read()).toEqual(before);
});

test('persistence: a trait changes its type → stored in the new type', async () => {
  const { scene, post } = await open();

  for (const value of ['1', 1, true, 1.5, '', 'true', 0, false]) {
    await post({ identifier: 'known', traits: toTraits({ t: value }) });
    expect(await readStored(scene, 'known')).toEqual({ t: value });
  }
});

test('persistence: numbers at the edges → stored and shown as sent', async () => {
  const { scene, post, get } = await open();
  const values = {
    max: Number.MAX_SAFE_INTEGER,
    large: 1e300,
    small: 5e-324,
    negative: -0.1,
    millis: 1_700_000_000_000,
  };

  expect(traitsOf((await post({ identifier: 'a', traits: toTraits(values) })).json)).toEqual(values);

  expect(await readStored(scene, 'a')).toEqual(values);
  expect(traitsOf((await get('identifier=a')).json)).toEqual(values);
});

test('identities: POST → keys in the order of upstream, both for identities with and without traits', async () => {
  const { post, store } = await open();
  await store('known', { plan: 'gold' });

  const { json } = await post({ identifier: 'known' });

  expect(Object.keys(json)).toEqual(['identifier', 'traits', 'flags']);
  expect(Object.keys(json.traits[0]!)).toEqual(['id', 'trait_key', 'trait_value', 'transient']);
});

test('identities: requests of one new identity at once → one row, and all traits acknowledged are stored', async () => {
  const { scene, post } = await open();

  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => post({ identifier: 'same', traits: toTraits({ [`t${n}`]: n }) })),
  );

  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  expect(await readIdentifiers(scene)).toEqual(['same']);
  expect(Object.keys((await readStored(scene, 'same')) ?? {})).toHaveLength(8);
});

test('identities: equal identifiers in two environments → two identities', async () => {
  const one = await open();
  const other = await open();
  await one.store('same', { plan: 'gold' });
  await other.store('same', { plan: 'free' });

  expect(traitsOf((await one.get('identifier=same')).json)).toEqual({ plan: 'gold' });
  expect(traitsOf((await other.get('identifier=same')).json)).toEqual({ plan: 'free' });
});

test('bulk identities: a list → each as in identities, in its order', async () => {
  const { scene, call } = await open();
  const data = [
    { identifier: 'a', traits: toTraits({ plan: 'gold' }) },
    { identifier: 'b', traits: toTraits({ plan: 'free' }), transient: true },
    { identifier: 'a', traits: toTraits({ seats: 1 }) },
  ];

  const answer = await call<{ data: SdkIdentityBody[] }>('/api/v1/bulk-identities/', { body: { data } });

  expect(answer.status).toBe(200);
  expect(answer.json.data.map((item) => item.identifier)).toEqual(['a', 'b', 'a']);
  expect(answer.json.data.map((item) => flagOf(item, 'gold').enabled)).toEqual([true, false, true]);
  expect(traitsOf(answer.json.data[2]!)).toEqual({ plan: 'gold', seats: 1 });
  expect(await readIdentifiers(scene)).toEqual(['a']);
  expect(await readStored(scene, 'a')).toEqual({ plan: 'gold', seats: 1 });
});

test('bulk identities: no list, a faulty entry, or more than a hundred → 400 and nothing stored', async () => {
  const { scene, call } = await open();
  const many = Array.from({ length: 101 }, (_, n) => ({ identifier: `i${n}` }));

  for (const body of [{}, [], { data: {} }, { data: many }, { data: [{ identifier: 'ok' }, { identifier: true }] }]) {
    expect((await call('/api/v1/bulk-identities/', { body })).status).toBe(400);
  }
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});
