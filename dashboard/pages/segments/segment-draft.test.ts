import { expect, test } from 'vitest';
import type { Segment } from '../../../worker/contract/segments.ts';
import { editCondition, editRule } from './rule-edits.ts';
import {
  findFaults,
  isBlank,
  isSameDraft,
  listChanges,
  listConditions,
  newCondition,
  newDraft,
  newRule,
  toDraft,
  toInput,
  type SegmentDraft,
} from './segment-draft.ts';

const stored = {
  name: 'beta',
  description: null,
  rules: [
    {
      id: 1,
      type: 'ALL',
      conditions: [{ id: 5, operator: 'IS_SET', property: 'email', value: null, description: null }],
      rules: [
        {
          id: 2,
          type: 'NONE',
          rules: [],
          conditions: [
            { id: 6, operator: 'GREATER_THAN', property: 'app', value: '1.2.0:semver', description: 'since May' },
          ],
        },
      ],
    },
  ],
} satisfies Pick<Segment, 'name' | 'description' | 'rules'>;

const conditionsOf = (draft: SegmentDraft) => draft.rules.flatMap(listConditions);
const withCondition = (part: object): SegmentDraft => ({
  name: 'x',
  description: '',
  rules: [{ ...newRule('ALL'), conditions: [{ ...newCondition(), property: 'p', ...part }] }],
});

test('draft: of a segment → the same input again, notes and versions kept', () => {
  const draft = toDraft(stored);

  expect(toInput(draft)).toEqual({
    name: 'beta',
    description: null,
    rules: [
      {
        type: 'ALL',
        conditions: [{ operator: 'IS_SET', property: 'email', value: null, description: null }],
        rules: [
          {
            type: 'NONE',
            rules: [],
            conditions: [
              { operator: 'GREATER_THAN', property: 'app', value: '1.2.0:semver', description: 'since May' },
            ],
          },
        ],
      },
    ],
  });
  expect(isSameDraft(draft, toDraft(stored))).toBe(true);
  expect(findFaults(draft)).toEqual({});
});

test('draft: a nested condition changed → one line in words', () => {
  const before = toDraft(stored);
  const inner = conditionsOf(before)[1]!;
  const after = editCondition(before, inner.id, (one) => ({ ...one, option: 'EQUAL', value: '7' }));

  expect(conditionsOf(after)[1]).toMatchObject({ id: inner.id, option: 'EQUAL', value: '7' });
  expect(listChanges(before, after)).toEqual([
    {
      label: 'Rules',
      before: 'email is set AND NOT (app is above version 1.2.0)',
      after: 'email is set AND NOT (app is 7)',
    },
  ]);
});

test('draft: a note changed alone → still a change', () => {
  const before = toDraft(stored);
  const after = editCondition(before, conditionsOf(before)[0]!.id, (one) => ({ ...one, description: 'why' }));
  expect(listChanges(before, after)).toHaveLength(1);
  expect(listChanges(before, toDraft(stored))).toEqual([]);
});

test('edits: rules and conditions removed wherever they are', () => {
  const draft = toDraft(stored);
  const [first, second] = conditionsOf(draft);
  const nested = draft.rules[0]!.rules[0]!;

  expect(conditionsOf(editRule(draft, nested.id, () => null))).toEqual([first]);
  expect(conditionsOf(editCondition(draft, first!.id, () => null))).toEqual([second]);
  expect(editRule(draft, draft.rules[0]!.id, (rule) => ({ ...rule, type: 'ANY' })).rules[0]?.type).toBe('ANY');
});

test('faults: a new draft → name, property', () => {
  const draft = newDraft();
  const { id } = conditionsOf(draft)[0]!;
  expect(Object.keys(findFaults(draft))).toEqual(['name', `${id}.property`]);
  expect([isBlank(draft), isBlank(toDraft(stored))]).toEqual([true, false]);
});

test('faults: no condition at all → said', () => {
  const draft = newDraft();
  draft.name = 'x';
  draft.rules[0]!.rules = [];
  expect(Object.keys(findFaults(draft))).toEqual(['rules']);
});

test.each([
  ['PERCENTAGE_SPLIT', ['101', '-1', '', 'x'], ['0', '100', '12.5']],
  ['MODULO', ['2', '2|', 'x|1', '0|0'], ['2|0', ' 3 | 1 ']],
  ['LESS_THAN:semver', ['', '1', '1.2', '1.2.x'], ['1.2.3', '1.2.3-beta.1']],
  ['IN', [''], ['a', 'a,b']],
  ['EQUAL', ['x'.repeat(1001)], ['', 'x']],
])('faults: the value of %s', (option, bad, good) => {
  for (const value of bad) expect(Object.keys(findFaults(withCondition({ option, value })))).toHaveLength(1);
  for (const value of good) expect(findFaults(withCondition({ option, value }))).toEqual({});
});

test('faults: a split without a property → of the identity, no fault', () => {
  expect(findFaults(withCondition({ option: 'PERCENTAGE_SPLIT', property: '', value: '5' }))).toEqual({});
});
