import type { Change } from '../../../ui/inline-diff.tsx';
import {
  INHERITED,
  settleValue,
  type DraftContent,
  type DraftOption,
  type DraftOverride,
  type DraftValue,
  type FlagDraft,
  type OwnValue,
} from './flag-draft.ts';
import { compareOptions } from './option-steps.ts';

/** Names of segments by id, which the draft does not have. */
export type SegmentNames = Readonly<Record<number, string>>;

export const TYPES = { string: 'text', integer: 'whole number', boolean: 'true or false' } as const;

/** What the draft changes, in words: the variations, for everybody, and for segments. */
export function listChanges(before: FlagDraft, after: FlagDraft, segments: SegmentNames): Change[] {
  const nameOf = (segmentId: number) => segments[segmentId] ?? `Segment ${segmentId}`;
  const options = [...after.options, ...before.options];
  const changes = [
    ...listOptionChanges(before, after),
    ...listContentChanges(before.content, after.content, '', options),
  ];
  for (const one of after.overrides) {
    const known = before.overrides.find(({ segmentId }) => segmentId === one.segmentId);
    const prefix = `${nameOf(one.segmentId)}: `;
    if (known === undefined) {
      const described = describeContent(one, after.content, options);
      changes.push({ label: `${prefix}override`, before: 'none', after: described });
    } else {
      const [old, wanted] = [settleValue(known, before.content), settleValue(one, after.content)];
      changes.push(...listContentChanges(old, wanted, prefix, options));
    }
  }
  for (const one of before.overrides) {
    if (after.overrides.some(({ segmentId }) => segmentId === one.segmentId)) continue;
    changes.push({
      label: `${nameOf(one.segmentId)}: override`,
      before: describeContent(one, before.content, options),
      after: 'none',
    });
  }
  if (orderOfCommon(before, after) !== orderOfCommon(after, before)) {
    const order = ({ overrides }: FlagDraft) => overrides.map(({ segmentId }) => nameOf(segmentId)).join(', ');
    changes.push({ label: 'Order of overrides', before: order(before), after: order(after) });
  }
  return changes;
}

/** As one reads it. */
export function describeValue(value: DraftValue): string {
  if (value === null || (value.type === 'string' && value.text === '')) return 'no value';
  return value.text;
}

/** As one reads it, also where it is that of everybody. */
export function describeOwnValue(value: OwnValue, everybody: DraftValue): string {
  return value === INHERITED ? `the environment’s value: ${describeValue(everybody)}` : describeValue(value);
}

/** The key, or else the value. */
export function nameOption({ key, value }: DraftOption): string {
  return key.trim() === '' ? describeValue(value) : key.trim();
}

function listOptionChanges(before: FlagDraft, after: FlagDraft): Change[] {
  const { added, changed, removed } = compareOptions(before, after);
  const everywhere = 'in every environment';
  return [
    ...added.map((option) => ({
      label: `New variation ${nameOption(option)}`,
      before: 'none',
      after: `${describeValue(option.value)}, ${everywhere}`,
    })),
    ...changed.flatMap((option) => {
      const old = before.options.find(({ id }) => id === option.id) ?? option;
      const label = `Variation ${nameOption(old)}`;
      const isRenamed = old.key !== option.key;
      const isOther = JSON.stringify(old.value) !== JSON.stringify(option.value);
      return [
        ...(isRenamed
          ? [{ label: `${label}: key`, before: old.key || 'none', after: `${option.key || 'none'}, ${everywhere}` }]
          : []),
        ...(isOther ? [{ label: `${label}: value`, ...compareValues(old.value, option.value), isCode: true }] : []),
      ];
    }),
    ...removed.map((option) => ({
      label: `Variation ${nameOption(option)}`,
      before: describeValue(option.value),
      after: `removed, ${everywhere}`,
    })),
  ];
}

function listContentChanges(
  before: DraftContent,
  after: DraftContent,
  prefix: string,
  options: readonly DraftOption[],
): Change[] {
  const changes: Change[] = [];
  if (before.enabled !== after.enabled) {
    changes.push({ label: `${prefix}State`, before: describeState(before), after: describeState(after) });
  }
  if (JSON.stringify(before.value) !== JSON.stringify(after.value)) {
    changes.push({ label: `${prefix}Value`, ...compareValues(before.value, after.value), isCode: true });
  }
  for (const [id, weight] of Object.entries(after.weights)) {
    const old = before.weights[Number(id)] ?? 0;
    if (Object.is(old, weight)) continue;
    const option = options.find((one) => one.id === Number(id));
    const name = option === undefined ? `variation ${id}` : nameOption(option);
    changes.push({ label: `${prefix}Share of ${name}`, before: `${old} %`, after: `${weight} %` });
  }
  return changes;
}

function compareValues(before: DraftValue, after: DraftValue): { before: string; after: string } {
  const isRetyped = before?.type !== after?.type;
  const show = (value: DraftValue) =>
    isRetyped && value !== null ? `${describeValue(value)} (${TYPES[value.type]})` : describeValue(value);
  return { before: show(before), after: show(after) };
}

const describeState = ({ enabled }: Pick<DraftContent, 'enabled'>) => (enabled ? 'On' : 'Off');

/** The override on one line, with the variations that get a share. */
function describeContent(content: DraftOverride, everybody: DraftContent, options: readonly DraftOption[]): string {
  const shares = options
    .filter(({ id }, index) => options.findIndex((one) => one.id === id) === index && (content.weights[id] ?? 0) > 0)
    .map((option) => `${nameOption(option)} ${content.weights[option.id]} %`);
  return [describeState(content), describeOwnValue(content.value, everybody.value), ...shares].join(', ');
}

/** The order of those that both have. */
function orderOfCommon(draft: FlagDraft, other: FlagDraft): string {
  const ids = new Set(other.overrides.map(({ segmentId }) => segmentId));
  return draft.overrides.flatMap(({ segmentId }) => (ids.has(segmentId) ? [segmentId] : [])).join();
}
