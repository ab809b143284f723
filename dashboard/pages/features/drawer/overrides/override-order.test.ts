import { expect, test } from 'vitest';
import type { FlagDraft } from '../flag-draft.ts';
import { addOverride, moveOverride, removeOverride } from './override-order.ts';

const content = { enabled: false, value: { type: 'string', text: 'x' }, weights: { 1: 40 } } as const;
const draft: FlagDraft = {
  content,
  overrides: [7, 8, 9].map((segmentId) => ({ segmentId, ...content })),
  options: [],
};
const idsOf = ({ overrides }: FlagDraft) => overrides.map(({ segmentId }) => segmentId);

test.each([
  [0, 2, [8, 9, 7]],
  [2, 0, [9, 7, 8]],
  [1, 0, [8, 7, 9]],
  [0, -1, [7, 8, 9]],
  [2, 3, [7, 8, 9]],
])('override: moved from %i to %i → %j', (from, to, expected) => {
  expect(idsOf(moveOverride(draft, from, to))).toEqual(expected);
});

test('override: added → last, on, with no value of its own and the shares of everybody; a second time → nothing more', () => {
  const added = addOverride(draft, 5);

  expect(added.overrides.at(-1)).toEqual({ segmentId: 5, enabled: true, value: 'inherited', weights: { 1: 40 } });
  expect(added.overrides.at(-1)?.weights).not.toBe(content.weights);
  expect(addOverride(added, 5)).toBe(added);
  expect(idsOf(removeOverride(added, 7))).toEqual([8, 9, 5]);
});
