import { kindOf, readMembers, splitCondition } from './segment-operators.ts';

export type WordCondition = { operator: string; property: string | null; value: string | null };
export type WordRule = { type: string; conditions: readonly WordCondition[]; rules: readonly WordRule[] };

const PROPERTIES: Readonly<Record<string, string>> = {
  '$.identity.identifier': 'the identifier',
  '$.identity.key': 'the identity',
  '$.environment.name': 'the environment’s name',
  '$.environment.key': 'the environment’s key',
};

const VERBS: Readonly<Record<string, string>> = {
  EQUAL: 'is',
  NOT_EQUAL: 'is not',
  CONTAINS: 'contains',
  NOT_CONTAINS: 'does not contain',
  REGEX: 'matches',
  GREATER_THAN: 'is above',
  GREATER_THAN_INCLUSIVE: 'is at least',
  LESS_THAN: 'is below',
  LESS_THAN_INCLUSIVE: 'is at most',
};

/** A condition as one says it. */
export function describeCondition({ operator, property, value: written }: WordCondition): string {
  const { option, value } = splitCondition(operator, written);
  const subject = PROPERTIES[property ?? ''] ?? (property || 'something');
  switch (kindOf(option)) {
    case 'none':
      return `${subject} ${operator === 'IS_SET' ? 'is set' : 'is not set'}`;
    case 'list':
      return `${subject} is one of ${readMembers(value).map(show).join(', ') || 'nothing'}`;
    case 'percentage':
      return `${value || '?'} % of all, by ${property ? subject : 'the identity'}`;
    case 'modulo': {
      const [divisor = '?', remainder = '?'] = value.split('|');
      return `${subject} divided by ${divisor} leaves ${remainder}`;
    }
    case 'version':
      return `${subject} ${VERBS[operator] ?? operator} version ${show(value)}`;
    default:
      return `${subject} ${VERBS[operator] ?? operator} ${show(value)}`;
  }
}

/** Who is in a segment with these rules, as one sentence without its end. */
export function describeRules(rules: readonly WordRule[]): string {
  const parts = rules.map((rule) => describeRule(rule)).filter((part) => part.text !== '');
  return join(parts, 'AND').text || 'everybody';
}

/** `isList`: the text needs brackets where it stands beside others. */
type Part = { text: string; isList: boolean };

function describeRule(rule: WordRule): Part {
  const word = rule.type === 'ALL' ? 'AND' : 'OR';
  const conditions = rule.conditions.map((one) => ({ text: describeCondition(one), isList: false }));
  const nested = rule.rules.map((inner) => describeRule(inner)).filter((part) => part.text !== '');
  if (rule.type === 'NONE') {
    const { text } = join([...conditions, ...nested], 'OR');
    return { text: text === '' ? '' : `NOT (${text})`, isList: false };
  }
  // Of "any", each of the two kinds must have one that holds.
  return rule.type === 'ALL'
    ? join([...conditions, ...nested], word)
    : join(
        [join(conditions, word), join(nested, word)].filter((part) => part.text !== ''),
        'AND',
      );
}

function join(parts: readonly Part[], word: 'AND' | 'OR'): Part {
  const [only] = parts;
  if (only === undefined) return { text: '', isList: false };
  if (parts.length === 1) return only;
  return { text: parts.map(({ text, isList }) => (isList ? `(${text})` : text)).join(` ${word} `), isList: true };
}

/** What is empty or begins or ends with a space would not be seen. */
const show = (value: string) => (value === '' || value !== value.trim() ? `“${value}”` : value);
