import { expect, test } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

test('bounded map: more weight than it holds → the entry used longest ago goes', () => {
  const map = new BoundedMap<string, number>(3);
  map.set('a', 1);
  map.set('b', 2);
  map.set('c', 3);
  map.get('a');

  map.set('d', 4);

  expect([map.get('a'), map.get('b'), map.get('c'), map.get('d')]).toEqual([1, undefined, 3, 4]);
});

test('bounded map: an entry heavier than the map → not kept, and the old value of the key is gone', () => {
  const map = new BoundedMap<string, number>(10);
  map.set('a', 1, 5);

  map.set('a', 2, 11);

  expect(map.get('a')).toBeUndefined();
  expect(map.size).toBe(0);
});

test('bounded map: a million keys → never more than its capacity', () => {
  const map = new BoundedMap<number, number>(1000);
  for (let key = 0; key < 1_000_000; key += 1) map.set(key, key);
  expect(map.size).toBe(1000);
});
