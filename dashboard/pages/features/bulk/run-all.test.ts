import { expect, test } from 'vitest';
import { runAll } from './run-all.ts';

test('bulk: one of many fails → the others are done, it is told with its error', async () => {
  const seen: number[] = [];
  const outcome = await runAll(
    [1, 2, 3, 4, 5, 6],
    async (item) => {
      await Promise.resolve();
      if (item === 2) throw new Error('no');
    },
    (finished) => seen.push(finished),
  );

  expect(new Set(outcome.done)).toEqual(new Set([1, 3, 4, 5, 6]));
  expect(outcome.failed).toMatchObject([{ item: 2, error: { message: 'no' } }]);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
});

test('bulk: many → no more than four at the same time', async () => {
  let [now, most] = [0, 0];
  await runAll(
    Array.from({ length: 20 }, (_, index) => index),
    async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
      now -= 1;
    },
    () => undefined,
  );

  expect(most).toBe(4);
});
