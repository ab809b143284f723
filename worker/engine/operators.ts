import { percentageOf } from './hashing.ts';
import { compilePattern, type Matches } from './regex.ts';
import { compareToVersion, parseVersion } from './semver.ts';
import { compareCodePoints, parseNumber, toNumber, toText, type Scalar } from './values.ts';

/** The comparison of one condition, made once per condition; takes the looked-up value, already coerced. */
export type Test = (value: Scalar) => boolean;

export interface OperandContext {
  readonly segmentKey: string;
  /** Compiled patterns, shared by all conditions of one environment. */
  readonly patterns: Map<string, Matches>;
}

interface Operator {
  /** Relative price of one test; cheap conditions of a rule are asked first. */
  readonly cost: number;
  readonly build: (operand: unknown, context: OperandContext) => Test;
}

const LESS = 1;
const EQUAL = 2;
const GREATER = 4;
const never: Test = () => false;

/** Operator name → comparison, for all fourteen operators. Null values match IS_NOT_SET only. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['IS_SET', { cost: 0, build: () => (value) => value !== null }],
  ['IS_NOT_SET', { cost: 0, build: () => (value) => value === null }],
  ['EQUAL', { cost: 1, build: (operand) => buildComparison(operand, EQUAL) }],
  ['NOT_EQUAL', { cost: 1, build: (operand) => buildComparison(operand, LESS | GREATER) }],
  ['GREATER_THAN', { cost: 1, build: (operand) => buildComparison(operand, GREATER) }],
  ['GREATER_THAN_INCLUSIVE', { cost: 1, build: (operand) => buildComparison(operand, GREATER | EQUAL) }],
  ['LESS_THAN', { cost: 1, build: (operand) => buildComparison(operand, LESS) }],
  ['LESS_THAN_INCLUSIVE', { cost: 1, build: (operand) => buildComparison(operand, LESS | EQUAL) }],
  ['CONTAINS', { cost: 2, build: (operand) => buildContains(operand, true) }],
  ['NOT_CONTAINS', { cost: 2, build: (operand) => buildContains(operand, false) }],
  ['IN', { cost: 2, build: buildMembership }],
  ['MODULO', { cost: 2, build: buildModulo }],
  ['REGEX', { cost: 4, build: buildRegex }],
  ['PERCENTAGE_SPLIT', { cost: 8, build: buildSplit }],
]);

/** The operator of that name, or undefined: a condition with an unknown operator matches nothing. */
export function findOperator(name: string): Operator | undefined {
  return OPERATORS.get(name);
}

/** A condition value as text; null for null, lists and objects, which no operator but IN can use. */
function operandText(operand: unknown): string | null {
  if (typeof operand === 'string') return operand;
  if (typeof operand === 'number' || typeof operand === 'boolean') return toText(operand);
  return null;
}

function buildComparison(operand: unknown, accepted: number): Test {
  const text = operandText(operand);
  if (text === null) return never;
  const compareText = text.endsWith(':semver') ? buildVersionOrder(text) : buildTextOrder(text, accepted);
  const number = parseNumber(text);
  // compat: every text but these two is true, "0" and "no" included.
  const boolean = text === 'False' || text === 'false' ? 0 : 1;
  return (value) => {
    if (typeof value === 'string') return (compareText(value) & accepted) !== 0;
    if (typeof value === 'number') return (orderOf(value, number) & accepted) !== 0;
    if (typeof value === 'boolean') return (orderOf(value ? 1 : 0, boolean) & accepted) !== 0;
    return (orderOf(toNumber(value), number) & accepted) !== 0;
  };
}

/** LESS, EQUAL or GREATER; 0 when either side is no number, which even NOT_EQUAL does not accept. */
function orderOf(value: number | bigint | null, operand: number | bigint | null): number {
  if (value === null || operand === null) return 0;
  if (value < operand) return LESS;
  if (value > operand) return GREATER;
  return Number.isNaN(value) ? 0 : EQUAL;
}

function buildTextOrder(text: string, accepted: number): (value: string) => number {
  const equalityOnly = accepted === EQUAL || accepted === (LESS | GREATER);
  if (equalityOnly) return (value) => (value === text ? EQUAL : LESS);
  return (value) => signOf(compareCodePoints(value, text));
}

function buildVersionOrder(text: string): (value: string) => number {
  const version = parseVersion(text.slice(0, -':semver'.length));
  if (version === null) return () => 0;
  return (value) => {
    const order = compareToVersion(value, version);
    return order === null ? 0 : signOf(order);
  };
}

function signOf(order: number): number {
  if (order === 0) return EQUAL;
  return order < 0 ? LESS : GREATER;
}

function buildContains(operand: unknown, wanted: boolean): Test {
  const text = operandText(operand);
  if (text === null) return never;
  // compat: a numeric-looking text is a number by now, and neither contains nor lacks anything.
  return (value) => typeof value === 'string' && value.includes(text) === wanted;
}

function buildMembership(operand: unknown): Test {
  const list = listMembers(operand);
  const members = new Set(list);
  return (value) => {
    if (typeof value === 'string') return members.has(value);
    if (typeof value === 'number') return Number.isInteger(value) && members.has(toText(value));
    return typeof value === 'bigint' && members.has(value.toString());
  };
}

function listMembers(operand: unknown): string[] {
  if (Array.isArray(operand)) return operand.map(operandText).filter((item) => item !== null);
  const text = operandText(operand);
  if (text === null) return [];
  const list = text.startsWith('[') ? parseList(text) : null;
  return list === null ? text.split(',') : list.map(operandText).filter((item) => item !== null);
}

function parseList(text: string): unknown[] | null {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

function buildModulo(operand: unknown): Test {
  const parts = operandText(operand)?.split('|') ?? [];
  const [divisor, remainder] = parts.map(parseNumber);
  if (parts.length !== 2 || divisor === null || divisor === undefined) return never;
  if (remainder === null || remainder === undefined) return never;
  const by = Number(divisor);
  const wanted = Number(remainder);
  if (by === 0) return never;
  return (value) => {
    const number = toNumber(value);
    return number !== null && floorModulo(Number(number), by) === wanted;
  };
}

/** compat: Python's remainder takes the sign of the divisor. */
function floorModulo(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest;
}

function buildRegex(operand: unknown, context: OperandContext): Test {
  const pattern = operandText(operand);
  if (pattern === null) return never;
  let matches: Matches | undefined;
  return (value) => {
    if (value === null || Number.isNaN(value)) return false;
    matches ??= findPattern(pattern, context.patterns);
    return matches(toText(value));
  };
}

/** Patterns are compiled at their first use: compiling one costs more than thousands of other conditions. */
function findPattern(pattern: string, patterns: Map<string, Matches>): Matches {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const matches = compilePattern(pattern);
  patterns.set(pattern, matches);
  return matches;
}

/** The threshold of a split condition as a number; null when it matches nobody. */
export function readThreshold(operand: unknown): number | null {
  const threshold = parseNumber(operandText(operand) ?? '');
  return threshold === null ? null : Number(threshold);
}

/** The percentage that a split condition compares with its threshold; null when there is nothing to hash. */
export function findSplitPercentage(segmentKey: string, value: Scalar): number | null {
  return value === null || Number.isNaN(value) ? null : percentageOf(segmentKey, toText(value));
}

function buildSplit(operand: unknown, context: OperandContext): Test {
  const threshold = readThreshold(operand);
  if (threshold === null) return never;
  return (value) => {
    const percentage = findSplitPercentage(context.segmentKey, value);
    return percentage !== null && percentage <= threshold;
  };
}
