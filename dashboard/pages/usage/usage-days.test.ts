import { expect, test } from 'vitest';
import { countOf, listSteps, readPeriod, readResource, toRequest } from './usage-days.ts';

const now = new Date('2030-03-10T10:20:00Z');
const row = (day: string, flags: number, identities = 0) => ({
  day,
  flags,
  identities,
  traits: 0,
  environment_document: 0,
});

test('usage: days with several rows → one step each, gaps as nothing', () => {
  const rows = [row('2030-03-09', 2), row('2030-03-09', 3, 4), row('2030-03-10', 1)];
  const steps = listSteps(rows, { period: '30d', resource: '', now });
  expect(steps).toHaveLength(30);
  expect(steps.slice(-3).map(({ count }) => count)).toEqual([0, 9, 1]);
  expect(listSteps(rows, { period: '30d', resource: 'flags', now }).at(-2)?.count).toBe(5);
});

test('usage: hours and months → from their first step to their last', () => {
  const steps = (period: '24h' | 'month' | 'last-month') =>
    listSteps([], { period, resource: '', now }).map(({ at }) => at.slice(0, 13));
  expect([steps('24h')[0], steps('24h').length]).toEqual(['2030-03-09T11', 24]);
  expect([steps('month')[0], steps('month').length]).toEqual(['2030-03-01T00', 10]);
  expect([steps('last-month')[0], steps('last-month').at(-1)]).toEqual(['2030-02-01T00', '2030-02-28T00']);
});

test('usage: of all resources → their sum', () => {
  expect(countOf(row('', 2, 3), '')).toBe(5);
  expect(countOf(row('', 2, 3), 'identities')).toBe(3);
});

test('usage: an address with what there is not → 30 days of everything', () => {
  expect([readPeriod('1y'), readResource('cats')]).toEqual(['30d', '']);
  expect([toRequest('month'), toRequest('90d')]).toEqual(['period=current_billing_period', 'period=90d']);
});
