import type { EvaluationData } from '../../../../../worker/contract/usage.ts';

/** For how long back, and in which steps. */
export type Period = '24h' | '30d' | '90d';

export const PERIODS: readonly { value: Period; label: string }[] = [
  { value: '24h', label: '24 hours' },
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
];

export function readPeriod(text: string | null): Period {
  return PERIODS.find(({ value }) => value === text)?.value ?? '30d';
}

/** What the API calls it. */
export function toQuery(period: Period): string {
  return period === '24h' ? 'period=24h&aggregate_every=1h' : `period=${period}`;
}

export type Step = { at: string; count: number };

const HOUR_MS = 3_600_000;

/** Every step of the period, those without an evaluation too, oldest first. Days are those of UTC, as the server counts. */
export function listSteps(data: readonly EvaluationData[], period: Period, now: Date): Step[] {
  const isHours = period === '24h';
  const length = isHours ? HOUR_MS : 24 * HOUR_MS;
  const count = Number.parseInt(period, 10);
  const last = Math.floor(now.getTime() / length) * length;
  const keyOf = (time: number) => (isHours ? new Date(time).toISOString().slice(0, 13) : toDay(time));
  const sums = new Map<string, number>();
  for (const { day, count: some } of data) {
    const key = isHours ? day.slice(0, 13) : day.slice(0, 10);
    sums.set(key, (sums.get(key) ?? 0) + some);
  }
  return Array.from({ length: count }, (_, index) => {
    const time = last - (count - 1 - index) * length;
    return { at: new Date(time).toISOString(), count: sums.get(keyOf(time)) ?? 0 };
  });
}

/** How much came from which SDK, most first. */
export function listSdks(data: readonly EvaluationData[]): { name: string; count: number }[] {
  const sums = new Map<string, number>();
  for (const { labels, count } of data) {
    const name = labels?.user_agent ?? 'Not told';
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].map(([name, count]) => ({ name, count })).toSorted((left, right) => right.count - left.count);
}

const toDay = (time: number) => new Date(time).toISOString().slice(0, 10);
