import { expect, test } from 'vitest';
import type { Flag } from '../../../../worker/contract/flag-updates.ts';
import { listChanges } from './draft-changes.ts';
import { findFaults } from './draft-faults.ts';
import { isSameDraft, toDraft, toSave, type FlagDraft } from './flag-draft.ts';

const flag: Flag = {
  environment_default: {
    enabled: false,
    value: { type: 'string', value: 'green' },
    variants: weights(30, 20),
  },
  segment_overrides: [
    {
      segment: { id: 8 },
      priority: 5,
      enabled: true,
      value: { type: 'integer', value: '3' },
      variants: weights(0, 40),
    },
    { segment: { id: 7 }, priority: 2, enabled: true, value: null, variants: weights(0, 0) },
  ],
};
const options = ['blue', 'orange'].map((key, index) => ({
  id: index + 1,
  uuid: '',
  type: 'unicode' as const,
  integer_value: null,
  string_value: key,
  boolean_value: null,
  default_percentage_allocation: 0,
  key,
}));
const names = { 7: 'staff', 8: 'premium' };

function weights(first: number, second: number) {
  return [
    { id: 1, weight: first },
    { id: 2, weight: second },
  ];
}

function change(edit: (draft: FlagDraft) => void): { before: FlagDraft; after: FlagDraft } {
  const before = toDraft(flag, options);
  const after = structuredClone(before);
  edit(after);
  return { before, after };
}

test('draft: of a flag → overrides by priority, nothing to save', () => {
  const draft = toDraft(flag, options);

  expect(draft.overrides.map(({ segmentId }) => segmentId)).toEqual([7, 8]);
  expect(toSave(draft, toDraft(flag, options))).toBeNull();
  expect(listChanges(draft, toDraft(flag, options), names)).toEqual([]);
});

test('draft: state and value changed → a PATCH of the default alone, two lines in words', () => {
  const { before, after } = change((draft) => {
    draft.content.enabled = true;
    draft.content.value = { type: 'integer', text: ' 12 ' };
  });

  expect(toSave(before, after)).toEqual({
    method: 'PATCH',
    body: {
      environment_default: {
        enabled: true,
        value: { type: 'integer', value: '12' },
        variants: weights(30, 20),
      },
    },
  });
  expect(listChanges(before, after, names)).toEqual([
    { label: 'State', before: 'Off', after: 'On' },
    { label: 'Value', before: 'green (text)', after: ' 12  (whole number)', isCode: true },
  ]);
});

test('draft: changed and changed back → exchanging the two undoes it', () => {
  const { before, after } = change((draft) => {
    draft.content.value = null;
  });

  expect(toSave(before, after)?.body.environment_default).toMatchObject({ value: null });
  expect(toSave(after, before)?.body.environment_default).toMatchObject({ value: { type: 'string', value: 'green' } });
  expect(isSameDraft(before, after)).toBe(false);
});

test('draft: one override changed → a PATCH of that one, its place untouched', () => {
  const { before, after } = change((draft) => {
    draft.overrides[1]!.enabled = false;
  });

  expect(toSave(before, after)).toEqual({
    method: 'PATCH',
    body: {
      segment_overrides: [
        { segment: { id: 8 }, enabled: false, value: { type: 'integer', value: '3' }, variants: weights(0, 40) },
      ],
    },
  });
  expect(listChanges(before, after, names)).toEqual([{ label: 'premium: State', before: 'On', after: 'Off' }]);
});

test('draft: overrides exchanged → all places are sent', () => {
  const { before, after } = change((draft) => {
    draft.overrides = draft.overrides.toReversed();
  });

  const save = toSave(before, after);
  expect(save?.method).toBe('PATCH');
  expect(save?.body.segment_overrides?.map(({ segment, priority }) => [segment.id, priority])).toEqual([
    [8, 0],
    [7, 1],
  ]);
  expect(listChanges(before, after, names)).toEqual([
    { label: 'Order of overrides', before: 'staff, premium', after: 'premium, staff' },
  ]);
});

test('draft: an override removed → a PUT of those that stay, the default left out', () => {
  const { before, after } = change((draft) => draft.overrides.splice(0, 1));

  const save = toSave(before, after);
  expect(save).toMatchObject({ method: 'PUT', body: { segment_overrides: [{ segment: { id: 8 }, priority: 0 }] } });
  expect(save?.body).not.toHaveProperty('environment_default');
  expect(listChanges(before, after, names)).toEqual([
    { label: 'staff: override', before: 'On, no value', after: 'none' },
  ]);
});

test('draft: an override added → sent with its place after the others', () => {
  const { before, after } = change((draft) =>
    draft.overrides.push({ segmentId: 9, enabled: true, value: { type: 'string', text: 'x' }, weights: { 2: 10 } }),
  );

  expect(toSave(before, after)).toMatchObject({ method: 'PATCH' });
  expect(toSave(before, after)?.body.segment_overrides?.at(-1)).toEqual({
    segment: { id: 9 },
    priority: 2,
    enabled: true,
    value: { type: 'string', value: 'x' },
    variants: weights(0, 10),
  });
  expect(listChanges(before, after, names)).toEqual([
    { label: 'Segment 9: override', before: 'none', after: 'On, x, orange 10 %' },
  ]);
});

test('draft: an override added without a value → none is sent, and the diff says whose it gets', () => {
  const { before, after } = change((draft) =>
    draft.overrides.push({ segmentId: 9, enabled: true, value: 'inherited', weights: { 1: 0, 2: 0 } }),
  );

  const added = toSave(before, after)?.body.segment_overrides?.at(-1);
  expect(added).toMatchObject({ segment: { id: 9 }, enabled: true });
  expect(added).not.toHaveProperty('value');
  expect(listChanges(before, after, names)).toEqual([
    { label: 'Segment 9: override', before: 'none', after: 'On, the environment’s value: green' },
  ]);
});

test('draft: an override removed and added again without a value → the environment’s is sent', () => {
  const { before, after } = change((draft) => {
    draft.overrides[1]!.value = 'inherited';
  });

  expect(toSave(before, after)?.body.segment_overrides).toMatchObject([{ value: { type: 'string', value: 'green' } }]);
  expect(listChanges(before, after, names)).toEqual([
    { label: 'premium: Value', before: '3 (whole number)', after: 'green (text)', isCode: true },
  ]);
});

test('draft: weights changed → named, and with a sum above 100 a fault', () => {
  const { before, after } = change((draft) => {
    draft.content.weights = { 1: 30, 2: 80 };
  });

  expect(listChanges(before, after, names)).toEqual([{ label: 'Share of orange', before: '20 %', after: '80 %' }]);
  expect(findFaults(after)).toEqual({ weights: 'The variations come to 110 %: at most 100 % is possible.' });
});

test.each([Number.NaN, -1, 100.5])('draft: a share of %d → a fault beside it', (weight) => {
  const { after } = change((draft) => {
    draft.overrides[0]!.weights = { 1: weight, 2: 0 };
  });

  expect(findFaults(after)).toHaveProperty(['7.weights.1']);
});

test.each([
  ['integer', '1.5'],
  ['integer', ''],
  ['integer', '2147483648'],
  ['boolean', 'yes'],
  ['string', 'x'.repeat(20_001)],
] as const)('draft: value %s of "%s" → a fault beside it', (type, text) => {
  const { after } = change((draft) => {
    draft.overrides[0]!.value = { type, text };
  });

  expect(Object.keys(findFaults(after))).toEqual(['7.value']);
});

test.each([
  ['integer', '-2147483648'],
  ['integer', '+7'],
  ['boolean', 'TRUE'],
  ['string', ''],
] as const)('draft: value %s of "%s" → no fault', (type, text) => {
  const { after } = change((draft) => {
    draft.content.value = { type, text };
  });

  expect(findFaults(after)).toEqual({});
});
