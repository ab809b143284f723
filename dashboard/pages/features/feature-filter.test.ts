import { expect, test } from 'vitest';
import { isFiltered, NO_FILTER, readFilter, toAddress, toQuery } from './feature-filter.ts';

const read = (query: string) => readFilter(new URLSearchParams(query));

test('feature filter: empty address → everything by name', () => {
  const filter = read('');

  expect(isFiltered(filter)).toBe(false);
  expect(toQuery(filter, 7)).toBe(
    'environment=7&page=1&page_size=50&sort_field=name&sort_direction=ASC&is_archived=false',
  );
});

test('feature filter: full address → query of the API', () => {
  const filter = read('q=a b&state=off&value=x&tags=3,4&owners=5&group_owners=6,7&archived=true&sort=-created&page=2');

  expect(isFiltered(filter)).toBe(true);
  expect(Object.fromEntries(new URLSearchParams(toQuery(filter, 7)))).toEqual({
    environment: '7',
    page: '2',
    page_size: '50',
    sort_field: 'created_date',
    sort_direction: 'DESC',
    is_archived: 'true',
    search: 'a b',
    is_enabled: 'false',
    value_search: 'x',
    tags: '3,4',
    owners: '5',
    group_owners: '6,7',
  });
});

test('feature filter: nonsense in the address → passed over', () => {
  expect(read('state=maybe&tags=x,-1,0&sort=size&page=0')).toEqual(read(''));
});

test('feature filter: features without tags → an empty list of tags is asked for', () => {
  expect(new URLSearchParams(toQuery(read('tags=none'), 1)).get('tags')).toBe('');
});

test('feature filter: a change → what holds anyway leaves the address, and so does the page', () => {
  expect(toAddress({ search: 'x', sort: { column: 'name', isDescending: true } })).toEqual({
    q: 'x',
    sort: '-name',
    page: null,
  });
  expect(toAddress({ ...NO_FILTER, page: 3 })).toEqual({
    q: null,
    state: null,
    value: null,
    tags: null,
    owners: null,
    group_owners: null,
    archived: null,
    page: '3',
  });
});
