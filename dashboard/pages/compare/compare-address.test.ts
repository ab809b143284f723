import { expect, test } from 'vitest';
import { readFilter, readSides, toAddress } from './compare-address.ts';

const [one, two, three] = [{ api_key: 'one' }, { api_key: 'two' }, { api_key: 'three' }];
const ALL = [one, two, three];

test.each<[string, string, typeof one | undefined, [string, string]]>([
  ['nothing', '', undefined, ['one', 'two']],
  ['nothing, one was looked at last', '', two, ['two', 'one']],
  ['both', 'left=three&right=one', two, ['three', 'one']],
  ['the left one', 'left=two', two, ['two', 'one']],
  ['the right one, which was looked at last', 'right=two', two, ['one', 'two']],
  ['one that is not there', 'left=gone', undefined, ['one', 'two']],
])('sides: %s in the address → two environments', (_, query, last, wanted) => {
  const sides = readSides(new URLSearchParams(query), ALL, last);
  expect([sides?.left.api_key, sides?.right.api_key]).toEqual(wanted);
});

test('sides: a single environment → none', () => {
  expect(readSides(new URLSearchParams(), [one], one)).toBeNull();
});

test('filter: written and read again → the same; what makes no sense is passed over', () => {
  const filter = { search: 'a b', isDifferentOnly: false, part: 'value', open: 12 } as const;
  const query = new URLSearchParams(toAddress(filter) as Record<string, string>);
  expect(readFilter(query)).toEqual(filter);
  expect(readFilter(new URLSearchParams('in=all&open=-1&show=some'))).toEqual({
    search: '',
    isDifferentOnly: true,
    part: 'any',
    open: null,
  });
  expect(toAddress({ search: '', isDifferentOnly: true, part: 'any', open: null })).toEqual({
    q: null,
    show: null,
    in: null,
    open: null,
  });
});
