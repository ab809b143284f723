/** Uses in the window that began at `start` (epoch ms), and in the one before it. */
export type RateWindow = { start: number; uses: number; before: number };

export type Limit = { uses: number; seconds: number };

/**
 * One more use within the limit gives the window with it counted, else the seconds to wait. The window before counts with the share of it
 * that still lies within the last `seconds`, so that nobody gets twice the limit around a boundary.
 */
export function takeUse(held: RateWindow | null, { uses, seconds }: Limit, now: number): RateWindow | { wait: number } {
  const length = seconds * 1000;
  const window = moveTo(held, length, now);
  const share = 1 - (now - window.start) / length;
  if (window.uses + window.before * share + 1 > uses) {
    return { wait: (window.start + length - now) / 1000 };
  }
  return { ...window, uses: window.uses + 1 };
}

function moveTo(held: RateWindow | null, length: number, now: number): RateWindow {
  const start = now - (now % length);
  if (held === null || held.start > now) return { start, uses: 0, before: 0 };
  if (held.start === start) return held;
  return { start, uses: 0, before: held.start === start - length ? held.uses : 0 };
}
