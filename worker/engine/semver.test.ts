import { describe, expect, it } from 'vitest';
import { compareToVersion, parseVersion, type Version } from './semver.ts';

describe('parseVersion', () => {
  it.each([
    '1.2.3',
    '0.0.0',
    '1.2.3-rc.1',
    '1.2.3-0.a.b-c',
    '1.2.3+build.007',
    '1.2.3-rc+x.-',
    '99999999999999999999.0.0',
  ])('strict version: %s → read', (text) => {
    expect(parseVersion(text)).not.toBeNull();
  });

  it.each([
    '',
    '1',
    '1.2',
    '1.2.3.4',
    'v1.2.3',
    '01.2.3',
    '1.02.3',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3-a..b',
    '1.2.3+',
    '1.2.3-é',
  ])('not a strict version: "%s" → null', (text) => {
    expect(parseVersion(text)).toBeNull();
  });

  it.each([' 1.2.3', '1.2.3 ', '1.2.3\n', '-1.2.3', '1.2.-3', '1.a.3'])('text around: %j → null', (text) => {
    expect(parseVersion(text)).toBeNull();
  });
});

describe('compareToVersion', () => {
  /** The order of the specification, with long numbers added. */
  const ORDERED = [
    '0.9.9',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0-rc.2',
    '1.0.0-rc.10',
    '1.0.0',
    '1.0.1-0',
    '1.0.1',
    '1.2.0',
    '1.10.0',
    '2.0.0',
    '9007199254740993.0.0',
    '9007199254740994.0.0',
  ];

  it('all pairs of the specified order → compared by position', () => {
    for (const [left, text] of ORDERED.entries()) {
      for (const [right, other] of ORDERED.entries()) {
        const order = compareToVersion(text, parseVersion(other) as Version);
        expect([text, other, Math.sign(order as number)]).toEqual([text, other, Math.sign(left - right)]);
      }
    }
  });

  it('build metadata → ignored', () => {
    expect(compareToVersion('1.0.0+one', parseVersion('1.0.0+two') as Version)).toBe(0);
    expect(compareToVersion('1.0.0-rc+one', parseVersion('1.0.0') as Version)).toBeLessThan(0);
  });

  it.each(['1.2', '1.2.3.4', '1.02.3', '', 'x'])('text that is no version: "%s" → null', (text) => {
    expect(compareToVersion(text, parseVersion('1.0.0') as Version)).toBeNull();
  });
});
