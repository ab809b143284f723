import { expect, test } from 'vitest';
import { listChangedLines } from './change-lines.ts';

test('history: plain fields → old and new in words', () => {
  const lines = listChangedLines(
    [
      { field: 'enabled', old: true, new: false },
      { field: 'value', old: null, new: 'x' },
    ],
    {},
  );

  expect(lines).toEqual([
    { label: 'State', before: 'on', after: 'off', isCode: true },
    { label: 'Value', before: 'none', after: 'x', isCode: true },
  ]);
});

test('history: a version → only what differs within it, shares by name', () => {
  const lines = listChangedLines(
    [
      {
        field: 'environment_default',
        old: { enabled: true, value: 'green', weights: { 7: 30 } },
        new: { enabled: true, value: 'blue', weights: { 7: 40 } },
      },
      { field: 'segment_overrides', old: [], new: [{ segment: 3 }] },
    ],
    { 7: 'orange' },
  );

  expect(lines.map(({ label, before, after }) => [label, before, after])).toEqual([
    ['Value', 'green', 'blue'],
    ['Share: orange', '30', '40'],
    ['Segment overrides', '[]', JSON.stringify([{ segment: 3 }], null, 1)],
  ]);
});

test('history: the same on both sides → no line', () => {
  expect(listChangedLines([{ field: 'value', old: 'x', new: 'x' }], {})).toEqual([]);
});
