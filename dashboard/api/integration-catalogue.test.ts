import { expect, test } from 'vitest';
import { readCatalogue } from './integration-catalogue.ts';
import { INTEGRATION_KINDS } from './integration-kinds.ts';

const kinds = (data: string | null, list: string | null) => readCatalogue(data, list).map(({ kind }) => kind);
const all = INTEGRATION_KINDS.map(({ kind }) => kind);

test('catalogue: nothing said, or nothing that can be read → every kind', () => {
  expect(all).toHaveLength(12);
  for (const text of [null, '', '{', '[]', '"a"', '{"unheard-of":{}}', '{"grafana":null}']) {
    expect(kinds(text, null)).toEqual(all);
  }
  for (const text of ['{', '{}', '["unheard-of"]']) expect(kinds(null, text)).toEqual(all);
});

test('catalogue: a list → those alone, in its order, each once; an empty one → none', () => {
  expect(kinds(null, '["slack","datadog","slack","github"]')).toEqual(['slack', 'datadog']);
  expect(kinds(null, '[]')).toEqual([]);
  expect(kinds('{"slack":{},"heap":{}}', '["datadog","heap"]')).toEqual(['heap']);
});

test('catalogue: described → its words, labels and links; fields that the API demands stay', () => {
  const [heap, grafana] = readCatalogue(
    JSON.stringify({
      heap: {
        title: 'Heap Analytics',
        description: 'Sends data.',
        docs: 'https://docs.example.com/heap',
        fields: [{ key: 'api_key', label: 'Key of the app' }],
        perEnvironment: true,
      },
      grafana: { perEnvironment: false, docs: 'javascript:alert(1)', fields: [null, { key: 4 }] },
    }),
    null,
  );
  expect(heap).toMatchObject({
    title: 'Heap Analytics',
    description: 'Sends data.',
    docs: 'https://docs.example.com/heap',
  });
  expect(heap?.fields.map(({ key, label }) => [key, label])).toEqual([['api_key', 'Key of the app']]);
  expect(grafana?.scopes).toEqual(['organisation', 'project']);
  expect(grafana?.docs).toBeUndefined();
  expect(grafana?.fields.map(({ key }) => key)).toEqual(['base_url', 'api_key']);
});

test('catalogue: described as per environment where the API has it per project alone → it stays where the API has it', () => {
  expect(readCatalogue('{"datadog":{"perEnvironment":true}}', null)[0]?.scopes).toEqual(['project']);
});
