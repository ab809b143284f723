import { findOperator, type OperandContext, type Test } from './operators.ts';
import type { PropertyTable } from './properties.ts';
import { isObject, type Scalar } from './values.ts';

export interface Condition {
  readonly operator: string;
  readonly property: string;
  readonly operand: unknown;
  readonly slot: number;
  readonly cost: number;
  readonly test: Test;
}

export type RuleKind = 'ALL' | 'ANY' | 'NONE' | 'UNKNOWN';

export interface Rule {
  readonly kind: RuleKind;
  /** Cheapest first: the order does not change the answer, only its price. */
  readonly conditions: readonly Condition[];
  readonly rules: readonly Rule[];
  /** As written, for traces. */
  readonly written: readonly Condition[];
}

/** Anything that yields the value in a property slot. */
export interface ValueReader {
  readValue(slot: number): Scalar;
}

export interface RuleCompiler extends OperandContext {
  readonly properties: PropertyTable;
  /** compat: contexts spell a condition's property `property`, documents `property_`. */
  readonly propertyField: 'property' | 'property_';
}

/** A segment whose rules nest deeper than this matches nobody. */
export const MAX_RULE_DEPTH = 64;

/** Compiles the top rules of a segment; null when they match nobody: none at all, or nested too deeply. */
export function compileRules(rules: unknown, compiler: RuleCompiler): readonly Rule[] | null {
  if (!Array.isArray(rules) || rules.length === 0) return null;
  return compileLevel(rules, compiler, 1);
}

function compileLevel(rules: readonly unknown[], compiler: RuleCompiler, depth: number): readonly Rule[] | null {
  if (depth > MAX_RULE_DEPTH) return null;
  const compiled: Rule[] = [];
  for (const rule of rules) {
    const inner = isObject(rule) && Array.isArray(rule['rules']) ? rule['rules'] : [];
    const innerRules = inner.length === 0 ? [] : compileLevel(inner, compiler, depth + 1);
    if (innerRules === null) return null;
    const raw = isObject(rule) && Array.isArray(rule['conditions']) ? rule['conditions'] : [];
    const written = raw.map((condition: unknown) => compileCondition(condition, compiler));
    const conditions = written.length < 2 ? written : written.toSorted((left, right) => left.cost - right.cost);
    compiled.push({ kind: toRuleKind(rule), conditions, rules: innerRules, written });
  }
  return compiled;
}

function toRuleKind(rule: unknown): RuleKind {
  const kind = isObject(rule) ? rule['type'] : undefined;
  return kind === 'ALL' || kind === 'ANY' || kind === 'NONE' ? kind : 'UNKNOWN';
}

function compileCondition(raw: unknown, compiler: RuleCompiler): Condition {
  const fields = isObject(raw) ? raw : {};
  const operator = typeof fields['operator'] === 'string' ? fields['operator'] : '';
  const property = fields[compiler.propertyField];
  const operand = fields['value'];
  const found = findOperator(operator);
  return {
    operator,
    property: typeof property === 'string' ? property : '',
    operand,
    slot: compiler.properties.findSlot(property, operator),
    cost: found?.cost ?? 0,
    test: found?.build(operand, compiler) ?? (() => false),
  };
}

/** True when every top rule matches. */
export function matchRules(rules: readonly Rule[], reader: ValueReader): boolean {
  for (let index = 0; index < rules.length; index++) {
    if (!matchRule(rules[index] as Rule, reader)) return false;
  }
  return true;
}

/**
 * A rule matches when its conditions, aggregated by its kind, and its sub-rules, aggregated by the same kind, both do;
 * either group counts as matching when it is empty.
 */
export function matchRule(rule: Rule, reader: ValueReader): boolean {
  switch (rule.kind) {
    case 'ALL':
      return findCondition(rule, reader, false) === undefined && findRule(rule, reader, false) === undefined;
    case 'NONE':
      return findCondition(rule, reader, true) === undefined && findRule(rule, reader, true) === undefined;
    case 'ANY':
      return (
        (rule.conditions.length === 0 || findCondition(rule, reader, true) !== undefined) &&
        (rule.rules.length === 0 || findRule(rule, reader, true) !== undefined)
      );
    default:
      return false;
  }
}

function findCondition(rule: Rule, reader: ValueReader, answer: boolean): Condition | undefined {
  const conditions = rule.conditions;
  for (let index = 0; index < conditions.length; index++) {
    const condition = conditions[index] as Condition;
    if (condition.test(reader.readValue(condition.slot)) === answer) return condition;
  }
  return undefined;
}

function findRule(rule: Rule, reader: ValueReader, answer: boolean): Rule | undefined {
  for (const inner of rule.rules) if (matchRule(inner, reader) === answer) return inner;
  return undefined;
}
