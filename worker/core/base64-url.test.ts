import { expect, test } from 'vitest';
import { fromBase64Url, toBase64Url } from './base64-url.ts';

test('bytes of every value and length → as Node writes them, and back', () => {
  for (let length = 0; length < 260; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7 + length) % 256);
    const text = toBase64Url(bytes);
    expect(text).toBe(Buffer.from(bytes).toString('base64url'));
    expect(fromBase64Url(text)).toEqual(bytes);
  }
});

test.each(['a', 'aaaaa', 'aa==', 'a+aa', 'a/aa', 'aa a', 'äaaa', '!'])('%s → null', (text) => {
  expect(fromBase64Url(text)).toBeNull();
});
