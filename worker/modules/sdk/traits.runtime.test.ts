import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import {
  countStored,
  openCaller,
  readStored,
  traitsOf,
  type SdkIdentityBody,
} from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const NOT_ALLOWED = { non_field_errors: ['Setting traits not allowed with client key.'] };
const NO_PERSISTENCE = { organisation: { persistTraitData: false } };
const NO_CLIENT_TRAITS = { environment: { allowClientTraits: false } };

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function open(options: Parameters<typeof createScene>[1] = {}) {
  const scene = await createScene(server.db, options);
  const call = openCaller(server.url, scene.clientKey);
  const identify = (traits: unknown, key = scene.clientKey) =>
    call<SdkIdentityBody>('/api/v1/identities/', { key, body: { identifier: 'a', traits } });
  const put = (body: unknown, key = scene.clientKey) => call('/api/v1/traits/bulk/', { method: 'PUT', key, body });
  const increment = (body: unknown, key = scene.clientKey) => call('/api/v1/traits/increment-value/', { key, body });
  return { scene, call, identify, put, increment };
}

const trait = (trait_key: unknown, trait_value: unknown, identifier: unknown = 'a') => ({
  identity: { identifier },
  trait_key,
  trait_value,
});

test('edge case 32: text of 2,000 characters → stored; of 2,001 → 400 with upstream’s sentence', async () => {
  const { scene, call, identify, put } = await open();
  const message = ['Value string is too long. Must be less than 2000 character'];
  const long = 'x'.repeat(2_001);

  expect((await identify([{ trait_key: 'k', trait_value: 'x'.repeat(2_000) }])).status).toBe(200);
  const refused = await identify([
    { trait_key: 'fine', trait_value: 1 },
    { trait_key: 'k', trait_value: long },
  ]);
  expect([refused.status, refused.json]).toEqual([400, { traits: [{}, { trait_value: message }] }]);
  const single = await call('/api/v1/traits/', { body: trait('k', long) });
  expect([single.status, single.json]).toEqual([400, { trait_value: message }]);
  expect((await put([trait('k', long)])).status).toBe(400);

  expect(await readStored(scene, 'a')).toEqual({ k: 'x'.repeat(2_000) });
});

test('edge case 33: object or list as value → 200 and stored as its JSON text', async () => {
  const { scene, identify } = await open();

  const { status, json } = await identify([
    { trait_key: 'object', trait_value: { foo: 'bar' } },
    { trait_key: 'list', trait_value: [1, 'two', null] },
  ]);

  const texts = { object: '{"foo":"bar"}', list: '[1,"two",null]' };
  expect([status, traitsOf(json)]).toEqual([200, texts]);
  expect(await readStored(scene, 'a')).toEqual(texts);
});

test('edge case 34: whole number beyond 32 bits → 200 and stored', async () => {
  const { scene, identify } = await open();
  const given = { three: 3_000_000_000, negative: -3_000_000_000, beyond: 2 ** 60 };

  const sent = Object.entries(given).map(([trait_key, trait_value]) => ({ trait_key, trait_value }));
  const { status, json } = await identify(sent);

  expect([status, traitsOf(json)]).toEqual([200, given]);
  expect(await readStored(scene, 'a')).toEqual(given);
});

test('edge case 35: trait key of 201 characters → 400 on the key; of 200 → stored', async () => {
  const { scene, call, identify, put, increment } = await open();
  const message = ['Ensure this field has no more than 200 characters.'];
  const long = 'k'.repeat(201);

  const refused = await identify([{ trait_key: long, trait_value: 1 }]);
  expect([refused.status, refused.json]).toEqual([400, { traits: [{ trait_key: message }] }]);
  expect((await call('/api/v1/traits/', { body: trait(long, 1) })).json).toEqual({ trait_key: message });
  expect((await put([trait(long, 1)])).json).toEqual({ trait_key: message });
  expect((await increment({ identifier: 'a', trait_key: long, increment_by: 1 })).json).toEqual({ trait_key: message });
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });

  expect((await identify([{ trait_key: 'k'.repeat(200), trait_value: 1 }])).status).toBe(200);
  expect(await readStored(scene, 'a')).toEqual({ ['k'.repeat(200)]: 1 });
});

test('edge case 36: clients may set no traits → identities 200 without them, traits endpoints 400, server-side key 200', async () => {
  const { scene, call, identify, put, increment } = await open(NO_CLIENT_TRAITS);
  const counter = { identifier: 'a', trait_key: 'n', increment_by: 1 };

  const identified = await identify([{ trait_key: 'k', trait_value: 1 }]);
  expect([identified.status, identified.json.traits]).toEqual([200, []]);
  expect(await readStored(scene, 'a')).toEqual({});
  for (const answer of [
    await call('/api/v1/traits/', { body: trait('k', 1) }),
    await put([trait('k', 1)]),
    await increment(counter),
    await call('/api/v1/identities/a/traits/k', { body: { trait_value: 1 } }),
  ]) {
    expect([answer.status, answer.json]).toEqual([400, NOT_ALLOWED]);
  }
  expect(await readStored(scene, 'a')).toEqual({});

  const key = scene.serverKey;
  expect((await identify([{ trait_key: 'one', trait_value: 1 }], key)).status).toBe(200);
  expect((await call('/api/v1/traits/', { key, body: trait('two', 2) })).status).toBe(200);
  expect((await put([trait('three', 3)], key)).status).toBe(200);
  expect((await increment(counter, key)).status).toBe(200);
  expect(await readStored(scene, 'a')).toEqual({ one: 1, two: 2, three: 3, n: 1 });
});

test('edge case 37: the organisation stores no traits → traits endpoints 403, identities 200 and nothing stored', async () => {
  const { scene, call, identify, put, increment } = await open(NO_PERSISTENCE);

  for (const key of [scene.clientKey, scene.serverKey]) {
    for (const answer of [
      await call('/api/v1/traits/', { key, body: trait('k', 1) }),
      await put([trait('k', 1)], key),
      await increment({ identifier: 'a', trait_key: 'n', increment_by: 1 }, key),
    ]) {
      const sentence = { detail: 'Organisation is not authorised to store traits.' };
      expect([answer.status, answer.json]).toEqual([403, sentence]);
    }
  }
  const { status, json } = await identify([{ trait_key: 'k', trait_value: 1 }]);
  expect([status, traitsOf(json)]).toEqual([200, { k: 1 }]);
  expect(await countStored(scene)).toEqual({ identities: 1, traits: 0 });
});

test('edge case 38: increment → begins at 0, goes down too, 400 on a trait that is no whole number', async () => {
  const { scene, call, identify, increment } = await open();
  const by = (increment_by: unknown) => increment({ identifier: 'a', trait_key: 'n', increment_by });

  expect((await by(3)).json).toEqual({ trait_key: 'n', trait_value: 3, identifier: 'a' });
  expect((await by(-5)).json).toEqual({ trait_key: 'n', trait_value: -2, identifier: 'a' });
  expect((await by('4')).json).toEqual({ trait_key: 'n', trait_value: 2, identifier: 'a' });
  const form = new URLSearchParams({ identifier: 'a', trait_key: 'n', increment_by: '5' });
  expect((await call('/api/v1/traits/increment-value/', { body: form })).json).toMatchObject({ trait_value: 7 });
  expect(await readStored(scene, 'a')).toEqual({ n: 7 });

  for (const value of ['text', 1.5, true]) {
    await identify([{ trait_key: 'n', trait_value: value }]);
    const refused = await by(1);
    expect([refused.status, refused.json]).toEqual([400, ['Trait is not an integer.']]);
    expect(await readStored(scene, 'a')).toEqual({ n: value });
  }
});

test('edge case 39: bulk with null → removed and left out of the answer; all null → an empty list', async () => {
  const { scene, put } = await open();
  await put([trait('a', 1), trait('b', 2), trait('c', 3, 'other')]);

  const some = await put([trait('a', null), trait('b', 'new')]);
  expect([some.status, some.json]).toEqual([
    200,
    [{ identity: { identifier: 'a' }, trait_value: 'new', trait_key: 'b' }],
  ]);
  expect(await readStored(scene, 'a')).toEqual({ b: 'new' });
  const all = await put([trait('b', null), trait('never', null)]);

  expect([all.status, all.json]).toEqual([200, []]);
  expect(await readStored(scene, 'a')).toEqual({});
  expect(await readStored(scene, 'other')).toEqual({ c: 3 });
});

test('edge case 40: bulk with something else than a list of objects → 400', async () => {
  const { scene, put } = await open();

  for (const body of [{ a: 1 }, [1], ['a'], [null], [[]], 'null', '"text"', '7', [trait('fine', 1), 2]]) {
    const answer = await put(body);
    expect([answer.status, answer.json]).toEqual([400, { detail: 'Invalid request data' }]);
  }
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('edge case 41: POST of one trait → 200 with the trait', async () => {
  const { scene, call } = await open();

  const answer = await call('/api/v1/traits/', { body: trait('plan', 'gold') });

  expect(answer.status).toBe(200);
  expect(answer.text).toBe('{"identity":{"identifier":"a"},"trait_value":"gold","trait_key":"plan"}');
  expect(await readStored(scene, 'a')).toEqual({ plan: 'gold' });
});

test('edge case 70: one trait key twice in a request → the last one counts', async () => {
  const { scene, identify, put } = await open();

  const { status, json } = await identify([
    { trait_key: 'k', trait_value: 1 },
    { trait_key: 'other', trait_value: 'x' },
    { trait_key: ' k ', trait_value: 2 },
  ]);
  expect([status, traitsOf(json)]).toEqual([200, { k: 2, other: 'x' }]);
  expect(json.traits).toHaveLength(2);
  expect(await readStored(scene, 'a')).toEqual({ k: 2, other: 'x' });

  expect((await put([trait('k', 3), trait('k', 4)])).status).toBe(200);
  expect(await readStored(scene, 'a')).toEqual({ k: 4, other: 'x' });
});

test('traits: null for one trait → 400 on the value', async () => {
  const { scene, call } = await open();

  const answer = await call('/api/v1/traits/', { body: trait('k', null) });

  expect([answer.status, answer.json]).toEqual([400, { trait_value: ['This field may not be null.'] }]);
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('traits: fields missing or of a wrong type → 400 that names each', async () => {
  const { scene, call } = await open();
  const required = ['This field is required.'];
  const noText = ['Not a valid string.'];

  for (const [body, errors] of [
    [{}, { identity: required, trait_key: required, trait_value: required }],
    [{ identity: {} }, { identity: { identifier: required }, trait_key: required, trait_value: required }],
    [trait('', 1), { trait_key: ['This field may not be blank.'] }],
    [trait('  ', 1), { trait_key: ['This field may not be blank.'] }],
    [trait(null, 1), { trait_key: ['This field may not be null.'] }],
    [trait(true, 1, {}), { identity: { identifier: noText }, trait_key: noText }],
    [trait('k', 'a\0b', 'a\0b'), { identity: { identifier: expect.any(Array) }, trait_value: expect.any(Array) }],
    [[trait('k', 1)], { non_field_errors: ['Invalid data. Expected a dictionary.'] }],
  ] as [unknown, object][]) {
    const answer = await call('/api/v1/traits/', { body });
    expect([answer.status, answer.json]).toEqual([400, errors]);
  }
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('traits: fields of an increment missing or of a wrong type → 400 that names each', async () => {
  const { scene, increment } = await open();
  const required = ['This field is required.'];

  const empty = await increment({});
  expect([empty.status, empty.json]).toEqual([
    400,
    { identifier: required, trait_key: required, increment_by: required },
  ]);
  for (const increment_by of ['x', 1.5, null, true, '', 1e300, {}]) {
    const answer = await increment({ identifier: 'a', trait_key: 'n', increment_by });
    expect([answer.status, Object.keys(answer.json as object)]).toEqual([400, ['increment_by']]);
  }
  expect(await countStored(scene)).toEqual({ identities: 0, traits: 0 });
});

test('traits: set, removed and set again through each endpoint → identities show the newest', async () => {
  const { scene, call, identify, put } = await open();
  const shown = async () => traitsOf((await call<SdkIdentityBody>('/api/v1/identities/?identifier=a')).json);

  await call('/api/v1/traits/', { body: trait('k', 1) });
  expect(await shown()).toEqual({ k: 1 });
  await put([trait('k', null)]);
  expect(await shown()).toEqual({});
  await call('/api/v1/identities/a/traits/k', { body: { trait_value: 'again' } });
  expect(await shown()).toEqual({ k: 'again' });
  await identify([{ trait_key: 'k', trait_value: true }]);
  expect(await shown()).toEqual({ k: true });
  expect(await readStored(scene, 'a')).toEqual({ k: true });
});

test('traits: a count raised while the identity is in use → the next identification shows the sum', async () => {
  const { call, increment } = await open();
  const body = { identifier: 'a', trait_key: 'n', increment_by: 1 };

  for (const sum of [1, 2, 3, 4, 5]) {
    expect((await increment(body)).json).toMatchObject({ trait_value: sum });
    const { json } = await call<SdkIdentityBody>('/api/v1/identities/?identifier=a');
    expect(traitsOf(json)).toEqual({ n: sum });
  }
});

test('traits: raised by many requests at once → no step is lost', async () => {
  const { scene, increment } = await open();
  const body = { identifier: 'a', trait_key: 'n', increment_by: 2 };

  const answers = await Promise.all(Array.from({ length: 20 }, () => increment(body)));

  expect(new Set(answers.map(({ json }) => (json as { trait_value: number }).trait_value)).size).toBe(20);
  expect(await readStored(scene, 'a')).toEqual({ n: 40 });
});
