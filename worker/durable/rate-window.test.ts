import { expect, test } from 'vitest';
import { takeUse, type RateWindow } from './rate-window.ts';

const LIMIT = { uses: 3, seconds: 60 };

function takeMany(times: number, held: RateWindow | null, now: number) {
  let window = held;
  for (let turn = 0; turn < times; turn += 1) {
    const taken = takeUse(window, LIMIT, now);
    if ('wait' in taken) return taken;
    window = taken;
  }
  return window;
}

test('rate: as many uses as the limit → counted; one more → seconds until the window ends', () => {
  const full = takeMany(3, null, 120_000) as RateWindow;

  expect(full).toEqual({ start: 120_000, uses: 3, before: 0 });
  expect(takeUse(full, LIMIT, 130_000)).toEqual({ wait: 50 });
});

test('rate: right after a full window → refused until enough of that window is past', () => {
  const full = { start: 0, uses: 3, before: 0 };

  expect(takeUse(full, LIMIT, 61_000)).toHaveProperty('wait');
  expect(takeUse(full, LIMIT, 81_000)).toEqual({ start: 60_000, uses: 1, before: 3 });
});

test('rate: a window long past, or a clock that was set back → begins anew', () => {
  expect(takeUse({ start: 0, uses: 3, before: 3 }, LIMIT, 600_000)).toEqual({ start: 600_000, uses: 1, before: 0 });
  expect(takeUse({ start: 600_000, uses: 3, before: 3 }, LIMIT, 0)).toEqual({ start: 0, uses: 1, before: 0 });
});
