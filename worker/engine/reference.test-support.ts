import { createHash } from 'node:crypto';

/**
 * A second, deliberately slow engine for comparison: the published rules written down one by one over plain contexts, with
 * BigInt and the platform's MD5, and nothing shared with the engine under test.
 */

// oxlint-disable-next-line typescript/no-explicit-any -- contexts are read here as the loose JSON that they are, apart from any type of the engine
type Json = any;
type Value =
  | { kind: 'null' }
  | { kind: 'bool'; is: boolean }
  | { kind: 'int'; is: bigint }
  | { kind: 'float'; is: number }
  | { kind: 'text'; is: string };

/** The result of a well-formed context. Patterns must mean the same to JavaScript; paths must be plain dotted names. */
export function evaluateByReference(context: Json): Json {
  const identity = context.identity ?? null;
  const key = identity === null ? null : (identity.key ?? `${context.environment.key}_${identity.identifier}`);
  const enriched = { ...context, identity: identity === null ? null : { ...identity, key } };
  const members = Object.values<Json>(context.segments ?? {}).filter((segment) => isMember(segment, enriched));
  const overrides = new Map<string, { state: Json; segment: Json }>();
  for (const segment of members) {
    for (const state of segment.overrides ?? []) {
      const known = overrides.get(state.name);
      if (known === undefined || rank(state) < rank(known.state)) overrides.set(state.name, { state, segment });
    }
  }
  const flags: [string, Json][] = Object.values<Json>(context.features ?? {}).map((feature) => {
    const override = overrides.get(feature.name);
    const reason = override === undefined ? 'DEFAULT' : `TARGETING_MATCH; segment=${override.segment.name}`;
    return [feature.name, evaluateState(override?.state ?? feature, reason, key)];
  });
  return { flags: Object.fromEntries(flags), segments: members.map(withMetadata) };
}

function rank(state: Json): number {
  return state.priority ?? Number.POSITIVE_INFINITY;
}

function withMetadata({ name, metadata }: Json): Json {
  return metadata !== undefined && Object.keys(metadata).length > 0 ? { name, metadata } : { name };
}

function evaluateState(state: Json, reason: string, key: string | null): Json {
  const flag = {
    ...withMetadata(state),
    enabled: state.enabled,
    value: state.value,
    reason,
    variant: null as string | null,
  };
  if (!state.variants?.length || key === null) return flag;
  const percentage = hashByReference([state.key, key]);
  let start = 0;
  const sorted = [...state.variants].sort((a: Json, b: Json) => a.priority - b.priority);
  for (const variant of sorted) {
    const limit = start + variant.weight;
    if (start <= percentage && percentage < limit) {
      return { ...flag, value: variant.value, reason: `SPLIT; weight=${variant.weight}`, variant: variant.key ?? null };
    }
    start = limit;
  }
  return { ...flag, variant: 'control' };
}

/** The percentage of a list of ids, by the book. */
export function hashByReference(ids: readonly string[]): number {
  for (let copies = 1; ; copies++) {
    const text = Array.from({ length: copies }, () => ids)
      .flat()
      .join(',');
    const number = BigInt(`0x${createHash('md5').update(text, 'utf8').digest('hex')}`);
    const percentage = (Number(number % 9999n) / 9998) * 100;
    if (percentage !== 100) return percentage;
  }
}

function isMember(segment: Json, context: Json): boolean {
  return segment.rules.length > 0 && segment.rules.every((rule: Json) => matchesRule(rule, segment, context));
}

function matchesRule(rule: Json, segment: Json, context: Json): boolean {
  const aggregate = (answers: boolean[]): boolean => {
    if (answers.length === 0) return true;
    if (rule.type === 'ALL') return answers.every(Boolean);
    return rule.type === 'ANY' ? answers.some(Boolean) : !answers.some(Boolean);
  };
  const conditions = (rule.conditions ?? []).map((condition: Json) => matchesCondition(condition, segment, context));
  const rules = (rule.rules ?? []).map((inner: Json) => matchesRule(inner, segment, context));
  return aggregate(conditions) && aggregate(rules);
}

function matchesCondition({ property, operator, value: operand }: Json, segment: Json, context: Json): boolean {
  if (operator === 'PERCENTAGE_SPLIT' && property === '') {
    return context.identity !== null && splits(segment.key, context.identity.key, operand);
  }
  const value = coerce(lookUp(property, context));
  if (operator === 'IS_NOT_SET') return value.kind === 'null';
  if (value.kind === 'null') return false;
  switch (operator) {
    case 'IS_SET':
      return true;
    case 'CONTAINS':
      return value.kind === 'text' && value.is.includes(operand);
    case 'NOT_CONTAINS':
      return value.kind === 'text' && !value.is.includes(operand);
    case 'REGEX':
      return isValidPattern(operand) && new RegExp(`^(?:${operand})`, 'u').test(textOf(value));
    case 'IN':
      return (value.kind === 'text' || value.kind === 'int') && membersOf(operand).includes(textOf(value));
    case 'PERCENTAGE_SPLIT':
      return splits(segment.key, textOf(value), operand);
    case 'MODULO':
      return matchesModulo(value, operand);
    default:
      return compare(value, operator, operand);
  }
}

function splits(segmentKey: string, text: string, operand: string): boolean {
  const threshold = readNumber(operand);
  return threshold !== null && hashByReference([segmentKey, text]) <= Number(threshold);
}

function lookUp(property: string, context: Json): unknown {
  const traits = context.identity?.traits ?? {};
  if (Object.hasOwn(traits, property)) return traits[property];
  if (!property.startsWith('$.')) return null;
  let node: Json = context;
  for (const name of property.slice(2).split('.')) {
    node = typeof node === 'object' && node !== null && Object.hasOwn(node, name) ? node[name] : undefined;
  }
  return node;
}

function coerce(raw: unknown): Value {
  if (typeof raw === 'boolean') return { kind: 'bool', is: raw };
  if (typeof raw === 'number') {
    return Number.isInteger(raw) ? { kind: 'int', is: BigInt(raw) } : { kind: 'float', is: raw };
  }
  if (typeof raw !== 'string') return { kind: 'null' };
  if (/^-?[0-9]+$/.test(raw)) return { kind: 'int', is: BigInt(raw) };
  if (/^-?[0-9]+\.[0-9]+$/.test(raw)) return { kind: 'float', is: Number(raw) };
  return { kind: 'text', is: raw };
}

function textOf(value: Value): string {
  if (value.kind === 'bool') return value.is ? 'True' : 'False';
  if (value.kind === 'float' && Number.isInteger(value.is)) return `${Object.is(value.is, -0) ? '-0' : value.is}.0`;
  return value.kind === 'null' ? '' : String(value.is);
}

function readNumber(text: string): number | bigint | null {
  if (/^-?[0-9]+$/.test(text)) return BigInt(text);
  return /^-?[0-9]+\.[0-9]+$/.test(text) ? Number(text) : null;
}

function membersOf(operand: string | string[]): string[] {
  if (Array.isArray(operand)) return operand;
  if (!operand.startsWith('[')) return operand.split(',');
  try {
    return JSON.parse(operand).map(String);
  } catch {
    return operand.split(',');
  }
}

function isValidPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function matchesModulo(value: Value, operand: string): boolean {
  const [divisor, remainder, ...rest] = operand.split('|').map(readNumber);
  if (divisor == null || remainder == null || rest.length > 0 || Number(divisor) === 0) return false;
  if (value.kind === 'null' || value.kind === 'text') return false;
  const [number, by] = [Number(value.is), Number(divisor)];
  return ((number % by) + by) % by === Number(remainder);
}

function compare(value: Value, operator: string, operand: string): boolean {
  const sign = compareValues(value, operand);
  switch (operator) {
    case 'EQUAL':
      return sign === 0;
    case 'NOT_EQUAL':
      return sign !== null && sign !== 0;
    case 'GREATER_THAN':
      return sign !== null && sign > 0;
    case 'GREATER_THAN_INCLUSIVE':
      return sign !== null && sign >= 0;
    case 'LESS_THAN':
      return sign !== null && sign < 0;
    case 'LESS_THAN_INCLUSIVE':
      return sign !== null && sign <= 0;
    default:
      return false;
  }
}

/** Null when the operand cannot be read as the value's kind. Versions are three plain numbers here. */
function compareValues(value: Value, operand: string): number | null {
  if (value.kind === 'text') {
    if (!operand.endsWith(':semver')) return compareLists([...value.is].map(codeOf), [...operand].map(codeOf));
    const [left, right] = [readVersion(value.is), readVersion(operand.slice(0, -7))];
    return left === null || right === null ? null : compareLists(left, right);
  }
  if (value.kind === 'bool') return Number(value.is) - (operand === 'False' || operand === 'false' ? 0 : 1);
  const number = readNumber(operand);
  if (value.kind === 'null' || number === null) return null;
  return value.is < number ? -1 : value.is > number ? 1 : 0;
}

function codeOf(char: string): number {
  return char.codePointAt(0) as number;
}

function readVersion(text: string): number[] | null {
  return /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(text) ? text.split('.').map(Number) : null;
}

function compareLists(left: number[], right: number[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    if (left[index] !== right[index]) return (left[index] as number) - (right[index] as number);
  }
  return left.length - right.length;
}
