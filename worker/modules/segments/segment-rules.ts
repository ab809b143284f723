import type { ConditionInput, RuleInput, SegmentPatch } from '../../contract/segments.ts';
import { invalid } from '../../core/errors.ts';
import { checkPattern } from '../../engine/index.ts';

export type Condition = {
  operator: ConditionInput['operator'];
  property: string | null;
  value: string | null;
  description: string | null;
};
/** A rule as it will be stored; a nested one has no rules of its own. */
export type Rule = { type: RuleInput['type']; conditions: Condition[]; rules: Rule[] };

export type RuleLimits = { conditions: number; valueLength: number };

type AnyRule = Pick<RuleInput, 'type' | 'conditions' | 'delete'> & { rules?: readonly unknown[] | undefined };

/** The rules of a request without what it wants deleted. Throws INVALID under `rules` for what can never be stored or never match. */
export function readRules(input: NonNullable<SegmentPatch['rules']>, limits: RuleLimits): Rule[] {
  const rules = input.filter((rule) => rule.delete !== true).map((rule) => readRule(rule, 1, limits));
  if (rules.length === 0) throw invalid({ rules: ['Rules cannot be empty: a segment needs at least one.'] });
  const count = rules.reduce((sum, rule) => sum + countConditions(rule), 0);
  if (count > limits.conditions) {
    throw invalid({ rules: [`The segment has ${count} conditions, but the maximum allowed is ${limits.conditions}.`] });
  }
  return rules;
}

function readRule(rule: AnyRule, level: number, limits: RuleLimits): Rule {
  const nested = ((rule.rules ?? []) as AnyRule[]).filter((inner) => inner.delete !== true);
  if (nested.length > 0 && level === 2)
    throw invalid({ rules: ['Rules can be nested two levels deep, and not deeper.'] });
  return {
    type: rule.type,
    conditions: (rule.conditions ?? []).filter((one) => one.delete !== true).map((one) => readCondition(one, limits)),
    rules: nested.map((inner) => readRule(inner, level + 1, limits)),
  };
}

function readCondition(input: ConditionInput, limits: RuleLimits): Condition {
  const { operator, property = null, value = null, description = null } = input;
  const problem = findProblem(operator, property, value, limits);
  if (problem !== null) throw invalid({ rules: [problem] });
  return { operator, property, value, description };
}

function findProblem(
  operator: string,
  property: string | null,
  value: string | null,
  limits: RuleLimits,
): string | null {
  if (value !== null && value.length > limits.valueLength) {
    return `The value of a condition has ${value.length} characters, but the maximum allowed is ${limits.valueLength}.`;
  }
  if (operator === 'PERCENTAGE_SPLIT') {
    const share = value === null || value.trim() === '' ? Number.NaN : Number(value);
    return share >= 0 && share <= 100 ? null : 'The value of a percentage split must be a number from 0 to 100.';
  }
  if (!property) return `A condition with ${operator} needs a property.`;
  if (operator === 'REGEX') return checkPattern(value ?? '')?.message ?? null;
  if (operator === 'MODULO' && !/^\s*-?\d+(\.\d+)?\s*\|\s*-?\d+(\.\d+)?\s*$/.test(value ?? '')) {
    return 'The value of a modulo condition must be a divisor and a remainder, as in "2|0".';
  }
  if (operator === 'IS_SET' || operator === 'IS_NOT_SET' || value !== null) return null;
  return `A condition with ${operator} needs a value.`;
}

function countConditions(rule: Rule): number {
  return rule.rules.reduce((sum, inner) => sum + countConditions(inner), rule.conditions.length);
}
