import { invalid } from '../../core/errors.ts';

/** In UTC: from the first instant on, before the end. */
export type Period = { from: Date; to: Date };

/** What counts are added up over. */
export type Step = '15m' | '1h' | '24h';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_DAYS = 731;
/** compat: of what lies further back only hours are shown. */
const DAYS_OF_QUARTERS = 10;
/** As many lines of one set of labels as a chart can show. */
const DAYS_OF_HOURS = 92;

/** The last days up to and with today. */
export function lastDays(now: Date, days: number): Period {
  const tomorrow = Math.floor(now.getTime() / DAY_MS) * DAY_MS + DAY_MS;
  return { from: new Date(tomorrow - days * DAY_MS), to: new Date(tomorrow) };
}

/**
 * A period by its name, or as `30d`, `24h` or a number of days; the last 30 days for anything else. compat: billing periods are
 * calendar months here, as nobody is billed.
 */
export function readPeriod(name: string | undefined, now: Date): Period {
  const month = (offset: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
  if (name === 'current_billing_period') return { from: month(0), to: month(1) };
  if (name === 'previous_billing_period') return { from: month(-1), to: month(0) };
  if (name === '90_day_period') return lastDays(now, 90);
  const match = /^(\d{1,5})([hd]?)$/.exec(name ?? '');
  const count = Number(match?.[1] ?? 30);
  if (match?.[2] !== 'h') return lastDays(now, Math.min(LONGEST_DAYS, Math.max(1, count)));
  const hours = Math.min(LONGEST_DAYS * 24, Math.max(1, count));
  const from = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - (hours - 1) * HOUR_MS;
  return { from: new Date(from), to: new Date(from + hours * HOUR_MS) };
}

/** Throws INVALID for a step that there is not, or that is too fine for the period. */
export function readStep(name: string | undefined, { from, to }: Period): Step {
  const step = STEPS.get(name ?? '24h');
  if (step === undefined) throw invalid({ aggregate_every: [`"${name}" is not a valid choice: 15m, 1h or 24h.`] });
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  const most = step === '15m' ? DAYS_OF_QUARTERS : step === '1h' ? DAYS_OF_HOURS : LONGEST_DAYS;
  if (days > most) throw invalid({ aggregate_every: [`Steps of ${step} are shown for at most ${most} days.`] });
  return step;
}

const STEPS = new Map<string, Step>([
  ['15m', '15m'],
  ['1h', '1h'],
  ['60m', '1h'],
  ['24h', '24h'],
  ['1d', '24h'],
]);
