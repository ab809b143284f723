import { expect, test } from 'vitest';
import type { UsageReport } from '../core/ports.ts';
import { openMemoryStorage } from '../testing/memory-storage.ts';
import { UsageStore } from './usage-store.ts';

/** What a Durable Object's SQLite takes in one value. */
const LONGEST_VALUE_BYTES = 2_000_000;

function report(id: string, labels: string[]): UsageReport {
  return {
    id,
    environmentId: 1,
    entries: labels.map((label) => ({
      count: { feature: 'banner'.padEnd(200, '-'), count: 1, enabled: null },
      labels: { sdk: null, applicationName: label, applicationVersion: label },
    })),
  };
}

function drain(store: UsageStore): number {
  let sum = 0;
  for (let batch = store.oldestBatch(); batch !== null; batch = store.oldestBatch()) {
    for (const row of batch.rows) sum += row.count;
    store.drop(batch.sequence);
  }
  return sum;
}

test('usage store: a report repeated → counted once', () => {
  const store = new UsageStore(openMemoryStorage() as never);
  store.add(report('r1', ['a', 'b']), 0, 0);
  store.add(report('r1', ['a', 'b']), 0, 0);
  store.seal();
  expect(drain(store)).toBe(2);
});

test('usage store: counts that arrive after sealing → wait for the next sealing', () => {
  const store = new UsageStore(openMemoryStorage() as never);
  store.add(report('r1', ['a']), 0, 0);
  store.seal();
  store.add(report('r2', ['a']), 0, 0);

  expect(drain(store)).toBe(1);
  expect(store.hasCounts()).toBe(true);
  store.seal();
  expect(drain(store)).toBe(1);
  expect(store.hasCounts()).toBe(false);
});

test('usage store: 3,000 lines with labels made of quotes → no batch is longer than SQLite takes, and none is lost', () => {
  const storage = openMemoryStorage();
  const store = new UsageStore(storage as never);
  const labels = Array.from({ length: 3_000 }, (_, index) => String(index).padEnd(100, '"'));
  store.add(report('r1', labels), 0, 0);
  store.seal();

  const sizes = storage.sql.exec('SELECT length(CAST(body AS BLOB)) AS size FROM batches').toArray();
  expect(Math.max(...sizes.map((row) => (row as { size: number }).size))).toBeLessThan(LONGEST_VALUE_BYTES);
  expect(drain(store)).toBe(3_000);
});
