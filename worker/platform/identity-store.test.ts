import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StatementRefused } from '../core/database.ts';
import type { IdentityStatements, IdentityWrite, StoredIdentity, TraitValue } from '../core/ports.ts';
import { storeTraitChanges } from '../modules/sdk/trait-changes.ts';
import type { Access, SdkRequest } from '../modules/sdk/sdk-access.ts';
import type { HalyardEnv } from './bindings.ts';
import { LayeredIdentityStore } from './identity-store.ts';

/** Postgres held in memory: one identity's traits. */
class MemoryStatements implements IdentityStatements {
  isAway = false;
  stored: StoredIdentity | null = null;
  finding: Promise<void> = Promise.resolve();

  asked: string[][] = [];

  async find(_: number, identifiers: string[]): Promise<Map<string, StoredIdentity>> {
    this.asked.push(identifiers);
    if (this.isAway) throw new Error('away');
    const { stored } = this;
    const copy = () => ({ id: stored?.id ?? null, traits: new Map(stored?.traits) });
    const found = new Map(stored === null ? [] : identifiers.map((identifier) => [identifier, copy()]));
    await this.finding;
    return found;
  }

  async land(writes: IdentityWrite[]): Promise<void> {
    if (this.isAway) throw new Error('away');
    await Promise.resolve();
    for (const write of writes) this.apply(write.set, write.remove);
  }

  async increment(_: number, __: string, key: string, by: number): Promise<number> {
    const sum = Number(this.stored?.traits.get(key)?.value ?? 0) + by;
    this.apply([[key, sum]], []);
    return sum;
  }

  apply(set: [string, TraitValue][], remove: string[]): void {
    this.stored ??= { id: 1, traits: new Map() };
    for (const [key, value] of set) this.stored.traits.set(key, { id: 1, value });
    for (const key of remove) this.stored.traits.delete(key);
  }
}

/** KV that goes on giving the first value of a key for a while, as it may. */
class StaleKv {
  readonly entries = new Map<string, string>();
  puts = 0;

  get(name: string): Promise<unknown> {
    return Promise.resolve(JSON.parse(this.entries.get(name) ?? 'null'));
  }

  put(name: string, text: string): Promise<void> {
    this.puts += 1;
    if (!this.entries.has(name)) this.entries.set(name, text);
    return Promise.resolve();
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }
}

let statements: MemoryStatements;
let kv: StaleKv;
let buffered: IdentityWrite[];
let store: LayeredIdentityStore;
let deferred: Promise<unknown>[];
const defer = (work: Promise<unknown>) => void deferred.push(work);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  statements = new MemoryStatements();
  kv = new StaleKv();
  buffered = [];
  deferred = [];
  store = openStore();
});
afterEach(() => {
  vi.useRealTimers();
});

function openStore(): LayeredIdentityStore {
  const append = (writes: IdentityWrite[]) => Promise.resolve(void buffered.push(...writes));
  const IDENTITY_BUFFER = { idFromName: (name: string) => name, get: () => ({ append }) };
  return new LayeredIdentityStore({ IDENTITIES: kv, IDENTITY_BUFFER } as unknown as HalyardEnv, statements);
}

function change(values: Record<string, TraitValue | null>): Promise<void> {
  const sdk = { ports: { identities: store }, defer } as unknown as SdkRequest;
  const access = { environment: { record: { environment_id: 1 } } } as unknown as Access;
  return storeTraitChanges(sdk, access, { identifier: 'anna', values: new Map(Object.entries(values)) });
}

async function findTraits(): Promise<Record<string, TraitValue> | string> {
  const found = await store.find(1, 'anna', defer);
  if (found === null || found === 'unknown') return String(found);
  return Object.fromEntries([...found.traits].map(([key, { value }]) => [key, value]));
}

test('Postgres away, identity unknown: a trait is set, then another one removed → both reach the buffer', async () => {
  statements.isAway = true;
  await change({ colour: 'red' });
  await change({ plan: null });
  expect(buffered.map(({ set, remove }) => ({ set, remove }))).toEqual([
    { set: [['colour', 'red']], remove: [] },
    { set: [], remove: ['plan'] },
  ]);
});

test('Postgres away, identity unknown: the same trait again → is not written again', async () => {
  statements.isAway = true;
  await change({ colour: 'red' });
  await change({ colour: 'red' });
  expect(buffered).toHaveLength(1);
});

test('Postgres away, identity unknown: several changes → what is known in part is no copy and is not fresh', async () => {
  statements.apply([['plan', 'pro']], []);
  statements.isAway = true;
  await change({ colour: 'red' });
  await change({ colour: 'blue' });
  expect(await findTraits()).toEqual({ colour: 'blue' });
  await Promise.all(deferred);
  expect(kv.puts).toBe(0);

  statements.isAway = false;
  expect(await findTraits()).toEqual({ plan: 'pro' });
});

test('two changes of one identity at once → the isolate knows both', async () => {
  statements.apply([['plan', 'free']], []);
  await findTraits();
  await Promise.all([change({ plan: 'pro' }), change({ colour: 'red' })]);
  expect(await findTraits()).toEqual({ plan: 'pro', colour: 'red' });
});

test('a look into Postgres that began before a change → does not undo it in the isolate', async () => {
  statements.apply([['plan', 'free']], []);
  await findTraits();
  await vi.advanceTimersByTimeAsync(50_000);
  const slow = Promise.withResolvers<void>();
  statements.finding = slow.promise;
  await findTraits();
  await vi.advanceTimersByTimeAsync(200);
  await change({ plan: 'pro' });
  slow.resolve();
  await Promise.all(deferred);
  expect(await findTraits()).toEqual({ plan: 'pro' });
});

test('identities that fall due together → are asked for in one statement, behind the answers', async () => {
  statements.apply([['plan', 'free']], []);
  const names = Array.from({ length: 50 }, (_, number) => `identity ${number}`);
  for (const name of names) await store.find(1, name, defer);
  await vi.advanceTimersByTimeAsync(50_000);
  statements.apply([['plan', 'pro']], []);
  statements.asked = [];

  for (const name of names) expect(await store.find(1, name, defer)).toMatchObject({ id: 1 });
  await vi.advanceTimersByTimeAsync(200);

  expect(statements.asked).toEqual([names]);
  const found = await store.find(1, names[7] ?? '', defer);
  expect(found).toMatchObject({ traits: new Map([['plan', { id: 1, value: 'pro' }]]) });
});

test('Postgres refuses the data of a change → the change is not acknowledged', async () => {
  statements.land = () => Promise.reject(new StatementRefused('22001', 'value too long', null, null));
  await expect(change({ plan: 'pro' })).rejects.toThrow('too long');
  expect(buffered).toEqual([]);
});

test('increment: KV still has the value before → the isolate sees the sum', async () => {
  await change({ visits: 1 });
  await Promise.all(deferred);
  expect(await store.increment(1, 'anna', 'visits', 1, defer)).toBe(2);
  expect(await findTraits()).toEqual({ visits: 2 });
});

test('a copy in KV that is 50 s old → is taken for fresh for ten more seconds, not for a minute', async () => {
  await change({ plan: 'free' });
  await Promise.all(deferred);
  await vi.advanceTimersByTimeAsync(50_000);
  store = openStore();
  expect(await findTraits()).toEqual({ plan: 'free' });
  statements.apply([['plan', 'pro']], []);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(await findTraits()).toEqual({ plan: 'pro' });
});
