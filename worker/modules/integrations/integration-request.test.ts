import { expect, test } from 'vitest';
import { gatherTold, type ToldIdentity } from '../../core/told-batch.ts';
import { toIdentitiesBody, writeIdentities } from './identity-bodies.ts';
import { toIntegrationRequest } from './integration-request.ts';

const FLAG = { feature: { id: 1, name: 'banner' }, enabled: true, feature_state_value: 'hello' };

const identity = (identifier: string): ToldIdentity => ({
  identifier,
  traits: [],
  flags: [`,${JSON.stringify(FLAG)}`],
  segments: [',{"id":1},{"id":2}', ',{"id":3}'],
});

test('Segment: identities → one batch of identify messages at the region that was chosen, with the write key', async () => {
  const body = writeIdentities('segment', [identity('ada'), identity('bob')]);
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

test('webhook: an identity → all that is known of it, under the name identity', () => {
  expect(JSON.parse(writeIdentities('webhook', [identity('a"da')]))).toEqual([
    { identity: 'a"da', traits: [], flags: [FLAG], segments: [{ id: 1 }, { id: 2 }, { id: 3 }] },
  ]);
});

test.each(['webhook', 'heap', 'mixpanel'])('%s: identities that were kept as a batch → the same text', (kind) => {
  const all = [identity('ada'), { ...identity('bob'), flags: [] }];
  const { shared, identities } = gatherTold(all);
  const items = `[${identities.map(({ body }) => body).join(',')}]`;
  expect(toIdentitiesBody(kind, { shared: JSON.stringify(shared), items })).toBe(writeIdentities(kind, all));
});

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
