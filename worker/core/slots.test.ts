import { expect, test } from 'vitest';
import { NoSlot, Slots } from './slots.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('slots: more work than slots → never more at once than slots, and all of it is done', async () => {
  const slots = new Slots('tests', 3, 5_000, 60_000);
  let running = 0;
  let most = 0;
  const work = async (number: number) => {
    running += 1;
    most = Math.max(most, running);
    await sleep(2);
    running -= 1;
    return number;
  };

  const done = await Promise.all(Array.from({ length: 20 }, (_, number) => slots.run(() => work(number))));

  expect(done).toEqual(Array.from({ length: 20 }, (_, number) => number));
  expect(most).toBe(3);
});

test('slots: none comes free in time → refused, and the work is not begun', async () => {
  const slots = new Slots('tests', 1, 20, 60_000);
  const first = slots.run(() => sleep(200));

  await expect(slots.run(() => Promise.reject(new Error('begun')))).rejects.toThrow(NoSlot);
  await first;
});

test('slots: work that throws, or that never ends → its slot is free again', async () => {
  const slots = new Slots('tests', 1, 2_000, 30);

  await expect(slots.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  void slots.run(() => new Promise(() => undefined));
  await expect(slots.run(async () => 'done')).resolves.toBe('done');
});
