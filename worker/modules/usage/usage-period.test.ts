import { expect, test } from 'vitest';
import { readPeriod, readStep } from './usage-period.ts';

const NOW = new Date('2026-03-01T10:20:00Z');
const show = (name: string | undefined) => {
  const { from, to } = readPeriod(name, NOW);
  return [from.toISOString(), to.toISOString()].map((text) => text.slice(0, 16));
};

test.each([
  [undefined, '2026-01-31T00:00', '2026-03-02T00:00'],
  ['nonsense', '2026-01-31T00:00', '2026-03-02T00:00'],
  ['current_billing_period', '2026-03-01T00:00', '2026-04-01T00:00'],
  ['previous_billing_period', '2026-02-01T00:00', '2026-03-01T00:00'],
  ['90_day_period', '2025-12-02T00:00', '2026-03-02T00:00'],
  ['7', '2026-02-23T00:00', '2026-03-02T00:00'],
  ['1d', '2026-03-01T00:00', '2026-03-02T00:00'],
  ['0', '2026-03-01T00:00', '2026-03-02T00:00'],
  ['24h', '2026-02-28T11:00', '2026-03-01T11:00'],
])('period: %s → from %s to %s', (name, from, to) => {
  expect(show(name)).toEqual([from, to]);
});

test('step: too fine for the period, or none that there is → INVALID names the field', () => {
  const fields = { aggregate_every: [expect.any(String)] };

  expect(readStep(undefined, readPeriod('700', NOW))).toBe('24h');
  expect(readStep('15m', readPeriod('10d', NOW))).toBe('15m');
  expect(() => readStep('15m', readPeriod('11d', NOW))).toThrow(expect.objectContaining({ fields }));
  expect(() => readStep('1h', readPeriod('93d', NOW))).toThrow(expect.objectContaining({ fields }));
  expect(() => readStep('1s', readPeriod('1d', NOW))).toThrow(expect.objectContaining({ fields }));
});
