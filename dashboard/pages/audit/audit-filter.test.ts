import { expect, test } from 'vitest';
import { isFiltered, readFilter, toQuery, toRequest } from './audit-filter.ts';

const of = (query: string) => readFilter(new URLSearchParams(query));

test('filter: an address without one → everything, from the first page', () => {
  expect(toRequest(of(''), 50)).toBe('page_size=50');
  expect(isFiltered(of('page=3'))).toBe(false);
});

test('filter: all of it → asked for, the last day included', () => {
  const request = new URLSearchParams(
    toRequest(of('q=dark&environment=4&author=2&from=2030-01-02&to=2030-01-02&page=2'), 50),
  );
  expect(Object.fromEntries(request)).toMatchObject({ search: 'dark', environments: '4', author: '2', page: '2' });
  const [since, until] = [new Date(request.get('since') ?? ''), new Date(request.get('until') ?? '')];
  expect(until.getTime() - since.getTime()).toBe(86_400_000);
  expect([since.getDate(), since.getHours()]).toEqual([2, 0]);
});

test('filter: a page that is none and a day that is none → the first page, and no day', () => {
  expect(of('page=x').page).toBe(1);
  expect(toRequest(of('from=soon'), 50)).toBe('page_size=50');
});

test('filter: changed → from the first page on', () => {
  expect(toQuery({ search: 'a' })).toEqual({ q: 'a', page: null, entry: null });
});
