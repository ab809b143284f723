import { expect, test } from 'vitest';
import type { Flag } from '../../../worker/contract/flag-updates.ts';
import { listCopyChanges, toCopy } from './copy-flag.ts';

const content = (value: string | null, enabled = true, weight = 0) => ({
  enabled,
  value: value === null ? null : { type: 'string' as const, value },
  variants: [{ id: 7, weight }],
});
const override = (id: number, priority: number, value = 'x', weight = 0) => ({
  segment: { id },
  priority,
  ...content(value, true, weight),
});
const NAMES = {
  segments: new Map([
    [1, 'staff'],
    [2, 'beta'],
  ]),
  variations: new Map([[7, 'blue']]),
};
const BOTH = { everybody: true, segments: true };

const from: Flag = {
  environment_default: content('b', false, 40),
  segment_overrides: [override(2, 5), override(1, 3)],
};
const to: Flag = { environment_default: content(null), segment_overrides: [override(2, 0, 'y')] };

test('copy: both parts → everything there is, overrides in order of priority', () => {
  expect(toCopy(from, BOTH)).toEqual({
    environment_default: content('b', false, 40),
    segment_overrides: [override(1, 3), override(2, 5)],
  });
});

test('copy: one part → nothing of the other; no variations → none are named', () => {
  expect(Object.keys(toCopy(from, { everybody: true, segments: false }))).toEqual(['environment_default']);
  expect(toCopy(to, { everybody: false, segments: true })).toEqual({ segment_overrides: [override(2, 0, 'y')] });
  const plain = { environment_default: { enabled: true, value: null, variants: [] }, segment_overrides: [] };
  expect(toCopy(plain, BOTH)).toEqual({ environment_default: { enabled: true, value: null }, segment_overrides: [] });
});

test('changes: in words, what comes, what goes and what becomes other', () => {
  expect(listCopyChanges(to, from, BOTH, NAMES)).toEqual([
    { label: 'State', before: 'On', after: 'Off' },
    { label: 'Value', before: 'no value', after: 'b', isCode: true },
    { label: 'Share of blue', before: '0 %', after: '40 %' },
    { label: 'staff: override', before: 'none', after: 'On, x' },
    { label: 'beta: Value', before: 'y', after: 'x', isCode: true },
  ]);
  expect(listCopyChanges(to, from, { everybody: false, segments: true }, NAMES)).toHaveLength(2);
  expect(listCopyChanges(from, to, BOTH, NAMES)).toContainEqual({
    label: 'staff: override',
    before: 'On, x',
    after: 'none',
  });
});

test('changes: a value of another type → the types are told', () => {
  const typed = (type: 'string' | 'integer'): Flag => ({
    ...to,
    environment_default: { ...content(null), value: { type, value: '1' } },
  });
  expect(listCopyChanges(typed('string'), typed('integer'), BOTH, NAMES)).toEqual([
    { label: 'Value', before: '1 (text)', after: '1 (whole number)', isCode: true },
  ]);
});

test('changes: the same overrides in another order → the order, and nothing else', () => {
  const one = { ...to, segment_overrides: [override(1, 0), override(2, 1, 'x', 5)] };
  const other = { ...to, segment_overrides: [override(1, 1), override(2, 0, 'x', 5)] };
  expect(listCopyChanges(one, other, BOTH, NAMES)).toEqual([
    { label: 'Order of overrides', before: 'staff, beta', after: 'beta, staff' },
  ]);
  const shared = { ...to, segment_overrides: [override(2, 0, 'x', 5)] };
  expect(listCopyChanges({ ...to, segment_overrides: [] }, shared, BOTH, NAMES)).toEqual([
    { label: 'beta: override', before: 'none', after: 'On, x, blue 5 %' },
  ]);
});
