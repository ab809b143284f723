/** One escape sequence of Python's `re`; `length` counts the characters it took, the backslash included. */
export type Escape =
  | { readonly kind: 'literal'; readonly codePoint: number; readonly length: number }
  | { readonly kind: 'set'; readonly letter: string; readonly length: number }
  | { readonly kind: 'assertion'; readonly re2: string; readonly native: string; readonly length: number };

export interface Repeat {
  readonly min: number;
  /** Null when unbounded. */
  readonly max: number | null;
  /** As RE2 and JavaScript write it. */
  readonly text: string;
  readonly length: number;
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const ASSERTIONS: Readonly<Record<string, readonly [re2: string, native: string]>> = {
  A: ['\\A', '^'],
  Z: ['\\z', '$'],
  z: ['\\z', '$'],
  b: ['\\b', '\\b'],
  B: ['\\B', '\\B'],
};
const CODED = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(0[0-7]{0,2}|[0-3][0-7]{2}))/;
const REPEAT = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/;

/** Reads the escape at an index, or says why Python or RE2 would refuse it. */
export function readEscape(source: string, at: number, inClass: boolean): Escape | string {
  const codePoint = source.codePointAt(at + 1);
  if (codePoint === undefined) return 'bad escape at the end of the pattern';
  const char = String.fromCodePoint(codePoint);
  if ('dDwWsS'.includes(char)) return { kind: 'set', letter: char, length: 2 };
  const control = inClass && char === 'b' ? 8 : CONTROLS[char];
  if (control !== undefined) return { kind: 'literal', codePoint: control, length: 2 };
  const assertion = ASSERTIONS[char];
  if (assertion !== undefined) return { kind: 'assertion', re2: assertion[0], native: assertion[1], length: 2 };
  const coded = CODED.exec(source.slice(at, at + 10));
  if (coded !== null) return readCoded(coded);
  if (/[0-9]/.test(char)) return 'back-references are not supported';
  if (/[A-Za-z]/.test(char)) return `bad escape \\${char}`;
  return { kind: 'literal', codePoint, length: 1 + char.length };
}

function readCoded(match: RegExpExecArray): Escape | string {
  const octal = match[4];
  const digits = octal ?? match[1] ?? match[2] ?? match[3] ?? '0';
  const codePoint = Number.parseInt(digits, octal === undefined ? 16 : 8);
  if (codePoint > 0x10ffff) return 'bad escape: no such code point';
  return { kind: 'literal', codePoint, length: match[0].length };
}

/** Reads a quantifier at an index; null when the text there is a literal, as a brace often is. */
export function readRepeat(source: string, at: number): Repeat | null {
  const match = REPEAT.exec(source.slice(at, at + 24));
  if (match === null) return null;
  const length = match[0].length;
  const [low, comma, high] = [match[1] ?? '', match[2] ?? '', match[3] ?? ''];
  if (match[0] === '*') return { min: 0, max: null, text: '*', length };
  if (match[0] === '+') return { min: 1, max: null, text: '+', length };
  if (match[0] === '?') return { min: 0, max: 1, text: '?', length };
  if (low === '' && comma === '') return null;
  const min = low === '' ? 0 : Number(low);
  if (comma === '') return { min, max: min, text: `{${min}}`, length };
  if (high === '') return { min, max: null, text: `{${min},}`, length };
  return { min, max: Number(high), text: `{${min},${Number(high)}}`, length };
}
