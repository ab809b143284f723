import { expect, test } from 'vitest';
import { prettify } from './prettify.ts';

test('prettify: JSON → broken into lines; anything else → as it is', () => {
  expect(prettify('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(prettify('{"a":')).toBe('{"a":');
});
