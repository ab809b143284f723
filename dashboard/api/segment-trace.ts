import type { ConditionTrace, RuleTrace, SegmentTrace } from '../../worker/engine/index.ts';
import { describeCondition } from './segment-words.ts';

/** A line of the tree that shows why somebody is in a segment, or is not. */
export type TraceNode = { text: string; isGood: boolean; note?: string | undefined; children: TraceNode[] };

const RULES: Readonly<Record<string, string>> = { ALL: 'all of', ANY: 'any of', NONE: 'none of' };

/** The rules of a segment with what became of each condition. */
export function toTraceTree({ rules, problem }: SegmentTrace): TraceNode[] {
  return problem === null ? rules.map(toRuleNode) : [{ text: problem, isGood: false, children: [] }];
}

function toRuleNode({ type, matched, conditions, rules }: RuleTrace): TraceNode {
  const children = [...conditions.map(toConditionNode), ...rules.map(toRuleNode)];
  return { text: RULES[type] ?? type, isGood: matched, children };
}

function toConditionNode(condition: ConditionTrace): TraceNode {
  const { operator, property, operand, matched } = condition;
  const value = typeof operand === 'string' ? operand : operand === null ? null : JSON.stringify(operand);
  return {
    text: describeCondition({ operator, property, value }),
    isGood: matched,
    note: describeFinding(condition),
    children: [],
  };
}

function describeFinding({ problem, split, value }: ConditionTrace): string {
  if (problem !== null) return problem;
  if (split !== null) {
    return split.percentage === null ? 'nobody to place' : `placed at ${showPercentage(split.percentage)} of 100`;
  }
  return value === null ? 'not set' : `found ${showValue(value)}`;
}

/** To two places, so that who stands just above a threshold does not seem to stand below it. */
export const showPercentage = (percentage: number): string => String(Math.round(percentage * 100) / 100);

const showValue = (value: string | number | boolean) => (value === '' ? '“”' : String(value));
