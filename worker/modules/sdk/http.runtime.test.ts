import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFeature, addIdentityOverride } from '../../testing/fixtures/scene-features.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import {
  namesOf,
  openCaller,
  readIdentifiers,
  readStored,
  traitsOf,
  type SdkFlagBody,
  type SdkIdentityBody,
} from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const PATHS = [
  '/api/v1/flags',
  '/api/v1/identities',
  '/api/v1/bulk-identities',
  '/api/v1/traits',
  '/api/v1/traits/bulk',
  '/api/v1/traits/increment-value',
  '/api/v1/environment-document',
  '/api/v1/analytics/flags',
  '/api/v2/analytics/flags',
];

/** Every header that an SDK, a browser or a tracing library adds to its requests. */
const SENT_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'user-agent',
  'x-csrftoken',
  'x-requested-with',
  'x-environment-key',
  'x-e2e-test-auth-token',
  'flagsmith-application-name',
  'flagsmith-application-version',
  'flagsmith-sdk-user-agent',
  'sentry-trace',
  'traceparent',
  'tracestate',
  'baggage',
];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function open(options: Parameters<typeof createScene>[1] = {}) {
  const scene = await createScene(server.db, options);
  await addFeature(scene, 'flag', { value: 'v' });
  return { scene, call: openCaller(server.url, scene.clientKey) };
}

test('edge case 64: preflight with every header of the SDKs → 200 without a key, each header allowed', async () => {
  const { call } = await open();

  for (const path of PATHS.flatMap((path) => [path, `${path}/`])) {
    const answer = await call(path, {
      method: 'OPTIONS',
      key: null,
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': SENT_HEADERS.join(','),
      },
    });
    expect([path, answer.status, answer.text]).toEqual([path, 200, '']);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-max-age')).toBe('86400');
    const allowed = (answer.headers.get('access-control-allow-headers') ?? '').toLowerCase().split(/, */);
    expect(SENT_HEADERS.filter((header) => !allowed.includes(header))).toEqual([]);
    const methods = (answer.headers.get('access-control-allow-methods') ?? '').split(/, */);
    expect(methods).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'OPTIONS']));
  }
});

test('edge case 64: refusals of every kind → readable by a page of another origin', async () => {
  const { scene, call: send } = await open();
  const call: typeof send = (path, options = {}) =>
    send(path, { ...options, headers: { origin: 'https://shop.example', ...options.headers } });

  for (const answer of [
    await call('/api/v1/flags/', { key: null }),
    await call('/api/v1/flags/', { key: 'nobody' }),
    await call('/api/v1/flags/?feature=absent'),
    await call('/api/v1/flags/', { method: 'PUT', body: {} }),
    await call('/api/v1/identities/', { body: '{' }),
    await call('/api/v1/identities/', { body: 'x', headers: { 'content-type': 'text/plain' } }),
    await call('/api/v1/identities/', { body: 'x'.repeat(2_000_000) }),
    await call('/api/v1/environment-document/', { key: scene.serverKey, headers: { 'if-none-match': '*' } }),
  ]) {
    expect(answer.status).toBeGreaterThanOrEqual(300);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('flagsmith-version')).not.toBeNull();
  }
});

test('edge case 65: path without the last slash → answered, not redirected', async () => {
  const { scene, call } = await open();
  const body = { identity: { identifier: 'a' }, trait_key: 'k', trait_value: 1 };

  for (const [path, more] of [
    ['/api/v1/flags', {}],
    ['/api/v1/identities?identifier=a', {}],
    ['/api/v1/identities', { body: { identifier: 'a' } }],
    ['/api/v1/bulk-identities', { body: { data: [] } }],
    ['/api/v1/traits', { body }],
    ['/api/v1/traits/bulk', { method: 'PUT', body: [body] }],
    ['/api/v1/traits/increment-value', { body: { identifier: 'a', trait_key: 'n', increment_by: 1 } }],
    ['/api/v1/environment-document', { key: scene.serverKey }],
    ['/api/v1/analytics/flags', { body: {} }],
  ] as const) {
    const [before, query = ''] = path.split('?');
    const bare = await call(path, more);
    const slashed = await call(`${before}/${query === '' ? '' : `?${query}`}`, more);
    expect([path, bare.status, slashed.status]).toEqual([path, 200, 200]);
  }
});

test('edge case 66: any accepted encoding → the same bytes once decoded', async () => {
  const { scene, call } = await open();
  for (let number = 0; number < 60; number += 1)
    await addFeature(scene, `feature ${number}`, { value: 'x'.repeat(50) });

  for (const path of ['/api/v1/flags/', '/api/v1/identities/?identifier=a', '/api/v1/environment-document/']) {
    const texts = new Set<string>();
    for (const encoding of ['identity', 'gzip', 'br', 'gzip, deflate, br', '*']) {
      const headers = { 'accept-encoding': encoding };
      const answer = await call(path, { key: scene.serverKey, headers });
      expect([answer.status, answer.headers.get('vary')]).toEqual([200, expect.stringMatching(/accept-encoding/i)]);
      texts.add(answer.text);
    }
    expect(texts.size).toBe(1);
  }
});

test('edge case 67: malformed JSON → 400 with a parse error; wrong method → 405; the key is judged first', async () => {
  const { scene, call } = await open();

  for (const path of [
    '/api/v1/identities/',
    '/api/v1/traits/',
    '/api/v1/analytics/flags/',
    '/api/v1/bulk-identities/',
  ]) {
    for (const body of ['{', '', '{"identifier":}', "{'identifier':'a'}", '{"a":1}}', 'NaN', '\0']) {
      const answer = await call(path, { body });
      expect([path, body, answer.status]).toEqual([path, body, 400]);
      expect((answer.json as { detail: string }).detail).toMatch(/^JSON parse error - ./);
      expect((await call(path, { body, key: 'nobody' })).status).toBe(403);
    }
  }
  for (const [path, method] of [
    ['/api/v1/flags/', 'PUT'],
    ['/api/v1/flags/', 'POST'],
    ['/api/v1/identities/', 'DELETE'],
    ['/api/v1/identities/', 'PATCH'],
    ['/api/v1/traits/', 'GET'],
    ['/api/v1/traits/bulk/', 'POST'],
    ['/api/v1/analytics/flags/', 'GET'],
  ] as const) {
    const answer = await call(path, { method });
    expect([answer.status, answer.json]).toEqual([405, { detail: `Method "${method}" not allowed.` }]);
    expect(answer.headers.get('allow')).toContain('OPTIONS');
    expect((await call(path, { method, key: null })).status).toBe(403);
  }
  const document = await call('/api/v1/environment-document/', { method: 'POST', key: scene.serverKey });
  expect(document.status).toBe(405);
});

test('flags: If-None-Match → 304 without body for the same key, 200 for a key that sees more', async () => {
  const { scene, call } = await open();

  for (const path of ['/api/v1/flags/', '/api/v1/identities/?identifier=a']) {
    const first = await call(path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    for (const sent of [etag, `W/${etag}`, `"x", ${etag}`]) {
      const again = await call(path, { headers: { 'if-none-match': sent, origin: 'https://shop.example' } });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('access-control-allow-origin')).toBe('*');
    }
    const server = await call(path, { key: scene.serverKey, headers: { 'if-none-match': etag } });
    expect(server.status).toBe(200);
    expect((await call(path, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  }
});

test('identities: If-None-Match after a trait changed the flags or the traits → 200', async () => {
  const { call } = await open();
  const path = '/api/v1/identities/?identifier=a';
  const etag = (await call(path)).headers.get('etag') ?? '';

  await call('/api/v1/identities/', { body: { identifier: 'a', traits: [{ trait_key: 'k', trait_value: 1 }] } });

  expect((await call(path, { headers: { 'if-none-match': etag } })).status).toBe(200);
});

test('HEAD → the headers of GET and no body', async () => {
  const { scene, call } = await open();

  for (const path of ['/api/v1/flags/', '/api/v1/identities/?identifier=a', '/api/v1/environment-document/']) {
    const key = scene.serverKey;
    const get = await call(path, { key });
    const head = await call(path, { key, method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['content-type', 'etag', 'x-flagsmith-document-updated-at', 'flagsmith-version']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
  }
  expect((await call('/api/v1/flags/', { method: 'HEAD', key: 'nobody' })).status).toBe(403);
  expect((await call('/api/v1/traits/', { method: 'HEAD' })).status).toBe(405);
});

test('every answer → names the server’s version, its type, and what it varies on', async () => {
  const { call } = await open();

  for (const path of ['/api/v1/flags/', '/api/v1/identities/?identifier=a', '/api/v1/flags/?feature=absent']) {
    const { headers } = await call(path, { headers: { origin: 'https://shop.example' } });
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('vary')).toMatch(/X-Environment-Key/i);
    expect(headers.get('access-control-expose-headers')).toContain('X-Flagsmith-Document-Updated-At');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  }
});

test('identities: as a form or a multipart form → like JSON', async () => {
  const { scene, call } = await open();
  const fields = { identifier: ' a ', 'traits[0]trait_key': 'plan', 'traits[0]trait_value': 'gold' };
  const multipart = new FormData();
  for (const [name, value] of Object.entries({ ...fields, identifier: 'b' })) multipart.append(name, value);

  const form = await call<SdkIdentityBody>('/api/v1/identities/', { body: new URLSearchParams(fields) });
  const parts = await call<SdkIdentityBody>('/api/v1/identities/', { body: multipart });
  const transient = new URLSearchParams({ identifier: 'c', transient: 'true' });
  await call('/api/v1/identities/', { body: transient });

  expect([form.status, form.json.identifier, traitsOf(form.json)]).toEqual([200, 'a', { plan: 'gold' }]);
  expect([parts.status, parts.json.identifier, traitsOf(parts.json)]).toEqual([200, 'b', { plan: 'gold' }]);
  expect(await readIdentifiers(scene)).toEqual(['a', 'b']);
  expect(await readStored(scene, 'b')).toEqual({ plan: 'gold' });
});

test('body of a type that is neither JSON nor a form → 415; JSON under another name of JSON → 200', async () => {
  const { call } = await open();
  const body = '{"identifier":"a"}';

  for (const type of ['text/plain', 'application/xml', 'application/jsonx', 'application/octet-stream']) {
    const answer = await call('/api/v1/identities/', { body, headers: { 'content-type': type } });
    expect([type, answer.status]).toEqual([type, 415]);
  }
  for (const type of ['application/json', 'APPLICATION/JSON; charset=utf-8', 'application/vnd.api+json']) {
    const answer = await call('/api/v1/identities/', { body, headers: { 'content-type': type } });
    expect([type, answer.status]).toEqual([type, 200]);
  }
});

test('legacy paths → flags of an identity, an identity with its segments, a trait, options of a split', async () => {
  const { scene, call } = await open();
  const variants = [{ key: 'a', value: 'A', percentage: 40 }];
  const split = await addFeature(scene, 'split', { value: 'control', variants });
  await addIdentityOverride(scene, split, 'me@example.com', { value: 'own' });
  const key = scene.serverKey;
  const path = encodeURIComponent('me@example.com');

  const flags = await call<SdkFlagBody[]>(`/api/v1/flags/${path}`, { key });
  expect([flags.status, namesOf(flags.json)]).toEqual([200, ['flag', 'split']]);
  expect(flags.json[1]?.feature_state_value).toBe('own');
  const trait = await call(`/api/v1/identities/${path}/traits/plan`, { body: { trait_value: 'gold' } });
  expect(trait.status).toBe(200);
  const identity = await call<SdkIdentityBody & { segments: unknown[] }>(`/api/v1/identities/${path}/`, { key });
  expect(Object.keys(identity.json)).toEqual(['identifier', 'traits', 'flags', 'segments']);
  expect(traitsOf(identity.json)).toEqual({ plan: 'gold' });
  const options = await call(`/api/v1/flags/${split.id}/multivariate-options/`, { key });
  expect([options.status, options.json]).toEqual([
    200,
    [
      {
        id: split.optionIds.get('a'),
        key: 'a',
        type: 'unicode',
        integer_value: null,
        string_value: 'A',
        boolean_value: null,
        default_percentage_allocation: 40,
      },
    ],
  ]);
  expect((await call('/api/v1/flags/2147483647/multivariate-options/', { key })).status).toBe(404);
});

test('a publisher that lost its state → a tag of before does not pass for the new flags', async () => {
  const { scene, call } = await open();
  const before = (await call('/api/v1/flags/')).headers.get('etag') ?? '';
  await addFeature(scene, 'added');

  await server.restartEmpty();

  const after = await call<SdkFlagBody[]>('/api/v1/flags/', { headers: { 'if-none-match': before } });
  expect([after.status, namesOf(after.json)]).toEqual([200, ['added', 'flag']]);
});

test('ready answers: a client that reads gzip and keeps asking → packed, weakly tagged, and its tag answered with 304', async () => {
  const { scene, call } = await open();
  for (let number = 0; number < 40; number += 1)
    await addFeature(scene, `feature ${number}`, { value: 'é'.repeat(50) });

  for (const path of ['/api/v1/flags/', '/api/v1/environment-document/']) {
    const plain = await call(path, { key: scene.serverKey, headers: { 'accept-encoding': 'identity' } });
    let packed = plain;
    for (let turn = 0; turn < 40 && packed.headers.get('content-encoding') === null; turn += 1) {
      packed = await call(path, { key: scene.serverKey, headers: { 'accept-encoding': 'gzip, deflate' } });
    }

    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.text).toBe(plain.text);
    expect(packed.headers.get('etag')).toBe(`W/${plain.headers.get('etag')}`);
    for (const refusal of ['identity', 'gzip;q=0', 'br']) {
      const answer = await call(path, { key: scene.serverKey, headers: { 'accept-encoding': refusal } });
      expect([refusal, answer.headers.get('content-encoding'), answer.text]).toEqual([refusal, null, plain.text]);
    }
    const held = { 'if-none-match': packed.headers.get('etag') ?? '' };
    expect((await call(path, { key: scene.serverKey, headers: held })).status).toBe(304);
  }
});
