import { expect, test } from 'vitest';
import { isIntact, withChecksum } from './checked-json.ts';

const TEXT = withChecksum(JSON.stringify({ version: 3, name: 'grün 😀', list: [1, 2, 3] }));

test('checked JSON: as it was written → intact, and still the same object with one member more', () => {
  expect(isIntact(TEXT)).toBe(true);
  expect(JSON.parse(TEXT)).toMatchObject({ version: 3, name: 'grün 😀', list: [1, 2, 3] });
});

test('checked JSON: any one character changed, dropped or doubled → not intact', () => {
  for (let index = 0; index < TEXT.length; index += 1) {
    const [before, after] = [TEXT.slice(0, index), TEXT.slice(index + 1)];
    const changed = String.fromCharCode(TEXT.charCodeAt(index) ^ 1);
    for (const damaged of [before + changed + after, before + after, before + TEXT[index] + TEXT.slice(index)]) {
      expect(isIntact(damaged)).toBe(false);
    }
  }
});

test('checked JSON: cut short anywhere, or without a checksum → not intact', () => {
  for (let length = 0; length < TEXT.length; length += 1) expect(isIntact(TEXT.slice(0, length))).toBe(false);
  expect(isIntact('{"version":3}')).toBe(false);
});
