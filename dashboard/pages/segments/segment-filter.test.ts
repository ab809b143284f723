import { expect, test } from 'vitest';
import { readFilter, toAddress, toQuery } from './segment-filter.ts';

const read = (query: string) => readFilter(new URLSearchParams(query));

test('segment filter: full address → query of the API, and back', () => {
  const filter = read('q=a b&of=project&page=2');

  expect(toQuery(filter)).toBe('page=2&page_size=50&q=a+b&include_feature_specific=false');
  expect(toAddress(filter)).toEqual({ q: 'a b', of: 'project', page: '2' });
});

test('segment filter: nothing, and nonsense → everything', () => {
  expect(toQuery(read(''))).toBe('page=1&page_size=50');
  expect(read('of=me&page=-1')).toEqual(read(''));
  expect(toAddress({ search: '' })).toEqual({ q: null, page: null });
});
