import { expect, test } from 'vitest';
import { rank, scoreOf } from './fuzzy.ts';

test('fuzzy: letters that are not there, or in another order → no fit', () => {
  expect(scoreOf('xyz', 'Features')).toBeNull();
  expect(scoreOf('fr', 'feature')).not.toBeNull();
  expect(scoreOf('sf', 'Features')).toBeNull();
});

test('fuzzy: a beginning before a word before the middle before single letters', () => {
  const items = ['dark skin', 'ark', 'noah’s ark', 'a red kite'].map((label) => ({ label }));
  expect(rank('ark', items).map(({ label }) => label)).toEqual(['ark', 'noah’s ark', 'dark skin', 'a red kite']);
});

test('fuzzy: nothing typed → everything as it was', () => {
  const items = [{ label: 'b' }, { label: 'a' }];
  expect(rank(' ', items)).toEqual(items);
});
