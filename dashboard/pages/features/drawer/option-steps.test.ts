import { expect, test } from 'vitest';
import { listDirtyTabs } from './dirty-tabs.ts';
import { listChanges } from './draft-changes.ts';
import { findFaults } from './draft-faults.ts';
import { isSameDraft, toSave, type DraftOption, type FlagDraft } from './flag-draft.ts';
import { addOption, compareOptions, removeOption, restOf, settleOption, toOptionInput } from './option-steps.ts';

const option = (id: number, key: string, text = key): DraftOption => ({ id, key, value: { type: 'string', text } });
const before: FlagDraft = {
  content: { enabled: true, value: { type: 'string', text: 'green' }, weights: { 1: 30, 2: 20 } },
  overrides: [{ segmentId: 7, enabled: true, value: null, weights: { 1: 0, 2: 50 } }],
  options: [option(1, 'blue'), option(2, 'orange')],
};

test('option: added → an id of its own, no share anywhere; removed again → as before', () => {
  const added = addOption(addOption(before));

  expect(added.options.map(({ id }) => id)).toEqual([1, 2, -1, -2]);
  expect(added.content.weights).toEqual({ 1: 30, 2: 20, [-1]: 0, [-2]: 0 });
  expect(added.overrides[0]?.weights[-2]).toBe(0);
  expect(isSameDraft(removeOption(removeOption(added, -1), -2), before)).toBe(true);
});

test('option: added with a share and stored → shares go to the id it got, and are what is left to save', () => {
  const added = addOption(before);
  added.content.weights[-1] = 10;
  const stored = option(9, 'red');

  const draft = settleOption(added, -1, stored);

  expect(draft.content.weights).toEqual({ 1: 30, 2: 20, 9: 10 });
  expect(compareOptions(before, draft).added).toEqual([stored]);
  expect(toSave(before, draft)).toEqual({
    method: 'PATCH',
    body: {
      environment_default: {
        enabled: true,
        value: { type: 'string', value: 'green' },
        variants: [
          { id: 1, weight: 30 },
          { id: 2, weight: 20 },
          { id: 9, weight: 10 },
        ],
      },
    },
  });
});

test('option: removed → nothing to save of the environment, as the shares go with it', () => {
  const draft = removeOption(before, 2);

  expect(draft.overrides[0]?.weights).toEqual({ 1: 0 });
  expect(compareOptions(before, draft).removed).toEqual([option(2, 'orange')]);
  expect(toSave(before, draft)).toBeNull();
  expect(listDirtyTabs(before, draft)).toEqual(['variations']);
  expect(listChanges(before, draft, {})).toEqual([
    { label: 'Variation orange', before: 'orange', after: 'removed, in every environment' },
  ]);
});

test('option: another key and value → changed, told apart in words', () => {
  const draft = { ...before, options: [option(1, 'sky', 'azure'), option(2, 'orange')] };

  expect(compareOptions(before, draft)).toMatchObject({ added: [], changed: [{ id: 1 }], removed: [] });
  expect(listChanges(before, draft, {})).toEqual([
    { label: 'Variation blue: key', before: 'blue', after: 'sky, in every environment' },
    { label: 'Variation blue: value', before: 'blue', after: 'azure', isCode: true },
  ]);
});

test.each([
  ['has space', 'A key has letters, digits, hyphens and underscores only.'],
  ['control', 'control is the value that is left for everybody else.'],
  [' orange ', 'Another variation has the key orange.'],
])('option: key "%s" → %s', (key, fault) => {
  expect(findFaults({ ...before, options: [option(1, key), option(2, 'orange')] })).toMatchObject({
    'options.1.key': fault,
  });
});

test.each([
  [
    { type: 'integer', text: ' 7 ' },
    { type: 'int', integer_value: 7, string_value: null, boolean_value: null },
  ],
  [
    { type: 'boolean', text: 'TRUE' },
    { type: 'bool', integer_value: null, string_value: null, boolean_value: true },
  ],
  [
    { type: 'string', text: ' x ' },
    { type: 'unicode', integer_value: null, string_value: ' x ', boolean_value: null },
  ],
] as const)('option: value %j → %j', (value, body) => {
  expect(toOptionInput({ id: -1, key: ' ', value })).toEqual({ key: null, ...body });
});

test('shares: fractions → what is left without their error', () => {
  expect(restOf({ 1: 33.3, 2: 33.3, 3: 33.4 })).toBe(0);
  expect(restOf({ 1: 70, 2: 40 })).toBe(-10);
});

test('dirty tabs: each of what it changes, and no other for a new option', () => {
  expect(listDirtyTabs(before, { ...before, content: { ...before.content, enabled: false } })).toEqual(['value']);
  expect(listDirtyTabs(before, { ...before, overrides: [] })).toEqual(['overrides']);
  expect(listDirtyTabs(before, addOption(before))).toEqual(['variations']);
});
