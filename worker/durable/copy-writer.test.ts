import { expect, test } from 'vitest';
import { openMemoryLog } from '../testing/memory-log.ts';
import { snapshotOf } from '../testing/simulation/snapshot.ts';
import { CopyWriter } from './copy-writer.ts';
import type { PublicationLog } from './publication-store.ts';

const WRITE_TAKES_MS = 400;
const TEXT = JSON.stringify({ ...snapshotOf(['a']), server_keys: [] });

let now = 1_000_000;

function open(store: PublicationLog): CopyWriter {
  const target = {
    name: 'kv',
    put: async () => void (now += WRITE_TAKES_MS / 2),
    delete: async () => undefined,
  };
  return new CopyWriter(target, store, {
    now: () => now,
    random: () => 0,
    hash: async (text) => text,
    within: (work) => work,
    logEvent: () => undefined,
    logFailure: (_, error) => {
      throw error;
    },
  });
}

test('KV is slow to take a write → the next one waits a second from its end, also in a new process', async () => {
  const store = openMemoryLog();
  const writer = open(store);
  // The environment and the link from its key: two writes, one after the other.
  const begun = now;
  await writer.write(1, 1, TEXT);
  expect(now).toBe(begun + WRITE_TAKES_MS);
  expect(writer.dueAt(2)).toBe(begun + WRITE_TAKES_MS + 1_000);
  expect(open(store).dueAt(2)).toBe(begun + WRITE_TAKES_MS + 1_000);
});
