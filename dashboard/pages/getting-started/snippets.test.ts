import { expect, test } from 'vitest';
import { findKit, KITS } from './snippets.ts';

const facts = { origin: 'https://flags.example.com', key: 'KEY', feature: 'dark_mode' };

test.each(KITS.map(({ id }) => id))('snippet: %s → with the server, the key and, but for curl, the feature', (id) => {
  const code = findKit(id).toCode(facts);
  expect(code).toContain('https://flags.example.com/api/v1/');
  expect(code).toContain('KEY');
  if (id !== 'curl') expect(code).toContain('dark_mode');
});

test('snippet: of what there is not → the first', () => {
  expect(findKit('cobol').id).toBe('js');
});
