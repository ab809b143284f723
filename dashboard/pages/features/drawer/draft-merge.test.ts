import { expect, test } from 'vitest';
import { mergeDraft } from './draft-merge.ts';
import type { DraftOption, DraftOverride, DraftValue, FlagDraft } from './flag-draft.ts';

const text = (value: string): NonNullable<DraftValue> => ({ type: 'string', text: value });
const option = (id: number, value = 'x'): DraftOption => ({ id, key: `k${id}`, value: text(value) });
const override = (segmentId: number, more: Partial<DraftOverride> = {}): DraftOverride => ({
  segmentId,
  enabled: true,
  value: text('o'),
  weights: {},
  ...more,
});
const flag = (more: Partial<FlagDraft> = {}): FlagDraft => ({
  content: { enabled: false, value: text('old'), weights: {} },
  overrides: [],
  options: [],
  ...more,
});
const order = ({ overrides }: FlagDraft) => overrides.map(({ segmentId }) => segmentId);

test('merge: value changed here, state there → both', () => {
  const before = flag();
  const draft = flag({ content: { ...before.content, value: text('mine') } });
  const server = flag({ content: { ...before.content, enabled: true } });

  const merged = mergeDraft({ before, draft, server });

  expect(merged.before).toEqual(server);
  expect(merged.draft.content).toEqual({ enabled: true, value: text('mine'), weights: {} });
});

test('merge: the same changed in both → what is here', () => {
  const before = flag();
  const draft = flag({ content: { ...before.content, value: text('mine') } });
  const server = flag({ content: { ...before.content, value: text('theirs') } });

  expect(mergeDraft({ before, draft, server }).draft.content.value).toEqual(text('mine'));
});

test('merge: a share here, another there → both', () => {
  const options = [option(1), option(2)];
  const content = { enabled: true, value: text('old'), weights: { 1: 10, 2: 10 } };
  const before = flag({ options, content });
  const draft = flag({ options, content: { ...content, weights: { 1: 30, 2: 10 } } });
  const server = flag({ options, content: { ...content, weights: { 1: 10, 2: 40 } } });

  expect(mergeDraft({ before, draft, server }).draft.content.weights).toEqual({ 1: 30, 2: 40 });
});

test('merge: overrides added on both sides → both, ours where it was put', () => {
  const before = flag({ overrides: [override(1), override(2)] });
  const draft = flag({ overrides: [override(3), override(1), override(2)] });
  const server = flag({ overrides: [override(1), override(4), override(2)] });

  expect(order(mergeDraft({ before, draft, server }).draft)).toEqual([3, 1, 4, 2]);
});

test('merge: removed here → stays removed; removed there → gone unless it was changed here', () => {
  const before = flag({ overrides: [override(1), override(2), override(3)] });
  const draft = flag({ overrides: [override(2), override(3, { enabled: false })] });
  const server = flag({ overrides: [override(1)] });

  const merged = mergeDraft({ before, draft, server }).draft;

  expect(merged.overrides).toEqual([override(3, { enabled: false })]);
});

test('merge: moved here → our order, with what is new there at the end', () => {
  const before = flag({ overrides: [override(1), override(2)] });
  const draft = flag({ overrides: [override(2), override(1)] });
  const server = flag({ overrides: [override(4), override(1), override(2)] });

  expect(order(mergeDraft({ before, draft, server }).draft)).toEqual([2, 1, 4]);
});

test('merge: moved there, a value changed here → their order, our value', () => {
  const before = flag({ overrides: [override(1), override(2)] });
  const draft = flag({ overrides: [override(1, { value: text('mine') }), override(2)] });
  const server = flag({ overrides: [override(2), override(1)] });

  expect(mergeDraft({ before, draft, server }).draft.overrides).toEqual([
    override(2),
    override(1, { value: text('mine') }),
  ]);
});

test('merge: a variation changed here and deleted there → a new one with what was typed and its share', () => {
  const before = flag({
    options: [option(1), option(2)],
    content: { enabled: true, value: null, weights: { 1: 20, 2: 0 } },
  });
  const draft = flag({ ...before, options: [option(1, 'typed'), option(2)] });
  const server = flag({ options: [option(2)], content: { enabled: true, value: null, weights: { 2: 0 } } });

  const { draft: merged } = mergeDraft({ before, draft, server });

  expect(merged.options).toEqual([option(2), { ...option(1, 'typed'), id: -1 }]);
  expect(merged.content.weights[-1]).toBe(20);
});

test('merge: variations new on both sides, one removed here → ours, theirs, and not the removed one', () => {
  const before = flag({ options: [option(1), option(2)] });
  const draft = flag({ options: [option(2), option(-1)] });
  const server = flag({ options: [option(1), option(2), option(3)] });

  expect(mergeDraft({ before, draft, server }).draft.options.map(({ id }) => id)).toEqual([2, 3, -1]);
});
