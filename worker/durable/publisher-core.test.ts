import { beforeEach, expect, test } from 'vitest';
import type { EnvironmentSnapshot } from '../contract/published-environment.ts';
import { openMemoryLog } from '../testing/memory-log.ts';
import type { PublicationLog } from './publication-store.ts';
import { PublisherCore } from './publisher-core.ts';
import { snapshotOf } from '../testing/simulation/snapshot.ts';

/** What is committed, and the outbox rows that wait. */
let committed: EnvironmentSnapshot | null;
let rows: string[];
let isDatabaseAway: boolean;
let now: number;
let logged: string[];
let copies: Map<string, string>;
let store: PublicationLog;
let alarmAt: number | null;

beforeEach(() => {
  committed = snapshotOf(['a', 'b', 'c', 'd', 'e', 'f']);
  rows = [];
  isDatabaseAway = false;
  now = 1_000_000;
  logged = [];
  copies = new Map();
  store = openMemoryLog();
  alarmAt = null;
});

function open(): PublisherCore {
  const database = <T>(result: () => T) =>
    isDatabaseAway ? Promise.reject(new Error('away')) : Promise.resolve().then(result);
  return new PublisherCore({
    store,
    copies: [
      {
        name: 'kv',
        put: async (key, text) => copies.set(key, text),
        delete: async (key) => copies.delete(key),
      },
    ],
    load: () => database(() => ({ snapshot: committed, outboxIds: [...rows] })),
    settle: (_, ids) => database(() => void (rows = rows.filter((id) => !ids.includes(id)))),
    hasPending: () => database(() => rows.length > 0),
    announce: () => undefined,
    setAlarm: async (time) => void (alarmAt = time),
    now: () => now,
    random: () => 0.5,
    hash: async (text) => text,
    within: (work) => work,
    logEvent: (event) => logged.push(event),
    logFailure: (event) => logged.push(event),
  });
}

let nextRow = 1;

function commit(snapshot: EnvironmentSnapshot | null): void {
  committed = snapshot;
  rows.push(String(nextRow++));
  now += 5_000;
}

function flagsOf(text: string | null): string[] {
  const { document } = JSON.parse(text ?? 'null') as EnvironmentSnapshot;
  return document.feature_states.map(({ feature }) => feature.name);
}

async function served(core: PublisherCore): Promise<string[]> {
  return flagsOf(await core.readNewerThan(1, 0, 'recent'));
}

test('guard: more than half of all flags vanish → held: the last good version is served, rows stay, it is logged and told', async () => {
  const core = open();
  await core.publish(1);
  commit(snapshotOf(['a', 'b']));
  expect(await core.publish(1)).toBe(1);
  await core.publish(1);

  expect(await served(core)).toHaveLength(6);
  expect(rows).toHaveLength(1);
  expect(logged.filter((event) => event === 'publisher.publication.held')).toHaveLength(1);
  expect(core.status()).toMatchObject({
    version: 1,
    pending: true,
    hold: { reason: 'flags-vanished', message: '4 of 6 flags would vanish', can_be_confirmed: true },
  });
});

test('guard: held and confirmed → published; confirmed once more, or with another id → refused', async () => {
  const core = open();
  await core.publish(1);
  commit(snapshotOf(['a', 'b']));
  await core.publish(1);
  const { hold } = open().status();

  expect(await core.confirm(1, 'other')).toBe('not-held');
  expect(await core.confirm(1, hold?.id ?? '')).toBe('done');
  expect(await served(core)).toEqual(['a', 'b']);
  expect(rows).toEqual([]);
  expect(core.status().hold).toBeNull();
  expect(await core.confirm(1, hold?.id ?? '')).toBe('not-held');
});

test('guard: something else would vanish by the time of the confirmation → held again under another id', async () => {
  const core = open();
  await core.publish(1);
  commit(snapshotOf(['a', 'b']));
  await core.publish(1);
  const first = core.status().hold?.id ?? '';
  commit(snapshotOf(['a']));

  expect(await core.confirm(1, first)).toBe('not-held');
  expect(core.status().hold?.id).not.toBe(first);
  expect(await served(core)).toHaveLength(6);
});

test('guard: the flags come back → published without a word', async () => {
  const core = open();
  await core.publish(1);
  commit(snapshotOf(['a']));
  await core.publish(1);
  commit(snapshotOf(['a', 'b', 'c', 'd', 'e']));
  expect(await core.publish(1)).toBe(2);
  expect(core.status().hold).toBeNull();
  expect(rows).toEqual([]);
});

test('guard: a result that readers could not use → held for good, and the alarm does not spin', async () => {
  const core = open();
  await core.publish(1);
  await core.alarm();
  alarmAt = null;
  const broken = snapshotOf(['a', 'b', 'c', 'd', 'e', 'f']);
  commit({ ...broken, document: { ...broken.document, name: 7 as never } });
  await core.publish(1);
  const { hold } = core.status();
  expect(hold).toMatchObject({ reason: 'invalid', can_be_confirmed: false });
  expect(await core.confirm(1, hold?.id ?? '')).toBe('not-held');
  expect(alarmAt).toBeNull();
});

test('guard: half of the flags, or most of very few → published', async () => {
  for (const [before, after] of [
    [
      ['a', 'b', 'c', 'd'],
      ['a', 'b'],
    ],
    [['a', 'b', 'c'], []],
  ] as const) {
    store = openMemoryLog();
    committed = snapshotOf(before);
    const core = open();
    await core.publish(1);
    commit(snapshotOf(after));
    expect(await core.publish(1)).toBe(2);
  }
});

test('guard: grown beyond 5 MiB at once → needs a confirmation; beyond 20 MiB → never published', async () => {
  const core = open();
  await core.publish(1);
  const large = snapshotOf(['a', 'b', 'c', 'd', 'e', 'f']);
  const named = (bytes: number) => ({ ...large, document: { ...large.document, name: 'x'.repeat(bytes) } });
  commit(named(6 * 1024 * 1024));
  await core.publish(1);
  const { hold } = core.status();
  expect(hold).toMatchObject({ reason: 'too-large', can_be_confirmed: true });
  expect(await core.confirm(1, hold?.id ?? '')).toBe('done');
  commit(named(21 * 1024 * 1024));
  await core.publish(1);
  expect(core.status().hold).toMatchObject({ reason: 'too-large', can_be_confirmed: false });
});

test('revert: database away → older flags as a newer version, and they stay over what is committed until released', async () => {
  const core = open();
  await core.publish(1);
  commit(snapshotOf(['a', 'b', 'c', 'd', 'e', 'f', 'bad']));
  await core.publish(1);
  isDatabaseAway = true;

  expect(await core.revert(1, 1, 'user 7')).toBe('done');
  expect(await served(core)).not.toContain('bad');
  expect(core.status()).toMatchObject({ version: 3, pin: { reverted_to: 1, by: 'user 7' } });
  await core.alarm();
  expect(flagsOf(copies.get('environment:1') ?? null)).not.toContain('bad');

  isDatabaseAway = false;
  commit(snapshotOf(['a', 'b', 'c', 'd', 'e', 'f', 'bad', 'new']));
  const restarted = open();
  expect(await restarted.publish(1)).toBe(3);
  expect(rows).toHaveLength(1);
  await restarted.release(1);
  expect(await served(restarted)).toContain('new');
  expect(restarted.status()).toMatchObject({ version: 4, pin: null, pending: false });
  expect(rows).toEqual([]);
});

test('revert: a server-side key was taken away or made since → that still holds', async () => {
  const key = (hash: string) => ({ hash, active: true, expires_at: null });
  const flags = ['a', 'b', 'c'];
  committed = { ...snapshotOf(flags), server_keys: [key('stolen')] };
  const core = open();
  await core.publish(1);
  commit({ ...snapshotOf([...flags, 'bad']), server_keys: [] });
  await core.publish(1);
  await core.revert(1, 1, 'operator');
  const keysOf = async () =>
    (JSON.parse((await core.readNewerThan(1, 0, 'recent')) ?? '') as EnvironmentSnapshot).server_keys;
  expect(await keysOf()).toEqual([]);
  commit({ ...snapshotOf([...flags, 'bad']), server_keys: [key('fresh')] });
  expect(await core.publish(1)).toBe(4);
  expect(await keysOf()).toEqual([key('fresh')]);
  expect(await served(core)).toEqual(flags);
});

test('revert: environment deleted meanwhile → the deletion is published and nothing is pinned', async () => {
  const core = open();
  await core.publish(1);
  commit(snapshotOf(['a', 'b', 'c', 'd', 'e', 'f', 'bad']));
  await core.publish(1);
  await core.revert(1, 1, 'operator');
  commit(null);
  expect(await core.publish(1)).toBe(4);
  expect(core.status().pin).toBeNull();
  expect(await core.revert(1, 1, 'operator')).toBe('gone');
});

test('revert: version that is not kept (any more) → refused, nothing changes', async () => {
  const core = open();
  for (let version = 1; version <= 6; version += 1) {
    commit(snapshotOf(['a', 'b', `v${version}`]));
    await core.publish(1);
  }
  expect(core.status().kept.map(({ version }) => version)).toEqual([6, 5, 4, 3, 2]);
  for (const version of [1, 7]) expect(await core.revert(1, version, 'operator')).toBe('not-kept');
  expect(core.status()).toMatchObject({ version: 6, pin: null });
});

test('release: database away → it is released at once and published when the database is back', async () => {
  const core = open();
  await core.publish(1);
  commit(snapshotOf(['a', 'b', 'c', 'd', 'e', 'f', 'good']));
  await core.publish(1);
  await core.revert(1, 1, 'operator');
  isDatabaseAway = true;
  await core.release(1);
  expect(core.status()).toMatchObject({ pin: null, pending: true });
  isDatabaseAway = false;
  now = alarmAt ?? 0;
  await open().alarm();
  expect(await served(open())).toContain('good');
});

test('stored publication was damaged → built again as a newer version, the damaged one is served to nobody', async () => {
  await open().publish(1);
  store.keep(2, (store.read(1) ?? '').replace('"version":1', '"version":2').replace('"a"', '"x"'), { version: '2' });
  expect(await served(open())).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(open().status().version).toBe(3);
});
