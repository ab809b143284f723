import type { UsageData } from '../../../worker/contract/usage.ts';

/** What SDKs ask for, as the API counts it. */
export const RESOURCES = [
  { value: 'flags', label: 'Flags' },
  { value: 'identities', label: 'Identities' },
  { value: 'traits', label: 'Traits' },
  { value: 'environment_document', label: 'Environment documents' },
] as const;
export type Resource = (typeof RESOURCES)[number]['value'];

export const PERIODS = [
  { value: '24h', label: '24 hours' },
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
  { value: 'month', label: 'This month' },
  { value: 'last-month', label: 'Last month' },
] as const;
export type Period = (typeof PERIODS)[number]['value'];

export function readPeriod(text: string | null): Period {
  return PERIODS.find(({ value }) => value === text)?.value ?? '30d';
}

export function readResource(text: string | null): Resource | '' {
  return RESOURCES.find(({ value }) => value === text)?.value ?? '';
}

/** What the API calls a period. */
export function toRequest(period: Period): string {
  if (period === '24h') return 'period=24h&aggregate_every=1h';
  if (period === 'month') return 'period=current_billing_period';
  return period === 'last-month' ? 'period=previous_billing_period' : `period=${period}`;
}

type Row = Pick<UsageData, 'day' | Resource>;

/** Requests of one resource, or of all. */
export function countOf(row: Row, resource: Resource | ''): number {
  return RESOURCES.reduce((sum, { value }) => sum + (resource === '' || resource === value ? row[value] : 0), 0);
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Every step of the period, those without a request too, oldest first. Days are those of UTC, as the server counts. */
export function listSteps(
  rows: readonly Row[],
  { period, resource, now }: { period: Period; resource: Resource | ''; now: Date },
): { at: string; count: number }[] {
  const isHours = period === '24h';
  const length = isHours ? 13 : 10;
  const sums = new Map<string, number>();
  for (const row of rows) {
    const key = row.day.slice(0, length);
    sums.set(key, (sums.get(key) ?? 0) + countOf(row, resource));
  }
  return listMoments(period, now).map((time) => {
    const at = new Date(time).toISOString();
    return { at, count: sums.get(at.slice(0, length)) ?? 0 };
  });
}

function listMoments(period: Period, now: Date): number[] {
  const step = period === '24h' ? HOUR_MS : DAY_MS;
  const today = Math.floor(now.getTime() / step) * step;
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const [first, last] = {
    '24h': [today - 23 * step, today],
    '30d': [today - 29 * step, today],
    '90d': [today - 89 * step, today],
    month: [Date.UTC(year, month, 1), today],
    'last-month': [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1) - step],
  }[period] as [number, number];
  return Array.from({ length: Math.round((last - first) / step) + 1 }, (_, index) => first + index * step);
}
