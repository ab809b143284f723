import { expect, test } from 'vitest';
import { listSdks, listSteps, readPeriod } from './usage-steps.ts';

const now = new Date('2026-03-10T10:20:00Z');
const entry = (day: string, count: number, agent: string | null = null) => ({
  day,
  count,
  labels:
    agent === null ? null : { user_agent: agent, client_application_name: null, client_application_version: null },
});

test('usage: days → one step each, labels added up, gaps as nothing', () => {
  const steps = listSteps([entry('2026-03-09', 2, 'js'), entry('2026-03-09', 3), entry('2026-03-10', 1)], '30d', now);

  expect(steps).toHaveLength(30);
  expect(steps[0]?.at).toBe('2026-02-09T00:00:00.000Z');
  expect(steps.slice(-3).map(({ count }) => count)).toEqual([0, 5, 1]);
});

test('usage: hours → the running one is the last', () => {
  const steps = listSteps([entry('2026-03-10T10:00:00Z', 4), entry('2026-03-09T11:00:00Z', 7)], '24h', now);

  expect(steps).toHaveLength(24);
  expect(steps[0]).toEqual({ at: '2026-03-09T11:00:00.000Z', count: 7 });
  expect(steps.at(-1)).toEqual({ at: '2026-03-10T10:00:00.000Z', count: 4 });
});

test('usage: SDKs → most first, those that do not say so together', () => {
  expect(listSdks([entry('a', 1), entry('b', 5, 'js'), entry('c', 2)])).toEqual([
    { name: 'js', count: 5 },
    { name: 'Not told', count: 3 },
  ]);
});

test.each([
  ['90d', '90d'],
  ['7d', '30d'],
  [null, '30d'],
])('usage: period %s → %s', (text, period) => {
  expect(readPeriod(text)).toBe(period);
});
