import { expect, test } from 'vitest';
import { readChangedFeatures } from './live-event.ts';

test('event: names of both kinds → all of them', () => {
  const data = JSON.stringify({ updated_at: 1, version: 4, features: ['a'], identity_features: ['b', 3] });
  expect(readChangedFeatures(data)).toEqual(['a', 'b']);
});

test('event: no names told, or no JSON → anything may have changed', () => {
  expect(readChangedFeatures('{"updated_at": 1}')).toBeNull();
  expect(readChangedFeatures('null')).toBeNull();
  expect(readChangedFeatures('<html>')).toBeNull();
});
