/** What came of one attempt: a status, or why there was none. */
export type Outcome = {
  status: number | null;
  error: string | null;
  /** The reply's `Retry-After`. */
  retryAfter: string | null;
  response: string;
  /** The request can never be sent as it is. */
  isHopeless?: true;
};

export type Verdict = 'delivered' | 'retry' | 'failed';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Pauses before the second attempt, the third and so on; the last one is repeated. */
const PAUSES_SECONDS = [5, 30, 2 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR];
/** A receiver cannot ask for a longer pause than this. */
const LONGEST_WISH_SECONDS = 6 * HOUR;
const LONGEST_REST_SECONDS = 5 * MINUTE;
/** So many attempts in a row find a receiver down before it is left alone for a while. */
export const DOWN_AFTER = 3;

/**
 * 2xx is delivered. What may pass (no reply, 5xx, 408, 425, 429, and redirects, which nobody follows) is tried again; any other reply says
 * that the request itself is not wanted.
 */
export function judge({ status, isHopeless }: Outcome): Verdict {
  if (isHopeless === true) return 'failed';
  if (status === null) return 'retry';
  if (status >= 200 && status < 300) return 'delivered';
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) return 'failed';
  return 'retry';
}

/** Whether the receiver itself is in trouble, and not only one delivery. */
export function isDown({ status, isHopeless }: Outcome): boolean {
  return isHopeless !== true && (status === null || status >= 500 || status === 429);
}

/** Seconds until the next attempt after the attempt with this number (from 1), spread by ±20 %; never sooner than the receiver asks. */
export function secondsToNextAttempt(attempt: number, wish: number | null, random: number): number {
  const pause = PAUSES_SECONDS[Math.min(attempt, PAUSES_SECONDS.length) - 1] ?? 0;
  return Math.max(pause * (0.8 + 0.4 * random), wish ?? 0);
}

/** Seconds for which a receiver is left alone that was found down so many times in a row; then one request tries it. */
export function secondsOfRest(failures: number, wish: number | null): number {
  const rest = failures < DOWN_AFTER ? 0 : Math.min(LONGEST_REST_SECONDS, 2 ** Math.min(20, failures - DOWN_AFTER + 1));
  return Math.max(rest, wish ?? 0);
}

/** Seconds that the header asks to wait, as a number or a date; bounded, and null if it says nothing. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
  if (!Number.isFinite(seconds)) return null;
  return Math.min(LONGEST_WISH_SECONDS, Math.max(0, seconds));
}
