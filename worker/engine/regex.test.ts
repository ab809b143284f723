import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { translatePattern } from './regex-translation.ts';
import { checkPattern, compilePattern } from './regex.ts';

describe('compilePattern', () => {
  it.each([
    ['b+', 'abb', false],
    ['b+', 'bba', true],
    ['', 'anything', true],
    ['a|b', 'xb', false],
    ['x|^b', 'b', true],
    ['a$', 'a\n', true],
    ['a$', 'a\nb', false],
    ['a\\Z', 'a\n', false],
    ['\\Aa\\Z', 'a', true],
    ['a.b', 'a\nb', false],
    ['(?s)a.b', 'a\nb', true],
    ['(?m)a$\nb', 'a\nb', true],
    ['(?i)straße', 'STRAßE', true],
    ['(?i:A)b', 'ab', true],
    ['(?i:A)b', 'aB', false],
    ['(?i)(?-i:A)b', 'aB', false],
    ['(?P<year>\\d{4})-', '2026-11', true],
    ['(?#comment)a', 'a', true],
    ['a{,2}b', 'aab', true],
    ['a{,2}b', 'aaab', false],
    ['a{x', 'a{x', true],
    ['[]a]+\\Z', ']a', true],
    ['[^]]', ']', false],
    ['[[:alpha:]]', 'a]', true],
    ['[a-c-]+\\Z', 'b-', true],
    ['[\\b]', '\b', true],
    ['\\x41\\u00e9\\U0001F600\\101', 'Aé\u{1F600}A', true],
    ['\\.\\/\\-', './-', true],
    ['\u{1F600}.\\Z', '\u{1F600}\u{1F601}', true],
  ])('Python meaning: %j against %j → %s', (pattern, subject, expected) => {
    expect(checkPattern(pattern)).toBeNull();
    expect(compilePattern(pattern)(subject)).toBe(expected);
  });

  it.each([
    ['\\d\\Z', '٣', true],
    ['(?a)\\d', '٣', false],
    ['\\w+\\Z', 'naïve_2', true],
    ['(?a)\\w+\\Z', 'naïve', false],
    ['\\W', 'é', false],
    ['[\\W]', 'é', false],
    ['[\\W]', '-', true],
    ['[^\\W\\d]\\Z', 'é', true],
    ['\\s\\S', '\u00a0x', true],
    ['[\\s]', '\u2003', true],
    ['[\\S]', '\u2003', false],
    ['[\\D]', '7', false],
    ['(?a)[\\D\\S\\W]', 'é', true],
  ])('Unicode classes: %j against %j → %s', (pattern, subject, expected) => {
    expect(compilePattern(pattern)(subject)).toBe(expected);
  });

  it('lengths: beyond 1,000 for the pattern or 2,000 for the subject → no match', () => {
    expect(compilePattern('a'.repeat(1000))('a'.repeat(1000))).toBe(true);
    expect(compilePattern(`a${'b?'.repeat(500)}`)('a')).toBe(false);
    expect(compilePattern('a')('a'.repeat(2000))).toBe(true);
    expect(compilePattern('a')('a'.repeat(2001))).toBe(false);
  });

  it.each(['(a+)+$', '(a|aa)+$', '(.*)*x', 'a*a*a*a*a*a*b', '(?:a?){300}a{300}b', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'catastrophic elsewhere: %s → answers at once',
    (pattern) => {
      const matches = compilePattern(pattern);
      const start = performance.now();
      expect(matches(`${'a'.repeat(1999)}!`)).toBe(false);
      expect(performance.now() - start).toBeLessThan(1000);
    },
  );

  it('the quick path: any pattern that takes it → answers as RE2 does', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      '.',
      '\\d',
      '\\w',
      '[a-c]',
      '[^b]',
      '\\.',
      '\\b',
      '(?:a|b)',
      '(b|)',
      'é',
      '[\\W]',
      '[\\s.]',
    );
    const repeat = fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{1,3}', '{,2}', '*?');
    const piece = fc.tuple(atom, repeat).map(([left, right]) => left + (/^(\\b|\()/.test(left) ? '' : right));
    const sequence = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    const pattern = fc.tuple(fc.array(sequence, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '$', '\\Z'));
    const subject = fc.array(fc.constantFrom('a', 'b', 'c', '.', '7', ' ', '\n', 'é', '\u{1F600}'), { maxLength: 8 });
    let quick = 0;
    fc.assert(
      fc.property(pattern, subject, ([branches, end], chars) => {
        const { re2, native } = translatePattern(branches.join('|') + end);
        if (native === null) return;
        quick += 1;
        const text = chars.join('');
        expect(new RegExp(native, 'u').test(text)).toBe(RE2JS.compile(re2).test(text));
      }),
      { numRuns: 2000 },
    );
    expect(quick).toBeGreaterThan(500);
  });

  it('the quick path: only with one unbounded repeat and few branches', () => {
    const takesIt = (pattern: string): boolean => translatePattern(pattern).native !== null;
    expect(['^[^@]+@(?:acme|corp)\\.example$', '\\d{4}-\\d{2}', '.*x'].map(takesIt)).toEqual([true, true, true]);
    expect(['.*x.*y', '(ab)+', '(a|b)*', '(?:a?){30}', '(?i)a', 'a?a?a?a?a?'].some(takesIt)).toBe(false);
  });
});

describe('checkPattern', () => {
  it.each([
    ['(?=a)', 'look-ahead'],
    ['(?<!a)b', 'look-behind'],
    ['(a)\\1', 'back-references'],
    ['(?P<x>a)(?P=x)', 'back-references'],
    ['(?>a)', 'atomic'],
    ['(a)(?(1)b)', 'conditional'],
    ['a++', 'possessive'],
    ['(?x) a', 'verbose'],
    ['(?L)a', 'locale'],
    ['a(?i)b', 'global flags'],
    ['(?Z)', 'unknown extension'],
    ['(a', 'unterminated group'],
    ['a)', 'unbalanced'],
    ['[a', 'unterminated character set'],
    ['[z-a]', 'bad character range'],
    ['[\\d-z]', 'bad character range'],
    ['*a', 'nothing to repeat'],
    ['a**', 'nothing to repeat'],
    ['a{3,2}', 'min repeat'],
    ['a{1001}', 'repeat'],
    ['((a{100}){100}){10}', 'repeat'],
    ['\\', 'bad escape'],
    ['\\p{L}', 'bad escape'],
    ['[\\A]', 'bad escape'],
    ['\\UFFFFFFFF', 'code point'],
    ['(?P<a>x)(?P<a>y)', 'redefinition'],
    ['a'.repeat(1001), '1000 characters'],
  ])('refused: %s → says why, and never matches', (pattern, reason) => {
    expect(checkPattern(pattern)?.message).toContain(reason);
    expect(compilePattern(pattern)('a')).toBe(false);
  });

  it('any text → an answer, never an exception; what is accepted can be used', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab(){}[]?*+|\\.^$-:<>P=i1,dwsDWSbZ\n'), maxLength: 14 }),
        (pattern) => {
          const accepted = checkPattern(pattern) === null;
          const matched = compilePattern(pattern)('ab1');
          expect(accepted || !matched).toBe(true);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
