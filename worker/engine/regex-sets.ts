/** Members of a character class in the spelling of each engine; RE2 writes code points `\x{h}`, JavaScript `\u{h}`. */
export interface ClassMembers {
  readonly re2: string;
  readonly native: string;
}

type Span = readonly [low: number, high: number];

const LAST = 0x10ffff;
const DIGIT_ASCII: readonly Span[] = [[0x30, 0x39]];
const WORD_ASCII: readonly Span[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const SPACE_ASCII: readonly Span[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
/** What Python's `str.isspace` accepts. */
const SPACE: readonly Span[] = [
  [0x09, 0x0d],
  [0x1c, 0x20],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];
/** Connector punctuation other than the underscore, which counts as a word character. */
const CONNECTORS: readonly Span[] = [
  [0x203f, 0x2040],
  [0x2054, 0x2054],
  [0xfe33, 0xfe34],
  [0xfe4d, 0xfe4f],
  [0xff3f, 0xff3f],
];

/** Writes one inclusive range of code points. */
export function writeSpan(low: number, high: number): ClassMembers {
  const [from, to] = [low.toString(16), high.toString(16)];
  return { re2: `\\x{${from}}-\\x{${to}}`, native: `\\u{${from}}-\\u{${to}}` };
}

function writeSpans(spans: readonly Span[]): ClassMembers {
  const parts = spans.map(([low, high]) => writeSpan(low, high));
  return { re2: parts.map((part) => part.re2).join(''), native: parts.map((part) => part.native).join('') };
}

function invertSpans(spans: readonly Span[]): Span[] {
  const edges = [-1, ...spans.flat(), LAST + 1];
  const inverted: Span[] = [];
  for (let index = 0; index < edges.length; index += 2) {
    inverted.push([(edges[index] as number) + 1, (edges[index + 1] as number) - 1]);
  }
  return inverted.filter(([low, high]) => low <= high);
}

function writeSame(members: string): ClassMembers {
  return { re2: members, native: members };
}

function joinMembers(left: ClassMembers, right: ClassMembers): ClassMembers {
  return { re2: left.re2 + right.re2, native: left.native + right.native };
}

/**
 * compat: in Python `\d \w \s` cover all of Unicode. Inside a class `\W` cannot be written as a complement, so it is
 * spelled as every category that holds no word character; unassigned code points are left out there.
 */
const UNICODE: Readonly<Record<string, ClassMembers>> = {
  d: writeSame('\\p{Nd}'),
  D: writeSame('\\P{Nd}'),
  w: writeSame('\\p{L}\\p{N}_'),
  W: joinMembers(
    writeSame('\\p{M}\\p{S}\\p{Z}\\p{Cc}\\p{Cf}\\p{Co}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}'),
    writeSpans(CONNECTORS),
  ),
  s: writeSpans(SPACE),
  S: writeSpans(invertSpans(SPACE)),
};

const ASCII: Readonly<Record<string, ClassMembers>> = {
  d: writeSpans(DIGIT_ASCII),
  D: writeSpans(invertSpans(DIGIT_ASCII)),
  w: writeSpans(WORD_ASCII),
  W: writeSpans(invertSpans(WORD_ASCII)),
  s: writeSpans(SPACE_ASCII),
  S: writeSpans(invertSpans(SPACE_ASCII)),
};

/** The members of a class escape (`d D w W s S`) for use between brackets. */
export function findClassMembers(letter: string, ascii: boolean): ClassMembers {
  return (ascii ? ASCII : UNICODE)[letter] ?? writeSame('');
}
