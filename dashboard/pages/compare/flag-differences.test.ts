import { expect, test } from 'vitest';
import type { Flag } from '../../../worker/contract/flag-updates.ts';
import { listDifferences, pairFlags, selectPairs } from './flag-differences.ts';

const content = (value: string, enabled = true, weight = 0) => ({
  enabled,
  value: { type: 'string' as const, value },
  variants: [{ id: 7, weight }],
});
const flag = (part: Partial<Flag> = {}): Flag => ({
  environment_default: content('a'),
  segment_overrides: [],
  ...part,
});
const override = (id: number, priority: number, value = 'x') => ({ segment: { id }, priority, ...content(value) });

test.each<[string, Partial<Flag>, string[]]>([
  ['nothing', {}, []],
  ['the state', { environment_default: content('a', false) }, ['state']],
  ['the value', { environment_default: content('b') }, ['value']],
  ['a share', { environment_default: content('a', true, 5) }, ['value']],
  ['an override', { segment_overrides: [override(1, 0)] }, ['segments']],
  [
    'all',
    { environment_default: content('b', false), segment_overrides: [override(1, 0)] },
    ['state', 'value', 'segments'],
  ],
])('differences: %s differs → listed', (_, right, parts) => {
  expect(listDifferences(flag(), flag(right))).toEqual(parts);
});

test('differences: the same text of another type → the value differs', () => {
  const typed = { ...content('1'), value: { type: 'integer' as const, value: '1' } };
  expect(listDifferences(flag({ environment_default: content('1') }), flag({ environment_default: typed }))).toEqual([
    'value',
  ]);
});

test('differences: overrides in the same order with other priorities → none; in another order → they differ', () => {
  const left = flag({ segment_overrides: [override(1, 0), override(2, 1)] });
  expect(listDifferences(left, flag({ segment_overrides: [override(2, 9), override(1, 4)] }))).toEqual([]);
  expect(listDifferences(left, flag({ segment_overrides: [override(1, 9), override(2, 4)] }))).toEqual(['segments']);
});

const listed = (id: number, name: string, part: Partial<Flag> = {}) => ({ id, name, variations: [], flag: flag(part) });
const side = (features: ReturnType<typeof listed>[]) => ({
  permissions: { admin: true, permissions: [], tag_based_permissions: [] },
  segments: [],
  features,
});

test('pairs: only what both have; narrowed down by name, by whether and in what they differ', () => {
  const off = { environment_default: content('a', false) };
  const other = { environment_default: content('b') };
  const pairs = pairFlags(
    side([listed(1, 'Alpha'), listed(2, 'beta'), listed(3, 'alphabet'), listed(4, 'left')]),
    side([listed(3, 'alphabet', other), listed(2, 'beta'), listed(1, 'Alpha', off), listed(5, 'right')]),
  );
  const names = (filter: Partial<Parameters<typeof selectPairs>[1]>) =>
    selectPairs(pairs, { search: '', isDifferentOnly: false, part: 'any', ...filter }).map(({ name }) => name);
  expect(names({})).toEqual(['Alpha', 'beta', 'alphabet']);
  expect(names({ isDifferentOnly: true })).toEqual(['Alpha', 'alphabet']);
  expect(names({ search: ' ALPHA' })).toEqual(['Alpha', 'alphabet']);
  expect(names({ part: 'value' })).toEqual(['alphabet']);
});
