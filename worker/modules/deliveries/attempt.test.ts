import { expect, test } from 'vitest';
import { judge, readRetryAfter, secondsOfRest, secondsToNextAttempt, type Outcome } from './attempt.ts';

const outcome = (status: number | null): Outcome => ({ status, error: null, retryAfter: null, response: '' });

test('verdict: by status → delivered, tried again, or failed for good', () => {
  const verdicts = (...statuses: (number | null)[]) => statuses.map((status) => judge(outcome(status)));

  expect(new Set(verdicts(200, 201, 204, 299))).toEqual(new Set(['delivered']));
  expect(new Set(verdicts(null, 301, 302, 304, 408, 425, 429, 500, 502, 503, 599))).toEqual(new Set(['retry']));
  expect(new Set(verdicts(400, 401, 403, 404, 410, 422))).toEqual(new Set(['failed']));
  expect(judge({ ...outcome(null), isHopeless: true })).toBe('failed');
});

test('pauses: attempt after attempt → grow to six hours, spread by a fifth', () => {
  const middle = [1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => secondsToNextAttempt(attempt, null, 0.5));
  expect(middle).toEqual([5, 30, 120, 600, 3600, 10_800, 21_600, 21_600]);
  expect(secondsToNextAttempt(1, null, 0)).toBeCloseTo(4);
  expect(secondsToNextAttempt(1, null, 1)).toBeCloseTo(6);
});

test('pauses: the receiver asks for a longer one → it gets it; for a shorter one → it does not', () => {
  expect(secondsToNextAttempt(1, 90, 0.5)).toBe(90);
  expect(secondsToNextAttempt(3, 1, 0.5)).toBe(120);
  expect(secondsOfRest(1, 90)).toBe(90);
});

test('rest: a receiver is down again and again → none at first, then up to five minutes', () => {
  expect([1, 2, 3, 4, 5, 20, 9_999].map((failures) => secondsOfRest(failures, null))).toEqual([
    0, 0, 2, 4, 8, 300, 300,
  ]);
});

test('Retry-After: seconds, a date, nonsense, too much → seconds within six hours, or null', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(readRetryAfter('120', now)).toBe(120);
  expect(readRetryAfter('Thu, 01 Jan 2026 00:01:30 GMT', now)).toBe(90);
  expect(readRetryAfter('Thu, 01 Jan 2025 00:00:00 GMT', now)).toBe(0);
  expect(readRetryAfter('999999999', now)).toBe(21_600);
  expect([readRetryAfter(null, now), readRetryAfter('', now), readRetryAfter('soon', now)]).toEqual([null, null, null]);
});
