import type { CompiledEnvironment } from './compile-environment.ts';
import { evaluateIdentity } from './evaluate-environment.ts';
import { explainSegment, type SegmentTrace } from './explain-segment.ts';
import { percentageOf } from './hashing.ts';
import type { Feature, FeatureState, Outcome } from './outcomes.ts';
import type { Contest } from './program.ts';
import { describeReason } from './reasons.ts';
import { Subject, type Identity } from './subject.ts';

/** Why an identity gets what it gets, feature by feature; plain data that can go on the wire as JSON. */
export interface IdentityTrace {
  /** What splits hash. */
  readonly identityKey: string | null;
  readonly flags: readonly FlagTrace[];
}

export interface FlagTrace {
  readonly feature: Feature;
  readonly outcome: Outcome;
  /** In Flagsmith's words. */
  readonly reason: string;
  /** Which feature state gave the answer. */
  readonly decidedBy: 'identity' | 'segment' | 'default';
  /** Segments with an override of the feature, strongest first; at most one is applied. */
  readonly segments: readonly ConsideredSegment[];
  /** Null when the deciding feature state has no variants or there is nobody to hash. */
  readonly split: SplitTrace | null;
}

export interface ConsideredSegment {
  readonly segment: SegmentTrace;
  /** Lower is stronger; null when it has none and is weakest. */
  readonly priority: number | null;
  readonly applied: boolean;
}

export interface SplitTrace {
  /** Hashed together with the identity key. */
  readonly objectKey: string;
  readonly percentage: number;
  /** Half-open ranges from `from` up to but without `to`; below or above them all lies the control value. */
  readonly ranges: readonly VariantRange[];
}

export interface VariantRange {
  readonly variant: string | null;
  readonly value: unknown;
  readonly from: number;
  readonly to: number;
  readonly hit: boolean;
}

/** Evaluates an identity as `evaluateIdentity` does and tells how each answer came about. For people, not for the hot path. */
export function explainIdentity(environment: CompiledEnvironment, identity: Identity): IdentityTrace {
  const outcomes = evaluateIdentity(environment, identity);
  const subject = new Subject(environment.program.surroundings, identity);
  const overrides = new Map(
    environment.findOverrides(identity.identifier).map((state) => [state.feature.index, state]),
  );
  const contests = new Map(environment.program.contests.map((contest) => [contest.feature.index, contest]));
  const explainOnce = rememberSegments(environment);
  const flags = outcomes.map((outcome) => {
    const { index } = outcome.feature;
    return explainFlag(outcome, overrides.get(index), contests.get(index), explainOnce, subject.key);
  });
  return { identityKey: subject.key, flags };
}

type ExplainSegment = (candidate: Contest['candidates'][number]) => SegmentTrace;

/** Each segment is explained once, however many features it overrides. */
function rememberSegments(environment: CompiledEnvironment): ExplainSegment {
  const known = new Map<number, SegmentTrace>();
  return ({ segment }) => {
    const trace = known.get(segment.index) ?? explainSegment(environment.program, environment.evaluation, segment);
    known.set(segment.index, trace);
    return trace;
  };
}

function explainFlag(
  outcome: Outcome,
  override: FeatureState | undefined,
  contest: Contest | undefined,
  explain: ExplainSegment,
  identityKey: string | null,
): FlagTrace {
  const candidates = contest?.candidates ?? [];
  const traces = candidates.map((candidate) => ({ candidate, segment: explain(candidate) }));
  const winner = override === undefined ? traces.find(({ segment }) => segment.matched) : undefined;
  const state = override ?? winner?.candidate.state ?? contest?.standard;
  return {
    feature: outcome.feature,
    outcome,
    reason: describeReason(outcome.reason),
    decidedBy: outcome.source.kind,
    segments: traces.map((trace) => ({
      segment: trace.segment,
      priority: Number.isFinite(trace.candidate.state.priority) ? trace.candidate.state.priority : null,
      applied: trace === winner,
    })),
    split: state === undefined || identityKey === null ? null : explainSplit(state, identityKey, outcome),
  };
}

function explainSplit(state: FeatureState, identityKey: string, outcome: Outcome): SplitTrace | null {
  if (state.split === null) return null;
  const ranges: VariantRange[] = [];
  let from = 0;
  for (const { weight, outcome: variant } of state.split.variants) {
    const to = from + weight;
    ranges.push({ variant: variant.variant, value: variant.value, from, to, hit: variant === outcome });
    from = to;
  }
  return { objectKey: state.key, percentage: percentageOf(state.key, identityKey), ranges };
}
