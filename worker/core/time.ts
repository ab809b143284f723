const QUARTER_HOUR_MS = 15 * 60 * 1000;

/** The start of the quarter of an hour (UTC) that holds the given instant; both in epoch milliseconds. */
export function floorToQuarterHour(instant: number): number {
  return Math.floor(instant / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
}

/** An instant as a whole number of microseconds since the epoch, from `2026-08-21T16:44:17.123456+00:00` or with `Z`. */
export function parseMicroseconds(iso: string): number {
  const milliseconds = Date.parse(iso);
  const fraction = /\.(\d{1,6})/.exec(iso)?.[1]?.padEnd(6, '0') ?? '000000';
  return Math.floor(milliseconds / 1000) * 1_000_000 + Number(fraction);
}

/** ISO 8601 with microseconds and offset, as Python writes it: `2026-08-21T16:44:17.123456+00:00`. */
export function formatMicroseconds(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000);
  const fraction = String(microseconds - seconds * 1_000_000).padStart(6, '0');
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}+00:00`;
}

/** Epoch seconds with a fraction that never vanishes, as Flagsmith's clients need it: `1755791057.123456`. */
export function formatEpochSeconds(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000);
  return `${seconds}.${String(microseconds - seconds * 1_000_000).padStart(6, '0')}`;
}
