import { describe, expect, it } from 'vitest';
import { percentageOf } from './hashing.ts';
import { hashByReference } from './reference.test-support.ts';

describe('percentageOf', () => {
  it.each([
    ['12', '93', 27.655531106221243],
    ['1', '2', 26.59531906381276],
    ['78986', '32103813', 49.27985597119424],
  ])('published vector: %s and %s → %d', (object, subject, percentage) => {
    expect(percentageOf(object, subject)).toBe(percentage);
  });

  it('published vector: first hashed to 100 → hashed again with the ids doubled', () => {
    expect(percentageOf('1', '8931')).toBe(45.779155831166236);
  });

  it('lengths: from empty to several blocks, across every block edge → as the platform hashes', () => {
    for (let length = 0; length < 260; length++) {
      const subject = 'k'.repeat(length);
      expect(percentageOf('12345', subject)).toBe(hashByReference(['12345', subject]));
    }
  });

  it('one subject after another, in turn with keys of other lengths → no trace of the one before', () => {
    for (const subject of ['a-rather-long-subject', 'short', '', 'a-rather-long-subject']) {
      for (const object of ['1', '22', '1', '333', 'x'.repeat(40), 'é', '22']) {
        expect(percentageOf(object, subject)).toBe(hashByReference([object, subject]));
      }
    }
  });

  it('text beyond ASCII → hashed as UTF-8', () => {
    for (const text of ['é', 'ß€', '\u{1F600}', 'サイズ', 'mixed é \u{1F600} end']) {
      expect(percentageOf(text, text)).toBe(hashByReference([text, text]));
    }
  });

  it('lone surrogates → hashed as U+FFFD', () => {
    for (const text of ['\uD800', 'a\uDC00b', '\uDFFF\uD800', 'end\uD83D']) {
      expect(percentageOf('1', text)).toBe(hashByReference(['1', text.toWellFormed()]));
    }
  });

  it('a very long subject → hashed, and the next is not affected', () => {
    const long = 'x'.repeat(100_000);
    expect(percentageOf('1', long)).toBe(hashByReference(['1', long]));
    expect(percentageOf('1', '2')).toBe(26.59531906381276);
  });

  it('many identities → spread evenly over [0, 100)', () => {
    const deciles = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 10_000; index++) {
      const percentage = percentageOf('4242', `user-${index}`);
      expect(percentage >= 0 && percentage < 100).toBe(true);
      deciles[Math.floor(percentage / 10)]! += 1;
    }
    for (const count of deciles) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
