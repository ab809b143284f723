import { percentageOf } from './hashing.ts';
import type { Reason } from './reasons.ts';
import { isObject } from './values.ts';

export interface Feature {
  /** Position in the order of the document or context; evaluations answer in this order. */
  readonly index: number;
  readonly name: string;
  /** Null in a context, which does not carry them. */
  readonly id: number | null;
  readonly type: string | null;
}

/** Where a feature state comes from; `featureStateUuid` and `segmentId` are null in a context. */
export type Source =
  | { readonly kind: 'default'; readonly featureStateUuid: string | null }
  | {
      readonly kind: 'segment';
      readonly featureStateUuid: string | null;
      readonly segmentId: number | null;
      readonly segmentName: string;
    }
  | { readonly kind: 'identity'; readonly featureStateUuid: string | null; readonly identifier: string };

/** One of the finitely many answers a feature can have; shared by all evaluations of one compiled environment. */
export interface Outcome {
  /** Dense, from 0, in `outcomes` of the compiled environment. */
  readonly index: number;
  readonly feature: Feature;
  readonly enabled: boolean;
  readonly value: unknown;
  /** Null for a feature without variants, `control` when no variant was hit, else the variant's key, which may be null. */
  readonly variant: string | null;
  readonly reason: Reason;
  readonly source: Source;
  readonly metadata: unknown;
}

export interface Variant {
  readonly value: unknown;
  readonly key: string | null;
  readonly weight: number;
  /** Ascending; ties keep their order. */
  readonly priority: number | bigint;
}

/** A feature state with its outcomes. `plain` is the answer without a split: no variants, or nobody to hash. */
export interface FeatureState {
  readonly feature: Feature;
  /** What splits hash together with the identity key. */
  readonly key: string;
  readonly priority: number;
  readonly plain: Outcome;
  readonly split: Split | null;
}

export interface Split {
  readonly control: Outcome;
  readonly variants: readonly { readonly weight: number; readonly outcome: Outcome }[];
}

export interface FeatureStateFields {
  readonly feature: Feature;
  readonly key: string;
  readonly enabled: unknown;
  readonly value: unknown;
  readonly variants: readonly Variant[];
  readonly priority: unknown;
  readonly metadata: unknown;
  readonly source: Source;
}

const CONTROL = 'control';

/** Makes a feature state and appends its outcomes to `outcomes`. */
export function createFeatureState(fields: FeatureStateFields, outcomes: Outcome[]): FeatureState {
  const { feature, key, priority } = fields;
  const reason = toReason(fields.source);
  const value = fields.value ?? null;
  const plain = addOutcome(fields, value, null, reason, outcomes);
  return {
    feature,
    key,
    priority: typeof priority === 'number' && !Number.isNaN(priority) ? priority : Number.POSITIVE_INFINITY,
    plain,
    split: fields.variants.length === 0 ? null : createSplit(fields, reason, outcomes),
  };
}

function createSplit(fields: FeatureStateFields, reason: Reason, outcomes: Outcome[]): Split {
  const control = addOutcome(fields, fields.value ?? null, CONTROL, reason, outcomes);
  const sorted = fields.variants.toSorted(comparePriorities);
  const variants = sorted.map(({ value, key, weight }) => ({
    weight,
    outcome: addOutcome(fields, value ?? null, key, { kind: 'split', weight }, outcomes),
  }));
  return { control, variants };
}

function addOutcome(
  fields: FeatureStateFields,
  value: unknown,
  variant: string | null,
  reason: Reason,
  outcomes: Outcome[],
): Outcome {
  const outcome: Outcome = {
    index: outcomes.length,
    feature: fields.feature,
    enabled: fields.enabled === true,
    value,
    variant,
    reason,
    source: fields.source,
    metadata: isObject(fields.metadata) && !isEmpty(fields.metadata) ? fields.metadata : undefined,
  };
  outcomes.push(outcome);
  return outcome;
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}

const DEFAULT_REASON: Reason = { kind: 'default' };
const IDENTITY_REASON: Reason = { kind: 'identity' };

function toReason(source: Source): Reason {
  if (source.kind === 'default') return DEFAULT_REASON;
  return source.kind === 'identity' ? IDENTITY_REASON : { kind: 'segment', segmentName: source.segmentName };
}

function comparePriorities(left: Variant, right: Variant): number {
  if (left.priority < right.priority) return -1;
  return left.priority > right.priority ? 1 : 0;
}

/** The outcome of a feature state for an identity key; null stands for nobody, who always gets the control value. */
export function chooseOutcome(state: FeatureState, identityKey: string | null): Outcome {
  const split = state.split;
  if (split === null || identityKey === null) return state.plain;
  return chooseVariant(split, percentageOf(state.key, identityKey));
}

/** The variant whose half-open range holds the percentage; ranges follow one another from 0 in order of priority. */
export function chooseVariant(split: Split, percentage: number): Outcome {
  let start = 0;
  for (const { weight, outcome } of split.variants) {
    const limit = start + weight;
    if (percentage >= start && percentage < limit) return outcome;
    start = limit;
  }
  return split.control;
}
