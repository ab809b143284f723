import { expect, test } from 'vitest';
import { toOwnPath } from './own-path.ts';

test.each(['/', '/project/1?a=b#c', '/invite-link/abc', '/search?q=//evil.example', '/a//b'])('%j → as it is', (path) =>
  expect(toOwnPath(path)).toBe(path),
);

test.each([
  'https://evil.example',
  'https:evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\\evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/./\\evil.example',
  '@evil.example',
  '.evil.example',
  ':80',
  'javascript:alert(1)',
  'data:text/html,x',
  '//own.invalid/a',
  'https://own.invalid/a',
  'project/1',
  '?a=b',
  '',
])('%j, which leads elsewhere or nowhere → the start', (path) => {
  expect(toOwnPath(path)).toBe('/');
});

test('whatever is let through → stays on the origin of any page', () => {
  for (const start of ['/', '/\t', '/.', '/..', '/a/..', '/%2e', '/\u3000', '/%09']) {
    for (const middle of ['/', '\\', '//', '/\\', '\t/', '/%2f', '/\u2044']) {
      const path = toOwnPath(`${start}${middle}evil.example`);
      expect(new URL(path, 'https://flags.example/oauth/google').origin).toBe('https://flags.example');
    }
  }
});
