import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_LABELS, type UsageReport } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';
import { BufferedRequestCounter } from './request-counter.ts';

const GO = { sdk: 'flagsmith-go-sdk/5.0.0', applicationName: null, applicationVersion: null };

let reports: UsageReport[];
let failures: number;
let isOverloaded: boolean;
let work: Promise<unknown>[];
let counter: BufferedRequestCounter;
const defer = (promise: Promise<unknown>) => work.push(promise);

beforeEach(() => {
  vi.useFakeTimers();
  reports = [];
  failures = 0;
  isOverloaded = false;
  work = [];
  const buffer = {
    record: async (report: UsageReport) => {
      reports.push(report);
      if (isOverloaded) throw Object.assign(new Error('too much to do'), { overloaded: true });
      if (failures > 0) {
        failures -= 1;
        throw new Error('gone');
      }
    },
  };
  const namespace = { idFromName: (name: string) => name, get: () => buffer };
  counter = new BufferedRequestCounter({ USAGE_BUFFER: namespace } as unknown as HalyardEnv);
});
afterEach(() => vi.useRealTimers());

async function settle(ms: number) {
  await vi.advanceTimersByTimeAsync(ms);
  await Promise.all(work);
}

test('request counter: many requests within two seconds → one report per environment with their sums', async () => {
  for (let n = 0; n < 1_000; n += 1) counter.count(1, 1, NO_LABELS, defer);
  counter.count(1, 2, GO, defer);
  counter.count(2, 4, NO_LABELS, defer);
  await settle(2_000);

  expect(work).toHaveLength(1);
  expect(reports.map(({ environmentId, requests }) => [environmentId, requests])).toEqual([
    [
      1,
      [
        { resource: 1, labels: NO_LABELS, count: 1_000 },
        { resource: 2, labels: GO, count: 1 },
      ],
    ],
    [2, [{ resource: 4, labels: NO_LABELS, count: 1 }]],
  ]);
  counter.count(1, 1, NO_LABELS, defer);
  await settle(2_000);
  expect(reports).toHaveLength(3);
});

test('request counter: an answer that is lost → repeated once under the same id', async () => {
  failures = 1;
  counter.count(1, 1, NO_LABELS, defer);
  await settle(2_000);

  expect(reports).toHaveLength(2);
  expect(new Set(reports.map(({ id }) => id)).size).toBe(1);
});

test('request counter: a timer that died with its request → another takes its place, nothing is lost', async () => {
  counter.count(1, 1, NO_LABELS, defer);
  vi.clearAllTimers();
  work.length = 0;
  await vi.advanceTimersByTimeAsync(7_000);
  counter.count(1, 1, NO_LABELS, defer);
  await settle(2_000);

  expect(reports.map(({ requests }) => requests[0]?.count)).toEqual([2]);
});

test('request counter: labels without end → counted, most of them without labels', async () => {
  for (let n = 0; n < 500; n += 1) counter.count(1, 1, { ...GO, applicationName: String(n) }, defer);
  await settle(2_000);

  const [{ requests } = { requests: [] }] = reports;
  expect(requests).toHaveLength(51);
  expect(requests.reduce((sum, { count }) => sum + count, 0)).toBe(500);
});

test('request counter: the buffer says that it is overloaded → it is not asked again, and what is lost is told', async () => {
  const logged: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void logged.push(line));
  isOverloaded = true;
  for (let n = 0; n < 7; n += 1) counter.count(1, 1, NO_LABELS, defer);
  await settle(2_000);

  expect(reports).toHaveLength(1);
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ event: 'usage.requests.lost', requests: 7 }]);
  vi.restoreAllMocks();
});
