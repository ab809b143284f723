import type { Flag, FlagInput } from '../../../../worker/contract/flag-updates.ts';
import type { NestedOption } from '../../../../worker/contract/multivariate-options.ts';

/** A value as it is being typed: text, whatever its type. Null for none. */
export type DraftValue = { type: 'string' | 'integer' | 'boolean'; text: string } | null;

/** For a new override: no value of its own. It begins with the environment's, as that is when it is saved. */
export const INHERITED = 'inherited';
export type OwnValue = DraftValue | typeof INHERITED;

/** What the feature is for somebody. Weights are percentages by id of the option; the rest gets the value. */
export type DraftContent = { enabled: boolean; value: DraftValue; weights: Record<number, number> };

/** A variation, which is the feature's in every environment. One that is not stored yet has a negative id. */
export type DraftOption = { id: number; key: string; value: NonNullable<DraftValue> };

export type DraftOverride = Omit<DraftContent, 'value'> & { segmentId: number; value: OwnValue };

/** What the feature is in an environment, as it is being changed. Overrides stand in order of priority, the strongest first. */
export type FlagDraft = { content: DraftContent; overrides: DraftOverride[]; options: DraftOption[] };

/** How a draft is saved. PUT is for what PATCH cannot say: that an override is gone. */
export type DraftSave = { method: 'PATCH' | 'PUT'; body: FlagInput };

export function toDraft(flag: Flag, options: readonly NestedOption[]): FlagDraft {
  const overrides = flag.segment_overrides.toSorted((left, right) => left.priority - right.priority);
  return {
    content: toContent(flag.environment_default),
    overrides: overrides.map((one) => ({ segmentId: one.segment.id, ...toContent(one) })),
    options: options.map(toDraftOption),
  };
}

export function isSameDraft(left: FlagDraft, right: FlagDraft): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/**
 * What is to be sent so that `before` becomes `after`, as one change; null for none. With the two exchanged, it undoes the change. Options
 * are changed apart from it, before and after.
 */
export function toSave(from: FlagDraft, after: FlagDraft): DraftSave | null {
  const before = withOptions(from, after.options);
  const body: FlagInput = {};
  if (!isSameContent(before.content, after.content)) body.environment_default = toInput(after.content, after);
  const kept = new Set(after.overrides.map(({ segmentId }) => segmentId));
  const isGone = before.overrides.some(({ segmentId }) => !kept.has(segmentId));
  const isMoved = orderOf(before) !== orderOf(after);
  const listed = after.overrides.flatMap((one, priority) => {
    const known = before.overrides.find(({ segmentId }) => segmentId === one.segmentId);
    const wanted = settleValue(one, after.content);
    const isSame = known !== undefined && isSameContent(settleValue(known, before.content), wanted);
    if (isSame && !isMoved && !isGone) return [];
    const place = isMoved || isGone ? { priority } : {};
    const { value, ...input } = toInput(wanted, after);
    // Of one that is new the server takes the environment's value itself.
    const own = known === undefined && one.value === INHERITED ? {} : { value };
    return [{ segment: { id: one.segmentId }, ...place, ...input, ...own }];
  });
  if (listed.length > 0 || isGone) body.segment_overrides = listed;
  if (body.environment_default === undefined && body.segment_overrides === undefined) return null;
  return { method: isGone ? 'PUT' : 'PATCH', body };
}

/** The draft with these options: weights of others are gone, those that are new have none. */
export function withOptions(draft: FlagDraft, options: DraftOption[]): FlagDraft {
  const adapt = <Content extends Pick<DraftContent, 'weights'>>(content: Content): Content => ({
    ...content,
    weights: Object.fromEntries(options.map(({ id }) => [id, content.weights[id] ?? 0])),
  });
  return { content: adapt(draft.content), overrides: draft.overrides.map(adapt), options };
}

export function isSameContent(left: DraftContent, right: DraftContent): boolean {
  const plain = ({ enabled, value, weights }: DraftContent) => JSON.stringify([enabled, value, weights]);
  return plain(left) === plain(right);
}

/** The override with the value that it has once it is saved. */
export function settleValue(override: DraftOverride, everybody: DraftContent): DraftOverride & DraftContent {
  return { ...override, value: override.value === INHERITED ? everybody.value : override.value };
}

function toContent(shown: Flag['environment_default']): DraftContent {
  return {
    enabled: shown.enabled,
    value: shown.value === null ? null : { type: shown.value.type, text: shown.value.value },
    weights: Object.fromEntries(shown.variants.map(({ id, weight }) => [id, weight])),
  };
}

export function toDraftOption({ id, key, ...option }: NestedOption): DraftOption {
  const shared = { id, key: key ?? '' };
  if (option.integer_value !== null)
    return { ...shared, value: { type: 'integer', text: String(option.integer_value) } };
  if (option.boolean_value !== null)
    return { ...shared, value: { type: 'boolean', text: String(option.boolean_value) } };
  return { ...shared, value: { type: 'string', text: option.string_value ?? '' } };
}

function toInput({ enabled, value, weights }: DraftContent, { options }: FlagDraft) {
  const variants = options.map(({ id }) => ({ id, weight: weights[id] ?? 0 }));
  return {
    enabled,
    value:
      value === null ? null : { type: value.type, value: value.type === 'string' ? value.text : value.text.trim() },
    ...(variants.length === 0 ? {} : { variants }),
  };
}

const orderOf = (draft: FlagDraft) => draft.overrides.map(({ segmentId }) => segmentId).join();
