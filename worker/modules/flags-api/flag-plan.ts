import type { FlagInput, FlagUpdateV1, FlagUpdateV2, FlagValueInput } from '../../contract/flag-updates.ts';
import { invalid } from '../../core/errors.ts';
import type { Content, FlagContent, Origin, Value, Weight } from './flag-content.ts';

type ContentInput = Pick<NonNullable<FlagInput['environment_default']>, 'enabled' | 'value' | 'variants'>;
type Place = { segmentId: number; priority: number | null; change: (base: Content) => Content };

const MAX_INT32 = 2_147_483_647;
const OVERRIDES = 'segment_overrides';

/**
 * What the flag is to be after a request. Without `isReset` all that the request leaves out stays; with it, what is given is as if it were
 * made anew: the default from what the feature was created with, overrides from the default, and those that are not listed go. Throws
 * INVALID.
 */
export function planFlag(flag: FlagContent, origin: Origin, input: FlagInput, isReset: boolean): FlagContent {
  const { environment_default: wanted, segment_overrides: listed } = input;
  const base = isReset ? origin.content : flag.content;
  const content =
    wanted === undefined ? flag.content : merge(base, wanted, origin.optionIds, ['environment_default', 'variants']);
  if (listed === undefined) return { ...flag, content };
  const places = listed.map((one) => ({
    segmentId: one.segment.id,
    priority: one.priority ?? null,
    change: (from: Content) => merge(from, one, origin.optionIds, [OVERRIDES, 'variants']),
  }));
  checkOnce(places);
  const kept = isReset
    ? flag.overrides.filter(({ segmentId }) => places.some((one) => one.segmentId === segmentId))
    : flag.overrides;
  const known = isReset ? kept.map((one) => ({ ...one, content })) : kept;
  return { content, overrides: placeExactly(applyPlaces(known, places, content), places) };
}

/** As the first experimental update asks: the default, or the override of one segment, is wholly replaced but for its weights. */
export function planV1(flag: FlagContent, { enabled, value, segment }: FlagUpdateV1): FlagContent {
  const change = (from: Content): Content => ({ ...from, enabled, value: readValue(value, 'value') });
  if (segment == null) return { ...flag, content: change(flag.content) };
  const place = { segmentId: segment.id, priority: segment.priority ?? null, change };
  return { ...flag, overrides: moveTo(applyPlaces(flag.overrides, [place], flag.content), [place]) };
}

/** As the second experimental update asks: the default and any number of overrides; those that are not listed stay. */
export function planV2(flag: FlagContent, origin: Origin, input: FlagUpdateV2): FlagContent {
  const changeWith =
    (wanted: Omit<FlagUpdateV2['environment_default'], 'feature'>, field: string) =>
    (from: Content): Content => ({
      enabled: wanted.enabled,
      value: readValue(wanted.value, field),
      weights: readWeights(wanted.multivariate_feature_state_values, origin.optionIds, field) ?? from.weights,
    });
  const content = changeWith(input.environment_default, 'environment_default')(flag.content);
  const places = (input.segment_overrides ?? []).map((one) => ({
    segmentId: one.segment_id,
    priority: one.priority ?? null,
    change: changeWith(one, OVERRIDES),
  }));
  checkOnce(places);
  return { content, overrides: moveTo(applyPlaces(flag.overrides, places, content), places) };
}

/** The value in the dialect of text, as it is stored. Throws INVALID for text that is not of its type. */
export function readValue(input: FlagValueInput | null, field: string): Value {
  if (input === null) return { type: 'unicode', value: null };
  if (input.type === 'string') return { type: 'unicode', value: input.value };
  const text = input.value.trim();
  if (input.type === 'boolean') {
    if (!/^(true|false)$/i.test(text)) throw invalid({ [field]: [`"${text.slice(0, 100)}" is not a boolean.`] });
    return { type: 'bool', value: text.toLowerCase() === 'true' };
  }
  const number = /^[-+]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= -MAX_INT32 - 1 && number <= MAX_INT32)) {
    throw invalid({ [field]: [`"${text.slice(0, 100)}" is not a whole number between -2147483648 and 2147483647.`] });
  }
  return { type: 'int', value: number + 0 };
}

function merge(from: Content, wanted: ContentInput, optionIds: readonly number[], [field, inner]: string[]): Content {
  const weights = wanted.variants?.map(({ id, weight }) => ({ optionId: id, weight }));
  if (weights !== undefined) checkWeights(weights, optionIds, `${field}`, inner ?? '');
  return {
    enabled: wanted.enabled ?? from.enabled,
    value: wanted.value === undefined ? from.value : readValue(wanted.value, `${field}`),
    weights: weights ?? from.weights,
  };
}

function readWeights(
  input: { multivariate_feature_option: number; percentage_allocation: number }[] | undefined,
  optionIds: readonly number[],
  field: string,
): Weight[] | undefined {
  const weights = input?.map((one) => ({
    optionId: one.multivariate_feature_option,
    weight: one.percentage_allocation,
  }));
  if (weights === undefined || weights.length === 0) return undefined;
  checkWeights(weights, optionIds, field, 'multivariate_feature_state_values');
  return weights;
}

function checkWeights(weights: readonly Weight[], optionIds: readonly number[], field: string, inner: string): void {
  const named = new Set(weights.map(({ optionId }) => optionId));
  const isEvery = named.size === weights.length && named.size === optionIds.length;
  if (!isEvery || optionIds.some((id) => !named.has(id))) {
    throw invalid({ [field]: [`"${inner}" must list every option of the feature once.`] });
  }
  // Sums of fractions are off by a little.
  if (weights.reduce((sum, { weight }) => sum + weight, 0) > 100 + 1e-9) {
    throw invalid({ [field]: [`The weights in "${inner}" may not come to more than 100 %.`] });
  }
}

function checkOnce(places: readonly Place[]): void {
  if (new Set(places.map(({ segmentId }) => segmentId)).size < places.length) {
    throw invalid({ [OVERRIDES]: ['A segment is listed twice.'] });
  }
}

/** The overrides with those of the places changed, or added at the end. */
function applyPlaces(
  overrides: FlagContent['overrides'],
  places: readonly Place[],
  base: Content,
): FlagContent['overrides'] {
  const changed = overrides.map((one) => {
    const place = places.find(({ segmentId }) => segmentId === one.segmentId);
    return place === undefined ? one : { ...one, content: place.change(one.content) };
  });
  let last = Math.max(-1, ...overrides.map(({ priority }) => priority));
  const added = places
    .filter(({ segmentId }) => !overrides.some((one) => one.segmentId === segmentId))
    .map(({ segmentId, change }) => {
      last += 1;
      return { segmentId, priority: last, content: change(base) };
    });
  return [...changed, ...added];
}

/** By the numbers sent. Throws INVALID if two come to the same one. */
function placeExactly(overrides: FlagContent['overrides'], places: readonly Place[]): FlagContent['overrides'] {
  const sent = new Map(places.map(({ segmentId, priority }) => [segmentId, priority]));
  const numbered = overrides.map((one) => ({ ...one, priority: sent.get(one.segmentId) ?? one.priority }));
  if (new Set(numbered.map(({ priority }) => priority)).size < numbered.length) {
    throw invalid({ [OVERRIDES]: ['Two overrides would have the same priority.'] });
  }
  return numbered.toSorted((left, right) => left.priority - right.priority);
}

/** To the places wanted; the others make room. */
function moveTo(overrides: FlagContent['overrides'], places: readonly Place[]): FlagContent['overrides'] {
  const order = overrides.filter(({ segmentId }) => {
    const place = places.find((one) => one.segmentId === segmentId);
    return place === undefined || place.priority === null;
  });
  const moved = places.filter((place): place is Place & { priority: number } => place.priority !== null);
  for (const { segmentId, priority } of moved.toSorted((left, right) => left.priority - right.priority)) {
    const one = overrides.find((override) => override.segmentId === segmentId);
    if (one !== undefined) order.splice(Math.min(priority, order.length), 0, one);
  }
  return order;
}
