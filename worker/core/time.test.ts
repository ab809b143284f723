import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floorToQuarterHour, formatEpochSeconds, formatMicroseconds, parseMicroseconds } from './time.ts';

test('microseconds: a time as Python writes it → read and written without loss', () => {
  const text = '2026-08-21T16:44:17.123456+00:00';
  expect(formatMicroseconds(parseMicroseconds(text))).toBe(text);
  expect(parseMicroseconds('2026-08-21T16:44:17Z')).toBe(Date.parse('2026-08-21T16:44:17Z') * 1000);
});

test('microseconds: any moment of four thousand years → survives writing and reading', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 64_000_000_000_000_000 }), (moment) => {
      expect(parseMicroseconds(formatMicroseconds(moment))).toBe(moment);
    }),
  );
});

test('epoch seconds: a whole second → still has a fraction, which some clients need to see', () => {
  expect(formatEpochSeconds(1_755_791_057_000_000)).toBe('1755791057.000000');
  expect(formatEpochSeconds(1_755_791_057_000_042)).toBe('1755791057.000042');
});

test('quarter of an hour: any moment → the start of the block it lies in', () => {
  expect(floorToQuarterHour(Date.parse('2026-01-01T10:44:59.999Z'))).toBe(Date.parse('2026-01-01T10:30:00Z'));
  expect(floorToQuarterHour(Date.parse('2026-01-01T10:45:00Z'))).toBe(Date.parse('2026-01-01T10:45:00Z'));
});
