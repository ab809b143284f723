import type { VersionInput, VersionStateInput } from '../../contract/versions.ts';
import { DomainError, invalid } from '../../core/errors.ts';
import type { Content, FlagContent } from '../flags-api/flags.service.ts';
import { readTyped, readWeights, toWeights, type StateRow } from '../feature-states/state-changes.service.ts';

/**
 * What a version says that is made from another one: changed, created and removed are overrides by their segment, and the default can be
 * changed. Throws INVALID for an override that is already there, is not there, or is named twice.
 */
export function planVersion(flag: FlagContent, optionIds: readonly number[], input: VersionInput): FlagContent {
  let wanted = flag;
  const named = new Set<number | null>();
  const nameOnce = (segmentId: number | null) => {
    if (named.has(segmentId)) throw conflict(`${nameOf(segmentId)} is named twice.`);
    named.add(segmentId);
  };
  for (const segmentId of input.segment_ids_to_delete_overrides ?? []) {
    nameOnce(segmentId);
    if (!hasOverride(wanted, segmentId)) throw conflict(`${nameOf(segmentId)} has no override to delete.`);
    wanted = { ...wanted, overrides: wanted.overrides.filter((one) => one.segmentId !== segmentId) };
  }
  for (const change of input.feature_states_to_update ?? []) {
    const segmentId = change.feature_segment?.segment ?? null;
    nameOnce(segmentId);
    wanted = segmentId === null ? changeDefault(wanted, change, optionIds) : changeOverride(wanted, change, optionIds);
  }
  for (const addition of input.feature_states_to_create ?? []) {
    const segmentId = addition.feature_segment?.segment ?? null;
    if (segmentId === null) {
      throw invalid({ feature_states_to_create: ['Only states with a "feature_segment" can be created.'] });
    }
    nameOnce(segmentId);
    if (hasOverride(wanted, segmentId)) throw conflict(`${nameOf(segmentId)} has an override already.`);
    const base: Content = { enabled: false, value: { type: 'unicode', value: null }, weights: [] };
    wanted = place(wanted, segmentId, mergeContent(base, addition, optionIds), addition.feature_segment?.priority);
  }
  return wanted;
}

/** The content with what the input says of it. Throws INVALID. */
export function mergeContent(from: Content, input: VersionStateInput, optionIds: readonly number[]): Content {
  return {
    enabled: input.enabled ?? from.enabled,
    value:
      input.feature_state_value === undefined ? from.value : (readTyped(input.feature_state_value) as Content['value']),
    weights: readWeights(input.multivariate_feature_state_values, optionIds) ?? from.weights,
  };
}

/** The flag with what a state says in its place, a new override last. */
export function withState(flag: FlagContent, row: StateRow): FlagContent {
  const content: Content = { enabled: row.enabled, value: row.value as Content['value'], weights: toWeights(row) };
  if (row.segment_id === null) return { ...flag, content };
  const others = flag.overrides.filter((one) => one.segmentId !== row.segment_id);
  return place({ ...flag, overrides: others }, row.segment_id, content, row.priority);
}

/** compat: conflicts are told under `message`. */
export function conflict(message: string): DomainError {
  return invalid({ message: [message] });
}

function changeDefault(flag: FlagContent, change: VersionStateInput, optionIds: readonly number[]): FlagContent {
  return { ...flag, content: mergeContent(flag.content, change, optionIds) };
}

function changeOverride(flag: FlagContent, change: VersionStateInput, optionIds: readonly number[]): FlagContent {
  const segmentId = change.feature_segment?.segment ?? 0;
  const known = flag.overrides.find((one) => one.segmentId === segmentId);
  if (known === undefined) throw conflict(`${nameOf(segmentId)} has no override to update.`);
  const content = mergeContent(known.content, change, optionIds);
  const priority = change.feature_segment?.priority;
  if (priority != null) {
    return place({ ...flag, overrides: flag.overrides.filter((one) => one !== known) }, segmentId, content, priority);
  }
  return { ...flag, overrides: flag.overrides.map((one) => (one === known ? { ...one, content } : one)) };
}

/** At the place wanted, or the last one. */
function place(
  flag: FlagContent,
  segmentId: number,
  content: Content,
  priority: number | null | undefined,
): FlagContent {
  const at = Math.min(priority ?? flag.overrides.length, flag.overrides.length);
  const overrides = flag.overrides.toSpliced(at, 0, { segmentId, priority: at, content });
  return { ...flag, overrides: overrides.map((one, index) => ({ ...one, priority: index })) };
}

const hasOverride = (flag: FlagContent, segmentId: number) => flag.overrides.some((one) => one.segmentId === segmentId);
const nameOf = (segmentId: number | null) => (segmentId === null ? 'The default' : `Segment ${segmentId}`);
