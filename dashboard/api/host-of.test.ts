import { expect, test } from 'vitest';
import { hostOf } from './host-of.ts';

test('host: of an address → with its port; of what is none → the text itself', () => {
  expect(hostOf('https://example.com:8443/a?b')).toBe('example.com:8443');
  expect(hostOf('no address')).toBe('no address');
});
