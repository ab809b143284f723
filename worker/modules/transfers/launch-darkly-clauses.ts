import type { LdClause, LdSegment } from '../../contract/launch-darkly.ts';
import type { ExportedCondition, ExportedRule } from '../../contract/organisation-export.ts';
import { checkPattern } from '../../engine/index.ts';

type Operator = ExportedCondition['operator'];

/** One clause: it holds if any of the conditions does, or with `isNegated` if none does. */
type Mapped = { conditions: ExportedCondition[]; isNegated: boolean };

const COMPARISONS: ReadonlyMap<string, Operator> = new Map([
  ['lessThan', 'LESS_THAN'],
  ['lessThanOrEqual', 'LESS_THAN_INCLUSIVE'],
  ['greaterThan', 'GREATER_THAN'],
  ['greaterThanOrEqual', 'GREATER_THAN_INCLUSIVE'],
]);
const VERSIONS: ReadonlyMap<string, Operator> = new Map([
  ['semVerEqual', 'EQUAL'],
  ['semVerLessThan', 'LESS_THAN'],
  ['semVerGreaterThan', 'GREATER_THAN'],
]);

/** The clauses, all of which must hold, as a rule; or why they make none. */
export function toRule(clauses: readonly LdClause[]): ExportedRule | string {
  const rules: ExportedRule[] = [];
  for (const clause of clauses) {
    const mapped = toConditions(clause);
    if (typeof mapped === 'string') return mapped;
    rules.push({ type: mapped.isNegated ? 'NONE' : 'ANY', conditions: mapped.conditions });
  }
  return { type: 'ALL', rules };
}

/**
 * A segment as rules, all of which must hold; or why it makes none. Alternatives can only be single conditions, so a segment with several
 * rules of several clauses has no counterpart.
 */
export function toSegmentRules({ included = [], excluded = [], rules = [] }: LdSegment): ExportedRule[] | string {
  if (rules.some(({ weight }) => weight != null)) return 'a rule takes only a part of those who match';
  if (included.some((key) => excluded.includes(key))) return 'somebody is both included and excluded';
  const exclusion: ExportedRule[] = excluded.length === 0 ? [] : [{ type: 'NONE', conditions: listKeys(excluded) }];
  const [first] = rules;
  if (first !== undefined && rules.length === 1 && included.length === 0) {
    const rule = toRule(first.clauses);
    return typeof rule === 'string' ? rule : [rule, ...exclusion];
  }
  const alternatives = listKeys(included);
  for (const { clauses } of rules) {
    const [clause] = clauses;
    if (clause === undefined || clauses.length > 1) return 'alternatives of several clauses cannot be told';
    const mapped = toConditions(clause);
    if (typeof mapped === 'string') return mapped;
    if (mapped.isNegated) return 'alternatives that are negated cannot be told';
    alternatives.push(...mapped.conditions);
  }
  if (alternatives.length === 0) return 'it has no members';
  return [{ type: 'ANY', conditions: alternatives }, ...exclusion];
}

const KEY = '$.identity.identifier';

function listKeys(keys: readonly string[]): ExportedCondition[] {
  return keys.length === 0 ? [] : [{ operator: 'IN', property: KEY, value: JSON.stringify(keys) }];
}

function toConditions({ attribute = '', op, values, negate = false, contextKind = 'user' }: LdClause): Mapped | string {
  if (contextKind !== 'user') return `contexts of the kind ${contextKind} are not known here`;
  if (/^\/.*\//.test(attribute)) return `the attribute ${attribute} lies within another one`;
  const name = attribute.replace(/^\//, '');
  const property = name === 'key' ? KEY : name;
  if (property === '') return `the operator ${op} is not known here`;
  const conditions: ExportedCondition[] = [];
  if (op === 'in' && values.length > 1) {
    conditions.push({ operator: 'IN', property, value: JSON.stringify(values.map(toText)) });
    return { conditions, isNegated: negate };
  }
  for (const value of values) {
    const condition = toCondition(op, value);
    if (typeof condition === 'string') return condition;
    conditions.push({ ...condition, property });
  }
  return conditions.length === 0 ? 'a clause has no values' : { conditions, isNegated: negate };
}

function toCondition(op: string, value: unknown): { operator: Operator; value: string } | string {
  const text = toText(value);
  if (op === 'in') return { operator: 'EQUAL', value: text };
  if (op === 'contains') return { operator: 'CONTAINS', value: text };
  if (op === 'startsWith') return { operator: 'REGEX', value: escapePattern(text) };
  if (op === 'endsWith') return { operator: 'REGEX', value: `(?s:.*)${escapePattern(text)}\\Z` };
  if (op === 'matches') {
    // A pattern matches anywhere there, and from the start here.
    const pattern = `(?s:.*?)(?:${text})`;
    const fault = checkPattern(pattern);
    return fault === null ? { operator: 'REGEX', value: pattern } : `the pattern ${text}: ${fault.message}`;
  }
  const comparison = COMPARISONS.get(op);
  if (comparison !== undefined) return { operator: comparison, value: text };
  const version = VERSIONS.get(op);
  if (version !== undefined) return { operator: version, value: `${text}:semver` };
  const isNumber = typeof value === 'number';
  if (op === 'before' && isNumber) return { operator: 'LESS_THAN', value: text };
  if (op === 'after' && isNumber) return { operator: 'GREATER_THAN', value: text };
  return `the operator ${op} is not known here`;
}

const toText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const escapePattern = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
