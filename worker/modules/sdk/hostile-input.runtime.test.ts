import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFeature, addSegment, addSegmentOverride, whereTrait } from '../../testing/fixtures/scene-features.ts';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
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

const NOTHING = { identities: 0, traits: 0 };
const TWO_MEGABYTES = 2 * 1024 * 1024;
const BODY_PATHS = [
  ['POST', '/api/v1/identities/'],
  ['POST', '/api/v1/bulk-identities/'],
  ['POST', '/api/v1/traits/'],
  ['PUT', '/api/v1/traits/bulk/'],
  ['POST', '/api/v1/traits/increment-value/'],
  ['POST', '/api/v1/analytics/flags/'],
  ['POST', '/api/v2/analytics/flags/'],
] as const;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function open(options: Parameters<typeof createScene>[1] = {}) {
  const scene = await createScene(server.db, options);
  const call = openCaller(server.url, scene.clientKey);
  const post = (body: unknown) => call<SdkIdentityBody>('/api/v1/identities/', { body });
  return { scene, call, post };
}

/** Sends a body in chunks without saying how long it is; resolves with the status, or 0 where the connection is cut. */
async function sendChunked(scene: Scene, method: string, path: string, type: string, bytes: number): Promise<number> {
  const headers = { 'x-environment-key': scene.clientKey, 'content-type': type, 'transfer-encoding': 'chunked' };
  return new Promise((resolve) => {
    const sent = request(`${server.url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    // The server may hang up on a body it does not want while it is still being sent.
    sent.on('error', () => resolve(0));
    const chunk = Buffer.alloc(64 * 1024, ' ');
    for (let left = bytes; left > 0; left -= chunk.length) sent.write(chunk);
    sent.end();
  });
}

test('body of 2 MB with its length said → 413 on every endpoint, nothing stored', async () => {
  const { scene, call } = await open();
  const body = JSON.stringify({
    identifier: 'a',
    traits: [{ trait_key: 'k', trait_value: 'x'.repeat(TWO_MEGABYTES) }],
  });

  for (const [method, path] of BODY_PATHS) {
    const answer = await call(path, { method, body });
    expect([path, answer.status]).toEqual([path, 413]);
    expect((answer.json as { detail: string }).detail).toContain('too large');
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await call('/api/v1/identities/', { body, headers: form })).status).toBe(413);
  expect(await countStored(scene)).toEqual(NOTHING);
});

test('body of 2 MB without its length → 413 on every endpoint, and the server goes on', async () => {
  const { scene, call } = await open();

  for (const [method, path] of BODY_PATHS) {
    expect([path, await sendChunked(scene, method, path, 'application/json', TWO_MEGABYTES)]).toEqual([path, 413]);
  }
  const form = 'application/x-www-form-urlencoded';
  expect(await sendChunked(scene, 'POST', '/api/v1/identities/', form, TWO_MEGABYTES)).toBe(413);
  expect((await call('/api/v1/flags/')).status).toBe(200);
  expect(await countStored(scene)).toEqual(NOTHING);
});

test('body just below the limit → accepted', async () => {
  const { scene, post } = await open();
  const traits = Array.from({ length: 450 }, (_, n) => ({ trait_key: `k${n}`, trait_value: 'x'.repeat(2_000) }));

  expect((await post({ identifier: 'a', traits })).status).toBe(200);

  expect(Object.keys((await readStored(scene, 'a')) ?? {})).toHaveLength(450);
});

test('JSON nested 10,000 deep → 400 at once on every endpoint, nothing stored', async () => {
  const { scene, call } = await open();
  const bodies = [
    '['.repeat(10_000) + ']'.repeat(10_000),
    '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000),
    `{"identifier":"a","traits":[{"trait_key":"k","trait_value":${'['.repeat(10_000)}${']'.repeat(10_000)}}]}`,
    '['.repeat(10_000),
  ];
  const begun = performance.now();

  for (const [method, path] of BODY_PATHS) {
    for (const body of bodies) {
      const answer = await call(path, { method, body });
      expect([path, answer.status]).toEqual([path, 400]);
      expect((answer.json as { detail: string }).detail).toMatch(/^JSON parse error - /);
    }
  }
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(await countStored(scene)).toEqual(NOTHING);
});

test('names of JavaScript’s own properties as traits and identifiers → ordinary names', async () => {
  const { scene, call } = await open();
  const flag = await addFeature(scene, 'flag', { enabled: false });
  const inherited = await addFeature(scene, 'inherited', { enabled: false });
  const segment = await addSegment(scene, 'proto', whereTrait('__proto__', 'x'));
  await addSegmentOverride(scene, flag, segment, { enabled: true });
  const isSet = await addSegment(scene, 'set', [
    { type: 'ANY', conditions: ['toString', 'constructor'].map((property) => ({ operator: 'IS_SET', property })) },
  ]);
  await addSegmentOverride(scene, inherited, isSet, { enabled: true });
  const identifiers = ['__proto__', 'constructor', 'hasOwnProperty'];
  const traits = [
    { trait_key: '__proto__', trait_value: 'x' },
    { trait_key: 'prototype', trait_value: { __proto__: null, polluted: true } },
  ];

  for (const identifier of identifiers) {
    // As text, because a literal `__proto__` would be the prototype.
    const body = `{"identifier":${JSON.stringify(identifier)},"__proto__":{"transient":true},"traits":${JSON.stringify(traits)}}`;
    const { status, json } = await call<SdkIdentityBody>('/api/v1/identities/', { body });
    expect([status, json.identifier]).toEqual([200, identifier]);
    expect(json.traits.map((trait) => trait.trait_key)).toEqual(['__proto__', 'prototype']);
    expect(flagOf(json, 'flag').enabled).toBe(true);
    expect(flagOf(json, 'inherited').enabled).toBe(false);
    const legacy = await call<SdkIdentityBody>(`/api/v1/identities/${identifier}/`, { key: scene.serverKey });
    expect(flagOf(legacy.json, 'flag').enabled).toBe(true);
  }
  expect(await readIdentifiers(scene)).toEqual(identifiers);
  expect((await call('/api/v1/__proto__/')).status).toBe(404);
});

test('identities with wrong types → 400 that names each field, nothing stored', async () => {
  const { scene, post } = await open();
  const required = ['This field is required.'];
  const dictionary = { non_field_errors: ['Invalid data. Expected a dictionary.'] };
  const one = (trait: unknown) => ({ identifier: 'a', traits: [trait] });

  for (const [body, errors] of [
    [[], dictionary],
    ['null', dictionary],
    ['7', dictionary],
    ['"text"', dictionary],
    [{ identifier: 'a', traits: {} }, { traits: ['Expected a list of items.'] }],
    [{ identifier: 'a', traits: 'x' }, { traits: ['Expected a list of items.'] }],
    [one(1), { traits: [dictionary] }],
    [one(null), { traits: [dictionary] }],
    [one([]), { traits: [dictionary] }],
    [one({}), { traits: [{ trait_key: required, trait_value: required }] }],
    [one({ trait_key: 'k' }), { traits: [{ trait_value: required }] }],
    [one({ trait_key: '', trait_value: 1 }), { traits: [{ trait_key: ['This field may not be blank.'] }] }],
    [one({ trait_key: {}, trait_value: 1 }), { traits: [{ trait_key: ['Not a valid string.'] }] }],
    [
      one({ trait_key: 'k', trait_value: 1, transient: 'maybe' }),
      { traits: [{ transient: ['Must be a valid boolean.'] }] },
    ],
    [
      '{"identifier":"a","traits":[{"trait_key":"k","trait_value":1e400}]}',
      { traits: [{ trait_value: expect.any(Array) }] },
    ],
    [{ identifier: 'a', transient: 'maybe' }, { transient: ['Must be a valid boolean.'] }],
    [{ identifier: 'a', transient: {} }, { transient: ['Must be a valid boolean.'] }],
    [
      { identifier: {}, transient: 7, traits: 7 },
      { identifier: expect.any(Array), traits: expect.any(Array), transient: expect.any(Array) },
    ],
  ] as [unknown, object][]) {
    const answer = await post(body);
    expect([body, answer.status, answer.json]).toEqual([body, 400, errors]);
  }
  expect(await countStored(scene)).toEqual(NOTHING);
});

test('words for true and false, and null → read as upstream reads them', async () => {
  const { scene, post } = await open();

  for (const word of [true, 'true', 'True', 1, '1', 't', 'yes', 'on']) await post({ identifier: 'x', transient: word });
  expect(await countStored(scene)).toEqual(NOTHING);
  for (const [index, word] of [false, 'false', 'False', 0, '0', 'f', 'no', 'off', null, ''].entries()) {
    const { status } = await post({ identifier: `kept ${index}`, transient: word, traits: null });
    expect(status).toBe(200);
  }
  expect(await countStored(scene)).toEqual({ identities: 10, traits: 0 });
});

test('too many traits, too long identifiers → 400, nothing stored', async () => {
  const { scene, call, post } = await open();
  const traits = Array.from({ length: 1_001 }, (_, n) => ({ trait_key: `k${n}`, trait_value: n }));
  const long = 'x'.repeat(2_001);

  expect((await post({ identifier: 'a', traits })).status).toBe(400);
  expect((await post({ identifier: long })).json).toEqual({
    identifier: ['Ensure this field has no more than 2000 characters.'],
  });
  for (const identifier of [long, ` ${'x'.repeat(2_000)}`, `${'x'.repeat(2_000)} `, ' '.repeat(2_001)]) {
    const answer = await call(`/api/v1/identities/?identifier=${encodeURIComponent(identifier)}`);
    expect([identifier.trim().length, answer.status]).toEqual([identifier.trim().length, 400]);
  }
  expect((await call(`/api/v1/identities/${long}/`)).status).toBe(400);
  expect((await call(`/api/v1/flags/${long}`)).status).toBe(400);
  expect(await countStored(scene)).toEqual(NOTHING);
});

test('lengths → counted in characters, however many bytes or code units each has', async () => {
  const { scene, call, post } = await open();
  const identifier = '🚩'.repeat(2_000);
  const traits = [{ trait_key: '旗'.repeat(200), trait_value: '🚩'.repeat(2_000) }];

  expect((await post({ identifier, traits })).status).toBe(200);
  expect((await post({ identifier: `${identifier}x` })).status).toBe(400);
  expect((await post({ identifier, traits: [{ trait_key: 'k', trait_value: `${identifier}x` }] })).status).toBe(400);

  const { json } = await call<SdkIdentityBody>('/api/v1/identities/', { body: { identifier } });
  expect(json.traits).toMatchObject(traits);
  expect(await readIdentifiers(scene)).toEqual([identifier]);
});

test('NUL characters → 400 wherever they stand, nothing stored', async () => {
  const { scene, call, post } = await open();
  const trait = (trait_key: string, trait_value: unknown, identifier = 'a') => ({
    identity: { identifier },
    trait_key,
    trait_value,
  });

  for (const answer of [
    await post({ identifier: 'a\0b' }),
    await post({ identifier: 'a', traits: [{ trait_key: 'k\0', trait_value: 1 }] }),
    await post({ identifier: 'a', traits: [{ trait_key: 'k', trait_value: '\0' }] }),
    await call('/api/v1/identities/?identifier=a%00'),
    await call('/api/v1/identities/a%00/'),
    await call('/api/v1/flags/a%00'),
    await call('/api/v1/identities/a/traits/k%00', { body: { trait_value: 1 } }),
    await call('/api/v1/traits/', { body: trait('k\0', 1) }),
    await call('/api/v1/traits/', { body: trait('k', 'a\0') }),
    await call('/api/v1/traits/', { body: trait('k', 1, '\0') }),
    await call('/api/v1/traits/bulk/', { method: 'PUT', body: [trait('k', 'a\0')] }),
    await call('/api/v1/traits/increment-value/', { body: { identifier: '\0', trait_key: 'k', increment_by: 1 } }),
  ]) {
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('Null characters are not allowed.')]);
  }
  // An object's text has the character escaped, which is storable.
  expect((await post({ identifier: 'a', traits: [{ trait_key: 'k', trait_value: ['\0'] }] })).status).toBe(200);
  expect(await readStored(scene, 'a')).toEqual({ k: '["\\u0000"]' });
});

test('half of a surrogate pair → the replacement character, stored and found again', async () => {
  const { scene, call } = await open();
  const body = '{"identifier":"a\\ud800b","traits":[{"trait_key":"k\\udc00","trait_value":"v\\ud83d"}]}';

  const first = await call<SdkIdentityBody>('/api/v1/identities/', { body });
  const second = await call<SdkIdentityBody>('/api/v1/identities/?identifier=a%ED%A0%80b&transient=true');

  expect([first.status, first.json.identifier, traitsOf(first.json)]).toEqual([
    200,
    'a\ufffdb',
    { 'k\ufffd': 'v\ufffd' },
  ]);
  expect(second.status).toBe(200);
  expect(await readStored(scene, 'a\ufffdb')).toEqual({ 'k\ufffd': 'v\ufffd' });
});

test('forms that are no forms, and odd fields in them → 400 or passed over', async () => {
  const { scene, call } = await open();
  const send = (type: string, body: string) => call('/api/v1/identities/', { body, headers: { 'content-type': type } });

  expect((await send('multipart/form-data; boundary=x', 'not a form')).status).toBe(400);
  expect((await send('multipart/form-data', '--x--')).status).toBe(400);
  expect((await send('application/x-www-form-urlencoded', 'identifier=a&traits[0]trait_value=1')).status).toBe(400);
  expect(await countStored(scene)).toEqual(NOTHING);
  const odd = 'identifier=%E0%A4%A&__proto__=1&traits[9999999]trait_key=k&traits[x]=1';
  expect((await send('application/x-www-form-urlencoded', odd)).status).toBe(200);
});

test('odd queries and paths → a clean answer, never 500', async () => {
  const { call } = await open();

  for (const path of [
    '/api/v1/flags/?feature=%',
    '/api/v1/flags/?feature=%ff%fe',
    '/api/v1/flags/?&&==&',
    '/api/v1/flags/%',
    '/api/v1/flags/%ff',
    '/api/v1/identities/?identifier=%&transient=%',
    '/api/v1/identities/%/traits/%',
    '/api/v1/flags//',
    '/api/v1/flags/..%2f..%2fidentities/',
    '/api/v1/identities/a/traits/',
    '/api/v1/flags/99999999999/multivariate-options/',
    `/api/v1/flags/?feature=${'x'.repeat(8_000)}`,
  ]) {
    expect([path, (await call(path)).status < 500]).toEqual([path, true]);
  }
});
