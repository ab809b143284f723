import { expect, test } from 'vitest';
import { readIdentity, toIdentityBodies } from './identity-bodies.ts';
import { toIntegrationRequest } from './integration-request.ts';

function identity(identifier: string) {
  const flags = [{ feature: { id: 1, name: 'banner' }, enabled: true, feature_state_value: 'hello' }];
  return readIdentity(JSON.stringify({ identifier, traits: [], flags, segments: [] }))!;
}

test('Segment: identities → one batch of identify messages at the region that was chosen, with the write key', async () => {
  const [body = ''] = toIdentityBodies('segment', [identity('ada'), identity('bob')]);
  const fields = { base_url: 'https://events.eu1.segmentapis.com/', api_key: 'write-key' };
  expect(await toIntegrationRequest('segment', fields, body)).toEqual({
    url: 'https://events.eu1.segmentapis.com/v1/batch',
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa('write-key:')}` },
    body: JSON.stringify({
      batch: [
        { type: 'identify', userId: 'ada', traits: { banner: 'hello' } },
        { type: 'identify', userId: 'bob', traits: { banner: 'hello' } },
      ],
    }),
  });
});

test('many identities → as many in one request as the receiver takes, all of them once', () => {
  const identities = Array.from({ length: 450 }, (_, index) => identity(String(index)));
  const counts = (kind: 'amplitude' | 'heap') =>
    toIdentityBodies(kind, identities).map((body) => (JSON.parse(body) as unknown[]).length);
  expect(counts('amplitude')).toEqual([200, 200, 50]);
  expect(counts('heap')).toHaveLength(450);
});

test('webhook: an identity → as it was written down, under the name identity', () => {
  expect(toIdentityBodies('webhook', [identity('a"da')]).map((body) => JSON.parse(body) as unknown)).toEqual([
    [
      {
        identity: 'a"da',
        traits: [],
        flags: [{ feature: { id: 1, name: 'banner' }, enabled: true, feature_state_value: 'hello' }],
        segments: [],
      },
    ],
  ]);
});

test.each(['', '{}', '{"identifier":', '{"identifier":"a"}', '{"identifier":"a","flags":{}}', 'null'])(
  'identity written down as %j → none',
  (text) => {
    expect(readIdentity(text)).toBeNull();
  },
);

test.each([
  [
    'a key with characters of addresses',
    { base_url: 'https://a.example.com', api_key: 'a/b?c&d' },
    '?api_key=a%2Fb%3Fc%26d',
  ],
  [
    'slashes at the end of the address',
    { base_url: 'https://a.example.com///', api_key: 'k' },
    '.com/api/v1/events?api_key=k',
  ],
])('Datadog: %s → an address that is still whole', async (_, fields, part) => {
  expect((await toIntegrationRequest('datadog', fields, '{}')).url).toContain(part);
});
