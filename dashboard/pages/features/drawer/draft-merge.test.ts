import { expect, test } from 'vitest';
import { mergeDrafts } from './draft-merge.ts';
import type { FlagDraft } from './flag-draft.ts';

const before: FlagDraft = {
  content: { enabled: false, value: { type: 'string', text: 'green' }, weights: { 1: 30, 2: 20 } },
  overrides: [override(7), override(8)],
  options: [option(1, 'blue'), option(2, 'orange')],
};

function option(id: number, key: string) {
  return { id, key, value: { type: 'string' as const, text: key } };
}
function override(segmentId: number, text = 'x') {
  return { segmentId, enabled: true, value: { type: 'string' as const, text }, weights: { 1: 0, 2: 0 } };
}
function edit(change: (draft: FlagDraft) => void): FlagDraft {
  const draft = structuredClone(before);
  change(draft);
  return draft;
}
const segments = ({ overrides }: FlagDraft) => overrides.map(({ segmentId }) => segmentId);

test('merge: different parts changed → both stand', () => {
  const theirs = edit((draft) => (draft.content.enabled = true));
  const mine = edit((draft) => (draft.content.value = { type: 'string', text: 'mine' }));
  expect(mergeDrafts(before, theirs, mine).content).toEqual({
    enabled: true,
    value: { type: 'string', text: 'mine' },
    weights: { 1: 30, 2: 20 },
  });
});

test('merge: the same part changed → mine stands', () => {
  const theirs = edit((draft) => (draft.content.weights[1] = 5));
  const mine = edit((draft) => (draft.content.weights[1] = 50));
  expect(mergeDrafts(before, theirs, mine).content.weights).toEqual({ 1: 50, 2: 20 });
});

test('merge: overrides added by both, one removed by each → all of that', () => {
  const theirs = edit((draft) => (draft.overrides = [override(9), override(8)]));
  const mine = edit((draft) => (draft.overrides = [override(7), override(10)]));
  expect(segments(mergeDrafts(before, theirs, mine))).toEqual([9, 10]);
});

test('merge: they removed an override that I changed → mine stands', () => {
  const theirs = edit((draft) => draft.overrides.pop());
  const mine = edit((draft) => (draft.overrides[1] = override(8, 'mine')));
  expect(mergeDrafts(before, theirs, mine).overrides).toEqual([override(7), override(8, 'mine')]);
});

test('merge: I changed the order, they added one → my order, theirs after it', () => {
  const theirs = edit((draft) => draft.overrides.unshift(override(9)));
  const mine = edit((draft) => (draft.overrides = [override(8), override(7)]));
  expect(segments(mergeDrafts(before, theirs, mine))).toEqual([8, 7, 9]);
});

test('merge: variations added by both, one removed by them → weights fit what is left', () => {
  const theirs = edit((draft) => (draft.options = [option(1, 'sky'), option(3, 'theirs')]));
  const mine = edit((draft) => draft.options.push(option(-1, 'mine')));
  const merged = mergeDrafts(before, theirs, mine);
  expect(merged.options.map(({ key }) => key)).toEqual(['sky', 'theirs', 'mine']);
  expect(merged.content.weights).toEqual({ 1: 30, 3: 0, [-1]: 0 });
});
