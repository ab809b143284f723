import type { Evaluation } from './evaluation.ts';
import { findOperator, findSplitPercentage, readThreshold } from './operators.ts';
import { openSegment, type Program, type Segment } from './program.ts';
import { checkPattern } from './regex.ts';
import { matchRule, type Condition, type Rule } from './rules.ts';
import { WholeFloat, type Scalar } from './values.ts';

export interface SegmentTrace {
  /** Hashed by the segment's splits. */
  readonly key: string;
  readonly name: string;
  readonly matched: boolean;
  readonly rules: readonly RuleTrace[];
  /** Why the segment can match nobody, or null. */
  readonly problem: string | null;
}

export interface RuleTrace {
  readonly type: string;
  readonly matched: boolean;
  readonly conditions: readonly ConditionTrace[];
  readonly rules: readonly RuleTrace[];
}

export interface ConditionTrace {
  /** Blank in a split on the identity key. */
  readonly property: string;
  readonly operator: string;
  /** The condition's own value, as written. */
  readonly operand: unknown;
  /** The value found, after coercion; integers beyond 2^53 as text; null when unset. */
  readonly value: string | number | boolean | null;
  readonly matched: boolean;
  readonly split: { readonly percentage: number | null; readonly threshold: number | null } | null;
  /** Why the condition can match nothing, or null. */
  readonly problem: string | null;
}

/** Tells how a segment's answer came about for the subject that the evaluation has begun with; asks every condition. */
export function explainSegment(program: Program, evaluation: Evaluation, segment: Segment): SegmentTrace {
  const rules = openSegment(program, segment);
  return {
    key: segment.key,
    name: segment.name,
    matched: evaluation.isMember(segment),
    rules: (rules ?? []).map((rule) => explainRule(rule, evaluation, segment)),
    problem: rules === null ? explainRefusal(segment) : null,
  };
}

function explainRefusal(segment: Segment): string {
  const isEmpty = !Array.isArray(segment.writtenRules) || segment.writtenRules.length === 0;
  return isEmpty ? 'The segment has no rules.' : 'The rules nest too deeply.';
}

function explainRule(rule: Rule, evaluation: Evaluation, segment: Segment): RuleTrace {
  return {
    type: rule.kind,
    matched: matchRule(rule, evaluation),
    conditions: rule.written.map((condition) => explainCondition(condition, evaluation, segment)),
    rules: rule.rules.map((inner) => explainRule(inner, evaluation, segment)),
  };
}

function explainCondition(condition: Condition, evaluation: Evaluation, segment: Segment): ConditionTrace {
  const { property, operator, operand, slot, test } = condition;
  const value = evaluation.readValue(slot);
  const isSplit = operator === 'PERCENTAGE_SPLIT';
  return {
    property,
    operator,
    operand,
    value: toPlain(value),
    matched: test(value),
    split: isSplit ? { percentage: findSplitPercentage(segment.key, value), threshold: readThreshold(operand) } : null,
    problem: findProblem(operator, operand),
  };
}

function findProblem(operator: string, operand: unknown): string | null {
  if (findOperator(operator) === undefined) return `There is no operator "${operator}".`;
  return operator === 'REGEX' && typeof operand === 'string' ? (checkPattern(operand)?.message ?? null) : null;
}

function toPlain(value: Scalar): string | number | boolean | null {
  if (value instanceof WholeFloat) return value.value;
  return typeof value === 'bigint' ? value.toString() : value;
}
