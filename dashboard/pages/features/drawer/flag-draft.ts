import type { Flag, FlagInput } from '../../../../worker/contract/flag-updates.ts';

/** A value as it is being typed: text, whatever its type. Null for none. */
export type DraftValue = { type: 'string' | 'integer' | 'boolean'; text: string } | null;

/** What the feature is for somebody. Weights are percentages by id of the option; the rest gets the value. */
export type DraftContent = { enabled: boolean; value: DraftValue; weights: Record<number, number> };

/** What the feature is in an environment, as it is being changed. Overrides stand in order of priority, the strongest first. */
export type FlagDraft = { content: DraftContent; overrides: (DraftContent & { segmentId: number })[] };

/** One line of what a draft changes, in words. */
export type DraftChange = { label: string; before: string; after: string; isCode?: boolean };

/** Names for what the draft only has ids of. */
export type DraftNames = { segments: Readonly<Record<number, string>>; options: Readonly<Record<number, string>> };

/** How a draft is saved. PUT is for what PATCH cannot say: that an override is gone. */
export type DraftSave = { method: 'PATCH' | 'PUT'; body: FlagInput };

export function toDraft(flag: Flag): FlagDraft {
  const overrides = flag.segment_overrides.toSorted((left, right) => left.priority - right.priority);
  return {
    content: toContent(flag.environment_default),
    overrides: overrides.map((one) => ({ segmentId: one.segment.id, ...toContent(one) })),
  };
}

export function isSameDraft(left: FlagDraft, right: FlagDraft): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** What is to be sent so that `before` becomes `after`, as one change; null for none. With the two exchanged, it undoes the change. */
export function toSave(before: FlagDraft, after: FlagDraft): DraftSave | null {
  const body: FlagInput = {};
  if (!isSameContent(before.content, after.content)) body.environment_default = toInput(after.content);
  const kept = new Set(after.overrides.map(({ segmentId }) => segmentId));
  const isGone = before.overrides.some(({ segmentId }) => !kept.has(segmentId));
  const isMoved = orderOf(before) !== orderOf(after);
  const listed = after.overrides.flatMap((one, priority) => {
    const known = before.overrides.find(({ segmentId }) => segmentId === one.segmentId);
    const isSame = known !== undefined && isSameContent(known, one);
    if (isSame && !isMoved && !isGone) return [];
    const place = isMoved || isGone ? { priority } : {};
    return [{ segment: { id: one.segmentId }, ...place, ...toInput(one) }];
  });
  if (listed.length > 0 || isGone) body.segment_overrides = listed;
  if (body.environment_default === undefined && body.segment_overrides === undefined) return null;
  return { method: isGone ? 'PUT' : 'PATCH', body };
}

/** What the draft changes, for everybody first. */
export function listChanges(before: FlagDraft, after: FlagDraft, names: DraftNames): DraftChange[] {
  const nameOf = (segmentId: number) => names.segments[segmentId] ?? `Segment ${segmentId}`;
  const changes = listContentChanges(before.content, after.content, '', names);
  for (const one of after.overrides) {
    const known = before.overrides.find(({ segmentId }) => segmentId === one.segmentId);
    const prefix = `${nameOf(one.segmentId)}: `;
    if (known !== undefined) changes.push(...listContentChanges(known, one, prefix, names));
    else changes.push({ label: `${prefix}override`, before: 'none', after: describeContent(one) });
  }
  for (const one of before.overrides) {
    if (after.overrides.some(({ segmentId }) => segmentId === one.segmentId)) continue;
    changes.push({ label: `${nameOf(one.segmentId)}: override`, before: describeContent(one), after: 'none' });
  }
  if (orderOfCommon(before, after) !== orderOfCommon(after, before)) {
    const order = (draft: FlagDraft) => draft.overrides.map(({ segmentId }) => nameOf(segmentId)).join(', ');
    changes.push({ label: 'Order of overrides', before: order(before), after: order(after) });
  }
  return changes;
}

/** What keeps the draft from being saved, by place: `value`, `weights`, and `<segment id>.value` and so on for overrides. */
export function findFaults(draft: FlagDraft): Record<string, string> {
  const faults: Record<string, string> = {};
  const check = (content: DraftContent, prefix: string) => {
    const value = findValueFault(content.value);
    if (value !== null) faults[`${prefix}value`] = value;
    const sum = Object.values(content.weights).reduce((total, weight) => total + weight, 0);
    // Sums of fractions are off by a little.
    if (sum > 100 + 1e-9) faults[`${prefix}weights`] = `The variations come to ${sum} %: at most 100 % is possible.`;
  };
  check(draft.content, '');
  for (const one of draft.overrides) check(one, `${one.segmentId}.`);
  return faults;
}

/** As one reads it. */
export function describeValue(value: DraftValue): string {
  if (value === null || (value.type === 'string' && value.text === '')) return 'no value';
  return value.text;
}

function toContent(shown: Flag['environment_default']): DraftContent {
  return {
    enabled: shown.enabled,
    value: shown.value === null ? null : { type: shown.value.type, text: shown.value.value },
    weights: Object.fromEntries(shown.variants.map(({ id, weight }) => [id, weight])),
  };
}

function toInput({ enabled, value, weights }: DraftContent) {
  const variants = Object.entries(weights).map(([id, weight]) => ({ id: Number(id), weight }));
  return {
    enabled,
    value:
      value === null ? null : { type: value.type, value: value.type === 'string' ? value.text : value.text.trim() },
    ...(variants.length === 0 ? {} : { variants }),
  };
}

function isSameContent(left: DraftContent, right: DraftContent): boolean {
  const plain = ({ enabled, value, weights }: DraftContent) => JSON.stringify([enabled, value, weights]);
  return plain(left) === plain(right);
}

function listContentChanges(
  before: DraftContent,
  after: DraftContent,
  prefix: string,
  names: DraftNames,
): DraftChange[] {
  const changes: DraftChange[] = [];
  const state = ({ enabled }: DraftContent) => (enabled ? 'On' : 'Off');
  if (before.enabled !== after.enabled) {
    changes.push({ label: `${prefix}State`, before: state(before), after: state(after) });
  }
  if (JSON.stringify(before.value) !== JSON.stringify(after.value)) {
    const isRetyped = before.value?.type !== after.value?.type;
    const show = (value: DraftValue) =>
      isRetyped && value !== null ? `${describeValue(value)} (${TYPES[value.type]})` : describeValue(value);
    changes.push({ label: `${prefix}Value`, before: show(before.value), after: show(after.value), isCode: true });
  }
  for (const [id, weight] of Object.entries(after.weights)) {
    const old = before.weights[Number(id)] ?? 0;
    if (old === weight) continue;
    const name = names.options[Number(id)] ?? `Variation ${id}`;
    changes.push({ label: `${prefix}${name}`, before: `${old} %`, after: `${weight} %` });
  }
  return changes;
}

export const TYPES = { string: 'text', integer: 'whole number', boolean: 'true or false' } as const;

function describeContent({ enabled, value }: DraftContent): string {
  return `${enabled ? 'On' : 'Off'}, ${describeValue(value)}`;
}

const orderOf = (draft: FlagDraft) => draft.overrides.map(({ segmentId }) => segmentId).join();

/** The order of those that both have. */
function orderOfCommon(draft: FlagDraft, other: FlagDraft): string {
  const ids = new Set(other.overrides.map(({ segmentId }) => segmentId));
  return draft.overrides.flatMap(({ segmentId }) => (ids.has(segmentId) ? [segmentId] : [])).join();
}

const MAX_INT32 = 2_147_483_647;
const MAX_LENGTH = 20_000;

function findValueFault(value: DraftValue): string | null {
  if (value === null) return null;
  if (value.type === 'string') {
    return [...value.text].length > MAX_LENGTH ? `A value has at most ${MAX_LENGTH} characters.` : null;
  }
  const text = value.text.trim();
  if (value.type === 'boolean') return /^(true|false)$/i.test(text) ? null : 'Choose true or false.';
  const number = /^[-+]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  const isInRange = number >= -MAX_INT32 - 1 && number <= MAX_INT32;
  return isInRange ? null : 'Enter a whole number between -2147483648 and 2147483647.';
}
