import { findClassMembers, type ClassMembers } from './regex-sets.ts';
import { readEscape, readRepeat, type Escape } from './regex-syntax.ts';
import { RegexCost } from './regex-cost.ts';

/**
 * Python's `re` syntax rewritten for RE2, and for JavaScript where that is provably as fast. Groups lose their names
 * and numbers, since only "does it match" is asked.
 *
 * Differences that remain: `\b` and `\B` know ASCII words only; `$` before a final newline consumes that newline;
 * `[\W]` leaves out unassigned code points; repeat counts end at 1000; no back-references, look-around, atomic groups,
 * possessive quantifiers, conditionals or verbose mode (RE2 has none of them in linear time, or none at all).
 */
export interface Translation {
  readonly re2: string;
  /** Source for a `u`-flagged RegExp with the same meaning; null when backtracking could exceed linear time. */
  readonly native: string | null;
}

export class PatternError extends Error {}

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly ascii: boolean;
}

const SYNTAX = /[\\^$.*+?()[\]{}|/-]/;
const LOOKAROUND = /^\((\?=|\?!|\?<=|\?<!)/;

/** Translates a pattern, anchored at its start as Python's `re.match`. Throws PatternError for what cannot be said in RE2. */
export function translatePattern(pattern: string): Translation {
  return new Translator(pattern).translate();
}

class Translator {
  private readonly source: string;
  private at = 0;
  private re2 = '';
  private native = '';
  private readonly cost: RegexCost;
  private readonly names = new Set<string>();
  private readonly groups: Flags[] = [];
  private flags: Flags = { ignoreCase: false, multiline: false, dotAll: false, ascii: false };
  /** Whether the last thing read can be repeated, and whether it was a group. */
  private last: 'none' | 'atom' | 'group' = 'none';

  constructor(source: string) {
    this.source = source;
    this.cost = new RegexCost(source.length);
  }

  translate(): Translation {
    this.readGlobalFlags();
    while (this.at < this.source.length) this.readItem();
    if (this.groups.length > 0) throw new PatternError('missing ), unterminated group');
    this.cost.closeAlternation();
    const prefix = this.flags.ignoreCase ? '(?i)' : '';
    return {
      re2: `${prefix}\\A(?:${this.re2})`,
      native: this.cost.isLinear() ? `^(?:${this.native})` : null,
    };
  }

  private readItem(): void {
    const char = this.source[this.at] as string;
    switch (char) {
      case '\\':
        return this.readBackslash();
      case '[':
        return this.readClass();
      case '(':
        return this.openGroup();
      case ')':
        return this.closeGroup();
      case '|':
        this.cost.addAlternative();
        return this.write('|', '|', 'none', 1);
      case '^':
        return this.flags.multiline ? this.writeMultiline('^') : this.write('\\A', '^', 'none', 1);
      case '$':
        return this.flags.multiline ? this.writeMultiline('$') : this.write('(?:\\z|\\n\\z)', '(?=\\n?$)', 'none', 1);
      case '.':
        return this.write(this.flags.dotAll ? '(?s:.)' : '[^\\n]', this.flags.dotAll ? '[^]' : '[^\\n]', 'atom', 1);
      default:
        return this.readRepeatOrLiteral();
    }
  }

  private readRepeatOrLiteral(): void {
    const repeat = readRepeat(this.source, this.at);
    if (repeat === null) return this.writeLiteral(this.source.codePointAt(this.at) as number);
    if (this.last === 'none') throw new PatternError(`nothing to repeat at position ${this.at}`);
    const next = this.source[this.at + repeat.length];
    if (next === '+') throw new PatternError('possessive quantifiers are not supported');
    if (repeat.max !== null && repeat.max < repeat.min) throw new PatternError('min repeat greater than max repeat');
    this.cost.addRepeat(repeat, this.last === 'group');
    const lazy = next === '?' ? '?' : '';
    this.write(repeat.text + lazy, repeat.text + lazy, 'none', repeat.length + lazy.length);
  }

  private writeLiteral(codePoint: number): void {
    const char = String.fromCodePoint(codePoint);
    const text = char !== '-' && SYNTAX.test(char) ? `\\${char}` : char;
    this.write(text, text, 'atom', char.length);
  }

  private writeMultiline(anchor: string): void {
    this.cost.refuse();
    this.write(`(?m:${anchor})`, '', 'none', 1);
  }

  private readBackslash(): void {
    const escape = readEscape(this.source, this.at, false);
    if (typeof escape === 'string') throw new PatternError(escape);
    if (escape.kind === 'literal') {
      const start = this.at;
      this.writeLiteral(escape.codePoint);
      this.at = start + escape.length;
    } else if (escape.kind === 'set') {
      const members = findClassMembers(escape.letter.toLowerCase(), this.flags.ascii);
      const open = escape.letter === escape.letter.toLowerCase() ? '[' : '[^';
      this.write(`${open}${members.re2}]`, `${open}${members.native}]`, 'atom', escape.length);
    } else {
      this.write(escape.re2, escape.native, 'none', escape.length);
    }
  }

  private readClass(): void {
    const start = this.at;
    this.at += 1;
    const negated = this.source[this.at] === '^';
    if (negated) this.at += 1;
    let re2 = '';
    let native = '';
    for (let first = true; first || this.source[this.at] !== ']'; first = false) {
      const members = this.readClassItem();
      re2 += members.re2;
      native += members.native;
    }
    const length = this.at + 1 - start;
    this.at = start;
    const open = negated ? '[^' : '[';
    this.write(`${open}${re2}]`, `${open}${native}]`, 'atom', length);
  }

  private readClassItem(): ClassMembers {
    const low = this.readClassAtom();
    const isRange = this.source[this.at] === '-' && this.source[this.at + 1] !== ']';
    if (!isRange || this.at + 1 >= this.source.length) {
      return low.kind === 'set' ? findClassMembers(low.letter, this.flags.ascii) : writeMember(low);
    }
    this.at += 1;
    const high = this.readClassAtom();
    if (low.kind !== 'literal' || high.kind !== 'literal' || high.codePoint < low.codePoint) {
      throw new PatternError('bad character range');
    }
    const [from, to] = [writeMember(low).re2, writeMember(high).re2];
    return { re2: `${from}-${to}`, native: `${from}-${to}` };
  }

  private readClassAtom(): Exclude<Escape, { kind: 'assertion' }> {
    const codePoint = this.source.codePointAt(this.at);
    if (codePoint === undefined) throw new PatternError('unterminated character set');
    if (this.source[this.at] !== '\\') {
      const length = String.fromCodePoint(codePoint).length;
      this.at += length;
      return { kind: 'literal', codePoint, length };
    }
    const escape = readEscape(this.source, this.at, true);
    if (typeof escape === 'string') throw new PatternError(escape);
    if (escape.kind === 'assertion') throw new PatternError('bad escape in character set');
    this.at += escape.length;
    return escape;
  }

  private readGlobalFlags(): void {
    const match = /^\(\?([aiLmsux]+)\)/.exec(this.source);
    if (match === null) return;
    this.flags = readFlags(this.flags, match[1] as string, '');
    if (this.flags.ignoreCase) this.cost.refuse();
    this.at = match[0].length;
  }

  private openGroup(): void {
    const rest = this.source.slice(this.at);
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment !== null) {
      this.at += comment[0].length;
      return;
    }
    const open =
      /^\((?!\?)|^\(\?:|^\(\?P<([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)>|^\(\?([aiLmsux]*)(?:-([imsx]+))?:/.exec(
        rest,
      );
    if (open === null) throw new PatternError(explainGroup(rest));
    if (open[1] !== undefined) this.addName(open[1]);
    this.groups.push(this.flags);
    const outer = this.flags;
    this.flags = readFlags(outer, open[2] ?? '', open[3] ?? '');
    const changesCase = this.flags.ignoreCase !== outer.ignoreCase;
    if (changesCase) this.cost.refuse();
    this.cost.openGroup();
    this.write(changesCase ? `(?${this.flags.ignoreCase ? '' : '-'}i:` : '(?:', '(?:', 'none', open[0].length);
  }

  private closeGroup(): void {
    const outer = this.groups.pop();
    if (outer === undefined) throw new PatternError('unbalanced parenthesis');
    this.flags = outer;
    this.cost.closeGroup();
    this.write(')', ')', 'group', 1);
  }

  private addName(name: string): void {
    if (this.names.has(name)) throw new PatternError(`redefinition of group name "${name}"`);
    this.names.add(name);
  }

  private write(re2: string, native: string, last: 'none' | 'atom' | 'group', length: number): void {
    this.re2 += re2;
    this.native += native;
    this.last = last;
    this.at += length;
  }
}

function writeMember(literal: { readonly codePoint: number }): ClassMembers {
  const char = String.fromCodePoint(literal.codePoint);
  const text = SYNTAX.test(char) ? `\\${char}` : char;
  return { re2: text, native: text };
}

function readFlags(outer: Flags, on: string, off: string): Flags {
  if (on.includes('x')) throw new PatternError('verbose mode (?x) is not supported');
  if (on.includes('L')) throw new PatternError('the locale flag (?L) is not supported');
  return {
    ignoreCase: !off.includes('i') && (outer.ignoreCase || on.includes('i')),
    multiline: !off.includes('m') && (outer.multiline || on.includes('m')),
    dotAll: !off.includes('s') && (outer.dotAll || on.includes('s')),
    ascii: !on.includes('u') && (outer.ascii || on.includes('a')),
  };
}

function explainGroup(rest: string): string {
  if (LOOKAROUND.test(rest)) return 'look-ahead and look-behind are not supported';
  if (rest.startsWith('(?P=')) return 'back-references are not supported';
  if (rest.startsWith('(?>')) return 'atomic groups are not supported';
  if (rest.startsWith('(?(')) return 'conditional groups are not supported';
  if (/^\(\?[aiLmsux]+\)/.test(rest)) return 'global flags must stand at the start of the expression';
  return `unknown extension ${rest.slice(0, 4)}`;
}
