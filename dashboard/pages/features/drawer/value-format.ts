import { isWellFormedXml } from './well-formed-xml.ts';

export const FORMATS = ['txt', 'json', 'xml', 'yaml', 'toml'] as const;
export type ValueFormat = (typeof FORMATS)[number];

const FAMILIAR: readonly [ValueFormat, RegExp][] = [
  ['xml', /^<[?!a-z]/i],
  ['toml', /^(\[\[?[\w."' -]+\]\]?|[\w."'-]+\s*=\s*\S.*)\n/],
  ['yaml', /^(---|- \S.*|[\w."'-]+:( .*)?)\n/],
];

/** What a text looks like. Of one line, only what begins like JSON or XML is more than text. */
export function guessFormat(text: string): ValueFormat {
  const trimmed = text.trim();
  const content = trimmed.replace(/^(\s*#.*\n)+/, '');
  const [familiar] = FAMILIAR.find(([, pattern]) => pattern.test(content)) ?? [];
  if (/^[{[]/.test(trimmed) && (familiar === undefined || isJson(trimmed))) return 'json';
  return familiar ?? 'txt';
}

/** What is wrong with a text of that format, as far as it is looked at; null for nothing, and for an empty text. */
export function findFormatFault(format: ValueFormat, text: string): string | null {
  if (text.trim() === '') return null;
  if (format === 'json') return isJson(text) ? null : 'This is no valid JSON.';
  if (format === 'xml') return isWellFormedXml(text) ? null : 'This is no well-formed XML.';
  if (format === 'yaml') return /^ *\t/m.test(text) ? 'YAML is indented by spaces; there is a tab.' : null;
  if (format === 'toml' && !isTomlBeginning(text)) return 'TOML begins with a [table] or with key = value.';
  return null;
}

/** Formats that are checked as a whole: what has no fault is valid. */
export const isCheckedWhole = (format: ValueFormat): boolean => format === 'json' || format === 'xml';

function isTomlBeginning(text: string): boolean {
  const line = text.split('\n').find((one) => one.trim() !== '' && !one.trim().startsWith('#')) ?? '';
  return line === '' || /^\s*(\[.+\]|[\w."' -]+=)/.test(line);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
