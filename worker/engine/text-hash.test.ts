import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashText, joinHashes, writeHash } from './text-hash.ts';

const tagOf = (texts: readonly string[]) => writeHash(joinHashes(texts.map(hashText)));

test('sequences of texts, a hundred thousand alike but for one place → a tag of 16 digits each, none twice', () => {
  const parts = Array.from({ length: 30 }, (_, index) => `,{"feature":{"id":${index}},"enabled":true}`);
  const tags = new Set<string>();
  for (let turn = 0; turn < 100_000; turn += 1) {
    tags.add(tagOf(parts.map((part, place) => (place === turn % 30 ? `${part}${Math.floor(turn / 30)}` : part))));
  }
  expect(tags.size).toBe(100_000);
  for (const tag of tags) expect(tag).toMatch(/^[0-9a-f]{16}$/);
});

test('other texts, another order or one more → another tag; the same → the same', () => {
  const texts = fc.array(fc.constantFrom('', 'a', 'b', 'ab', 'ba'), { maxLength: 6 });
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      expect(tagOf(left) === tagOf(right)).toBe(JSON.stringify(left) === JSON.stringify(right));
    }),
  );
});
