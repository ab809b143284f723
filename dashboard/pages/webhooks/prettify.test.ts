import { expect, test } from 'vitest';
import { hostOf } from './webhook-place.ts';
import { prettify } from './prettify.ts';

test('prettify: JSON → broken into lines; anything else → as it is', () => {
  expect(prettify('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(prettify('{"a":')).toBe('{"a":');
});

test('host: of an address → with its port; of what is none → the text itself', () => {
  expect(hostOf('https://example.com:8443/a?b')).toBe('example.com:8443');
  expect(hostOf('no address')).toBe('no address');
});
