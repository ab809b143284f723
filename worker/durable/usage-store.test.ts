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
    requests: [],
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

const LABELS = { sdk: 'flagsmith-go-sdk/5.0.0', applicationName: null, applicationVersion: null };

test('usage store: requests of two reports → one line per block, resource and labels', () => {
  const store = new UsageStore(openMemoryStorage() as never);
  const requests = [
    { resource: 1 as const, labels: LABELS, count: 2 },
    { resource: 2 as const, labels: LABELS, count: 3 },
  ];
  store.add({ id: 'r1', environmentId: 7, entries: [], requests }, 0, 0);
  store.add({ id: 'r2', environmentId: 7, entries: [], requests }, 0, 0);
  store.add({ id: 'r3', environmentId: 7, entries: [], requests }, 900_000, 0);
  expect(store.hasCounts()).toBe(true);
  store.seal();

  const line = { environmentId: 7, labels: JSON.stringify(LABELS) };
  expect(store.oldestBatch()?.rows).toEqual([
    { ...line, resource: 1, blockStart: 0, count: 4 },
    { ...line, resource: 1, blockStart: 900_000, count: 2 },
    { ...line, resource: 2, blockStart: 0, count: 6 },
    { ...line, resource: 2, blockStart: 900_000, count: 3 },
  ]);
});

test('usage store: more sets of labels than are kept apart in a day → counted without labels, and none is lost', () => {
  const store = new UsageStore(openMemoryStorage() as never);
  for (let block = 0; block < 4; block += 1) {
    const labels = Array.from({ length: 60 }, (_, index) => `${block}-${index}`);
    store.add(report(`r${block}`, labels), block * 900_000, 0);
    store.seal();
  }

  const rows = [];
  for (let batch = store.oldestBatch(); batch !== null; batch = store.oldestBatch()) {
    rows.push(...batch.rows);
    store.drop(batch.sequence);
  }
  expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(240);
  expect(new Set(rows.map((row) => row.labels)).size).toBe(101);
});

test('usage store: landed batches that are to be exported → wait in order, the oldest dropped first', () => {
  const store = new UsageStore(openMemoryStorage() as never);
  for (const id of ['r1', 'r2', 'r3']) {
    store.add(report(id, [id]), 0, 0);
    store.seal();
    store.drop(store.oldestBatch()!.sequence, 'export');
  }

  expect([store.oldestBatch(), store.hasWork()]).toEqual([null, true]);
  store.trimExports(2);
  expect(store.oldestExport()?.rows[0]?.labels).toContain('"r2"');
  for (let batch = store.oldestExport(); batch !== null; batch = store.oldestExport()) store.dropExport(batch.sequence);
  expect(store.hasWork()).toBe(false);
});
