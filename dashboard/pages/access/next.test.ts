import { expect, test } from 'vitest';
import { readNext, withNext } from './next.ts';

test('next: a page of the dashboard → that page', () => {
  expect(readNext(new URLSearchParams({ next: '/project/1?a=b' }))).toBe('/project/1?a=b');
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', ''])(
  'next: %s → the start',
  (next) => expect(readNext(new URLSearchParams({ next }))).toBe('/'),
);

test('next: carried from sign-in to sign-up', () => {
  expect(withNext('/signup', new URLSearchParams({ next: '/a b' }))).toBe('/signup?next=%2Fa+b');
  expect(withNext('/signup', new URLSearchParams())).toBe('/signup');
});
