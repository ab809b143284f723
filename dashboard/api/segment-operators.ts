/** How a condition's value is typed in. */
export type ValueKind = 'text' | 'list' | 'percentage' | 'modulo' | 'regex' | 'version' | 'none';

/** What can be chosen as the operator of a condition. Its value is what the API calls it, and what is appended after a colon. */
export type OperatorOption = {
  value: string;
  label: string;
  append: string;
  isValueHidden: boolean;
  placeholder: string | undefined;
};

const option = (value: string, label: string, append = ''): OperatorOption => ({
  value,
  label,
  append,
  isValueHidden: value === 'IS_SET' || value === 'IS_NOT_SET',
  placeholder: undefined,
});

const VERSION = ':semver';

/** All that the server knows, in the order in which they are offered. */
export const ALL_OPERATORS: readonly OperatorOption[] = [
  option('EQUAL', 'is exactly'),
  option('NOT_EQUAL', 'is not'),
  option('IN', 'is one of'),
  option('CONTAINS', 'contains'),
  option('NOT_CONTAINS', 'does not contain'),
  option('REGEX', 'matches regex'),
  option('GREATER_THAN', '>'),
  option('GREATER_THAN_INCLUSIVE', '≥'),
  option('LESS_THAN', '<'),
  option('LESS_THAN_INCLUSIVE', '≤'),
  option('PERCENTAGE_SPLIT', '% split'),
  option('MODULO', 'modulo'),
  option('IS_SET', 'is set'),
  option('IS_NOT_SET', 'is not set'),
  option('EQUAL:semver', 'SemVer =', VERSION),
  option('NOT_EQUAL:semver', 'SemVer ≠', VERSION),
  option('GREATER_THAN:semver', 'SemVer >', VERSION),
  option('GREATER_THAN_INCLUSIVE:semver', 'SemVer ≥', VERSION),
  option('LESS_THAN:semver', 'SemVer <', VERSION),
  option('LESS_THAN_INCLUSIVE:semver', 'SemVer ≤', VERSION),
];

/** The operators that a list in JSON names, with its labels. All of them where it is none, or names nothing that the server knows. */
export function readOperators(json: string | null): readonly OperatorOption[] {
  const listed = parseList(json).flatMap((entry) => {
    const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
    const { value, label, append, hideValue, valuePlaceholder } = fields;
    const isWhole = String(value).includes(':') || typeof append !== 'string';
    const known = ALL_OPERATORS.find((one) => one.value === (isWhole ? value : `${String(value)}${append}`));
    if (known === undefined) return [];
    return [
      {
        ...known,
        label: typeof label === 'string' && label !== '' ? label : known.label,
        isValueHidden: known.isValueHidden || hideValue === true,
        placeholder: typeof valuePlaceholder === 'string' ? valuePlaceholder : undefined,
      },
    ];
  });
  return listed.length === 0 ? ALL_OPERATORS : [...new Map(listed.map((one) => [one.value, one])).values()];
}

/** The option that stands for a stored condition, and its value without what the option appends. */
export function splitCondition(operator: string, value: string | null): { option: string; value: string } {
  const text = value ?? '';
  const versioned = `${operator}${VERSION}`;
  if (text.endsWith(VERSION) && ALL_OPERATORS.some((one) => one.value === versioned)) {
    return { option: versioned, value: text.slice(0, -VERSION.length) };
  }
  return { option: operator, value: text };
}

export function kindOf(operator: string): ValueKind {
  if (operator.endsWith(VERSION)) return 'version';
  const kinds: Partial<Record<string, ValueKind>> = {
    IN: 'list',
    PERCENTAGE_SPLIT: 'percentage',
    MODULO: 'modulo',
    REGEX: 'regex',
    IS_SET: 'none',
    IS_NOT_SET: 'none',
  };
  return kinds[operator] ?? 'text';
}

/** The members of a stored list: as JSON, or with commas between. */
export function readMembers(value: string): string[] {
  if (value.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(value);
      if (Array.isArray(list)) return list.map(String);
    } catch {
      // Then it is text with commas, as the engine reads it.
    }
  }
  return value === '' ? [] : value.split(',');
}

/** With commas where that says the same. */
export function writeMembers(members: readonly string[]): string {
  const isPlain = members.every((member) => member !== '' && !member.includes(',') && !member.startsWith('['));
  return isPlain ? members.join(',') : JSON.stringify(members);
}

function parseList(json: string | null): unknown[] {
  try {
    const list: unknown = JSON.parse(json ?? '[]');
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
