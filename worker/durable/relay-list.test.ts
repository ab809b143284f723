import { expect, test } from 'vitest';
import { RELAYS } from '../platform/change-feed.ts';
import { RelayList } from './relay-list.ts';

const NOW = 1_000_000;
const LATER = NOW + 2 * 60 * 60 * 1000;

function openList(
  tell: (index: number) => Promise<number> = () => Promise.resolve(1),
  kept = new Map<string, string>(),
) {
  const store = {
    readFact: (name: string) => kept.get(name) ?? null,
    writeFact: (name: string, value: string | null) =>
      void (value === null ? kept.delete(name) : kept.set(name, value)),
  };
  const told: number[] = [];
  const list = new RelayList(store, (_, index) => ({
    tell: async () => {
      const count = await tell(index);
      told.push(index);
      return count;
    },
  }));
  return { list, told, kept };
}

test('relays: never needed → not told; a publisher that restarts → still told', () => {
  const { list, kept } = openList();
  expect(list.areUsed).toBe(false);
  list.pick(NOW, 0.5);
  const { list: restarted } = openList(undefined, kept);
  expect(restarted.areUsed).toBe(true);
});

test('relays: one fails twice → it is told at the third try, and each other once', async () => {
  let failures = 0;
  const { list, told } = openList(async (index) => {
    if (index === 3 && failures < 2) {
      failures += 1;
      throw new Error('restarting');
    }
    return 1;
  });
  list.pick(NOW, 0);
  await list.tell(7, 1, '{}', NOW);
  expect(told.toSorted((one, other) => one - other)).toEqual(Array.from({ length: RELAYS }, (_, index) => index));
});

test('relays: no listener is left for long → forgotten; one is left, or one came lately → kept', async () => {
  const { list: abandoned, kept } = openList(() => Promise.resolve(0));
  abandoned.pick(NOW, 0);
  await abandoned.tell(7, 1, '{}', NOW + 1);
  expect(abandoned.areUsed).toBe(true);
  await abandoned.tell(7, 2, '{}', LATER);
  expect(abandoned.areUsed).toBe(false);
  expect(kept.size).toBe(0);

  const { list: busy } = openList((index) => Promise.resolve(index === 2 ? 1 : 0));
  busy.pick(NOW, 0);
  await busy.tell(7, 1, '{}', LATER);
  expect(busy.areUsed).toBe(true);
});
