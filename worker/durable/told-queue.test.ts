import { expect, test } from 'vitest';
import { gatherTold, type ToldIdentity } from '../core/told-batch.ts';
import { openMemoryStorage } from '../testing/memory-storage.ts';
import { ToldQueue } from './told-queue.ts';

const identity = (identifier: string, ...flags: string[]): ToldIdentity => ({
  identifier,
  traits: [],
  flags,
  segments: [],
});

function open() {
  const storage = openMemoryStorage();
  const queue = new ToldQueue(storage.sql as never);
  const add = (...identities: ToldIdentity[]) => queue.add(7, gatherTold(identities));
  const waiting = () => queue.oldest(100).map(({ told }) => told);
  const sharedRows = () => storage.sql.exec('SELECT * FROM told_shared').toArray().length;
  return { queue, add, waiting, sharedRows };
}

test('identities of several batches → each once with its newest word, the oldest first', () => {
  const { queue, add, waiting } = open();
  add(identity('ada', ',{"a":1}'), identity('bob', ',{"a":1}'));
  add(identity('cleo', ',{"c":1}'), identity('ada', ',{"a":2}'));
  expect(waiting()).toEqual([identity('bob', ',{"a":1}'), identity('cleo', ',{"c":1}'), identity('ada', ',{"a":2}')]);
  expect(queue.size).toBe(3);
  expect(queue.oldest(1)[0]).toMatchObject({ environmentId: 7, told: identity('bob', ',{"a":1}') });
});

test('removed up to a position → what is newer stays, with all that it shares; what nobody shares is gone', () => {
  const { queue, add, waiting, sharedRows } = open();
  add(identity('ada', ',{"a":1}'));
  const [{ position } = { position: 0 }] = queue.oldest(1);
  add(identity('bob', ',{"b":1}'));
  add(identity('cleo', ',{"c":1}'));
  queue.remove(position);
  expect(waiting()).toEqual([identity('bob', ',{"b":1}'), identity('cleo', ',{"c":1}')]);
  expect(sharedRows()).toBe(2);
  queue.remove(queue.oldest(10).at(-1)?.position ?? 0);
  expect([queue.size, sharedRows()]).toEqual([0, 0]);
  add(identity('dora', ',{"d":1}'));
  expect(waiting()).toEqual([identity('dora', ',{"d":1}')]);
});

test('texts longer than one value may be → read as they were, whatever the characters at the seams', () => {
  const { add, waiting, sharedRows } = open();
  const long = `,{"text":"${'é😀'.repeat(400_000)}"}`;
  add(identity('ada', long), identity('bob', ',{}', long));
  expect(sharedRows()).toBeGreaterThan(2);
  expect(waiting()).toEqual([identity('ada', long), identity('bob', ',{}', long)]);
});

test('no identities → nothing is written', () => {
  const { queue, add, sharedRows } = open();
  add();
  expect([queue.size, sharedRows()]).toEqual([0, 0]);
});
