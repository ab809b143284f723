import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Slots } from '../../core/slots.ts';
import type { IdentityStatements, StoredIdentity, UsageReport } from '../../core/ports.ts';
import { NO_LABELS } from '../../core/ports.ts';
import { floorToQuarterHour } from '../../core/time.ts';
import { CopyWriter } from '../../durable/copy-writer.ts';
import { UsageStore } from '../../durable/usage-store.ts';
import { EnvironmentCache } from '../../modules/sdk/environment-cache.ts';
import type { HalyardEnv } from '../../platform/bindings.ts';
import { LayeredIdentityStore } from '../../platform/identity-store.ts';
import { openPasswords } from '../../platform/password.ts';
import { BufferedRequestCounter } from '../../platform/request-counter.ts';
import { BufferedUsageSink } from '../../platform/usage-sink.ts';
import { openMemoryLog } from '../memory-log.ts';
import { openMemoryStorage } from '../memory-storage.ts';
import { snapshotOf } from '../simulation/snapshot.ts';

const TEN_MINUTES = 600_000;
const START = Date.parse('2026-05-01T12:07:00Z');
const ignore = (work: Promise<unknown>) => void work.catch(() => undefined);

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const setClock = (byMs: number) => vi.setSystemTime(Date.now() + byMs);

/** A usage buffer that counts, and answers unless it is told to hang. */
function openBuffer() {
  const buffer = {
    total: 0,
    isHanging: false,
    record: async ({ requests, entries }: UsageReport): Promise<void> => {
      if (buffer.isHanging) return new Promise(() => undefined);
      for (const { count } of [...requests, ...entries.map((entry) => entry.count)]) buffer.total += count;
    },
  };
  const env = { USAGE_BUFFER: { idFromName: (name: string) => name, get: () => buffer } } as unknown as HalyardEnv;
  return { buffer, env };
}

function openIdentities(at: number) {
  const stored: StoredIdentity = { id: 1, traits: new Map([['plan', { id: 1, value: 'new' }]]) };
  const statements = {
    find: async (_: number, names: string[]) => new Map(names.map((name) => [name, stored])),
  } as unknown as IdentityStatements;
  const copy = { at, id: 1, traits: [['plan', { id: 1, value: 'old' }]] };
  const kv = { get: () => Promise.resolve(copy), put: () => Promise.resolve() };
  const store = new LayeredIdentityStore({ IDENTITIES: kv } as unknown as HalyardEnv, statements);
  return async () => {
    const found = await store.find(1, 'anna', ignore);
    return found === null || found === 'unknown' ? found : found.traits.get('plan')?.value;
  };
}

test('clock set back ten minutes: a key that was unknown is made → it opens within five seconds, not within ten minutes', async () => {
  let isMade = false;
  const source = {
    resolveKey: async () => (isMade ? 1 : null),
    readCopy: () => new Promise<null>(() => undefined),
    readNewerThan: () => new Promise<null>(() => undefined),
  };
  const cache = new EnvironmentCache(source, () => 1);
  expect(await cache.find('key', ignore)).toBeNull();
  isMade = true;
  setClock(-TEN_MINUTES);
  const answer = cache.find('key', ignore).catch(() => 'asked again');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await answer).toBe('asked again');
});

test('a copy of an identity from a clock ten minutes ahead → is no fresher than what Postgres says; two seconds ahead → is', async () => {
  expect(await openIdentities(START + TEN_MINUTES)()).toBe('new');
  expect(await openIdentities(START + 1_500)()).toBe('old');
});

test('clock set back ten minutes: an identity that the isolate holds → Postgres is asked', async () => {
  const read = openIdentities(START - 1_000);
  expect(await read()).toBe('old');
  setClock(-TEN_MINUTES);
  expect(await read()).toBe('new');
});

test.each([-TEN_MINUTES, TEN_MINUTES])(
  'clock set by %i ms between requests → all are counted once, within seconds',
  async (by) => {
    const { buffer, env } = openBuffer();
    const counter = new BufferedRequestCounter(env);
    counter.count(1, 1, NO_LABELS, ignore);
    // The timer of the first one died with its request.
    vi.clearAllTimers();
    setClock(by);
    counter.count(1, 1, NO_LABELS, ignore);
    await vi.advanceTimersByTimeAsync(7_000);
    counter.count(1, 1, NO_LABELS, ignore);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(buffer.total).toBe(3);
  },
);

test('clock set back ten minutes while a call hangs whose request died → the next counts get through', async () => {
  const { buffer, env } = openBuffer();
  const sink = new BufferedUsageSink(env);
  const record = () => sink.record(1, [{ feature: 'one', count: 1, enabled: null }], NO_LABELS, ignore);
  buffer.isHanging = true;
  ignore(record());
  await vi.advanceTimersByTimeAsync(1);
  vi.clearAllTimers();
  setClock(-TEN_MINUTES);
  buffer.isHanging = false;
  const stored = record().then(() => 'stored');
  await vi.advanceTimersByTimeAsync(100);
  expect(await Promise.race([stored, Promise.resolve('waits')])).toBe('stored');
});

test('clock set back ten minutes: slots of requests that died → free again at once', async () => {
  const slots = new Slots('it', 1, 1_000, 30_000);
  void slots.run(() => new Promise(() => undefined));
  setClock(-TEN_MINUTES);
  expect(await slots.run(() => Promise.resolve('done'))).toBe('done');
});

test('clock set back ten minutes: a newer publication → KV has it within two seconds', async () => {
  const written: number[] = [];
  const store = openMemoryLog();
  const around = {
    now: () => Date.now(),
    random: () => 0.5,
    hash: async (text: string) => text,
    within: <T>(work: Promise<T>) => work,
    logEvent: () => undefined,
    logFailure: () => undefined,
  };
  const put = async (_: string, __: string, version: number | null) => void (version !== null && written.push(version));
  const copies = new CopyWriter({ name: 'kv', put, delete: async () => undefined }, store, around);
  const text = JSON.stringify(snapshotOf(['a']));
  await copies.write(1, 1, text);
  setClock(-TEN_MINUTES);
  for (let step = 0; step < 20; step += 1) {
    await copies.write(1, 2, text);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(written).toEqual([1, 2]);
});

test('clock that jumps back and forth across the edge of a block → every count is in one block, the sum is right', () => {
  const store = new UsageStore(openMemoryStorage() as never);
  const jumps = [0, TEN_MINUTES, -TEN_MINUTES, -TEN_MINUTES, TEN_MINUTES, 3 * TEN_MINUTES];
  for (const [index, jump] of jumps.entries()) {
    setClock(jump);
    const now = Date.now();
    const entries = [{ count: { feature: 'one', count: 1, enabled: null }, labels: NO_LABELS }];
    const report = { id: `report-${index}`, environmentId: 1, entries, requests: [] };
    store.add(report, floorToQuarterHour(now), now);
    store.forgetReports(now - 2 * TEN_MINUTES);
    store.add(report, floorToQuarterHour(now), now);
    if (index % 2 === 1) store.seal();
  }
  const rows = [];
  for (let batch = store.oldestBatch(); batch !== null; batch = store.oldestBatch()) {
    rows.push(...batch.rows);
    store.drop(batch.sequence);
  }
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(jumps.length);
  expect(rows.every(({ blockStart }) => blockStart % 900_000 === 0)).toBe(true);
});

test('clock set back ten minutes: somebody signs in → is let in within seconds', async () => {
  const passwords = openPasswords({ cost: { ln: 4, r: 8, p: 1 } });
  const first = passwords.hash('one');
  await vi.advanceTimersByTimeAsync(2_000);
  await first;
  setClock(-TEN_MINUTES);
  const second = passwords.hash('two');
  await vi.advanceTimersByTimeAsync(6_000);
  expect(await second).toMatch(/^\$scrypt\$/);
});
