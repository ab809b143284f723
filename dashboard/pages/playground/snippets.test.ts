import { expect, test } from 'vitest';
import { KITS, toSnippet } from './snippets.ts';

const what = {
  api: 'https://flags.example.org/api/v1/',
  environmentKey: 'client-key',
  identifier: `o'neil "x"`,
  traits: { plan: 'pro', beta: true, orders: 3 },
};

test('curl: a quote in the identifier → still one argument of a shell, and a body that is JSON', () => {
  const snippet = toSnippet('curl', what);
  const written = /-d '(.*)'$/s.exec(snippet)?.[1]?.replaceAll(String.raw`'\''`, "'") ?? '';
  expect(JSON.parse(written)).toEqual({
    identifier: what.identifier,
    traits: [
      { trait_key: 'plan', trait_value: 'pro' },
      { trait_key: 'beta', trait_value: true },
      { trait_key: 'orders', trait_value: 3 },
    ],
    transient: true,
  });
});

test('Python: true is True', () => {
  expect(toSnippet('Python', what)).toContain('{"plan": "pro", "beta": True, "orders": 3}');
});

test.each(KITS)('%s: → names the API and the identifier as a literal', (kit) => {
  const snippet = toSnippet(kit, what);
  expect(snippet).toContain(what.api);
  expect(snippet).toContain(kit === 'curl' ? `o'\\''neil` : JSON.stringify(what.identifier));
});
