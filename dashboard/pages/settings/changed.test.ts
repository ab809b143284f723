import { expect, test } from 'vitest';
import { findChanged } from './changed.ts';

test('changed: typed and typed back → nothing is changed', () => {
  expect(findChanged({ name: 'a', text: '' }, { name: 'a' })).toEqual({});
});

test('changed: one of two → that one alone', () => {
  expect(findChanged({ name: 'a', text: '' }, { name: 'a', text: 'b' })).toEqual({ text: 'b' });
});
