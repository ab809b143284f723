import { expect, test } from 'vitest';
import { toChanges } from './changes.ts';

test('changes: of each kind of value → as text, nothing for none', () => {
  const details = [
    { field: 'is_enabled', old: false, new: true },
    { field: 'value', old: null, new: 'a' },
    { field: 'rules', old: '', new: [1] },
  ];
  expect(toChanges({ change_details: details })).toEqual([
    { label: 'is enabled', before: 'false', after: 'true', isCode: false },
    { label: 'value', before: 'nothing', after: 'a', isCode: true },
    { label: 'rules', before: 'nothing', after: '[\n  1\n]', isCode: true },
  ]);
});
