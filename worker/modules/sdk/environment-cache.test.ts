import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withChecksum } from '../../core/checked-json.ts';
import { DeadlineExceeded } from '../../core/deadline.ts';
import type { EnvironmentSource, NewsExtent } from '../../core/ports.ts';
import { EnvironmentCache } from './environment-cache.ts';
import { EnvironmentUnavailable } from './held-environment.ts';

const KEY = 'client-key';
const ENVIRONMENT = 7;

/** A source held in memory that can be made to fail, hang or lag. */
class MemorySource implements EnvironmentSource {
  environmentIds = new Map([[KEY, ENVIRONMENT]]);
  published: string | null = record(1);
  copy: string | null = null;
  publisher: 'answers' | 'fails' | 'hangs' = 'answers';
  calls = { resolveKey: 0, readCopy: 0, readNewerThan: 0 };
  extents: NewsExtent[] = [];

  resolveKey(key: string): Promise<number | null> {
    this.calls.resolveKey += 1;
    return Promise.resolve(this.environmentIds.get(key) ?? null);
  }

  readCopy(): Promise<string | null> {
    this.calls.readCopy += 1;
    return Promise.resolve(this.copy);
  }

  readNewerThan(_: number, version: number, extent: NewsExtent): Promise<string | null> {
    this.calls.readNewerThan += 1;
    this.extents.push(extent);
    if (this.publisher === 'hangs') return new Promise(() => undefined);
    if (this.publisher === 'fails') return Promise.reject(new Error('publisher down'));
    const text = this.published;
    return Promise.resolve(text !== null && JSON.parse(text).version > version ? text : null);
  }
}

function record(version: number, environmentId = ENVIRONMENT): string {
  const text = JSON.stringify({
    schema: 1,
    environment_id: environmentId,
    version,
    published_at: 0,
    server_keys: [],
    features: [],
    feature_states: [],
    document: {
      id: environmentId,
      api_key: KEY,
      feature_states: [],
      identity_overrides: [],
      project: { segments: [], organisation: {} },
    },
  });
  return withChecksum(text);
}

let source: MemorySource;
let cache: EnvironmentCache<number>;
const deferred: Promise<unknown>[] = [];
const defer = (work: Promise<unknown>) => void deferred.push(work.catch(() => undefined));

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  source = new MemorySource();
  cache = new EnvironmentCache(source, (published) => published.version);
});
afterEach(() => {
  vi.useRealTimers();
});

/** Finds while time goes on, so that limits can pass. */
async function find(key = KEY) {
  const answer = cache.find(key, defer).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(30_000);
  return answer;
}

async function serveNow(): Promise<number | null | undefined> {
  const held = cache.peek(KEY, defer, Date.now()) ?? (await cache.find(KEY, defer));
  return held?.served;
}

test('first request: publisher answers → its version is served', async () => {
  expect(await find()).toMatchObject({ served: 1, version: 1 });
});

test('first request: publisher fails and KV has a copy → the copy is served', async () => {
  source.publisher = 'fails';
  source.copy = record(4);
  expect(await find()).toMatchObject({ served: 4 });
});

test('first request: publisher hangs and KV has a copy → the copy is served after 250 ms', async () => {
  source.publisher = 'hangs';
  source.copy = record(4);
  const answer = cache.find(KEY, defer);
  await vi.advanceTimersByTimeAsync(251);
  expect(await answer).toMatchObject({ served: 4 });
});

test.each([
  ['cut short', record(4).slice(0, 60)],
  ['damaged in one character', record(4).replace('client-key', 'client-kez')],
  ['without its checksum', record(4).replace(/"checksum":"\w+",/, '')],
  ['of another environment', record(4, 8)],
  ['of an unknown schema', withChecksum(record(4).replace(/"checksum":"\w+","schema":1/, '"schema":99'))],
])('first request: the only copy is %s → unavailable, not served', async (_, copy) => {
  source.publisher = 'fails';
  source.copy = copy;
  expect(await find()).toBeInstanceOf(EnvironmentUnavailable);
});

test('unknown key: asked again within 5 s → nobody is asked; later → asked again', async () => {
  expect(await cache.find('nobody', defer)).toBeNull();
  expect(await cache.find('nobody', defer)).toBeNull();
  expect(source.calls.resolveKey).toBe(1);
  await vi.advanceTimersByTimeAsync(5_001);
  expect(await cache.find('nobody', defer)).toBeNull();
  expect(source.calls.resolveKey).toBe(2);
});

test('announced version: asked for by many at once → one read that spares the outbox, and all get it', async () => {
  await cache.find(KEY, defer);
  source.published = record(2);
  source.extents = [];
  const reached = await Promise.all(Array.from({ length: 500 }, () => cache.reach(KEY, 2, defer)));
  expect(reached.every((held) => held?.served === 2)).toBe(true);
  expect(source.extents).toEqual(['published']);
  expect(await cache.reach(KEY, 3, defer)).toBeNull();
});

test('announced version: the request that reads died with its client → after 2 s another one reads', async () => {
  await cache.find(KEY, defer);
  source.published = record(2);
  source.publisher = 'hangs';
  // Neither I/O nor timers of a request that has died come to an end.
  const timers = vi.spyOn(globalThis, 'setTimeout').mockReturnValue(0 as never);
  void cache.reach(KEY, 2, defer).catch(() => undefined);
  timers.mockRestore();
  source.publisher = 'answers';

  const waiting = cache.reach(KEY, 2, defer).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(await waiting).toBeInstanceOf(DeadlineExceeded);
  expect((await cache.reach(KEY, 2, defer))?.served).toBe(2);
});

test('announced version: its record came with the news → served without asking; a damaged, foreign or older one → not taken', async () => {
  await cache.find(KEY, defer);
  source.publisher = 'fails';
  expect(cache.reached(KEY, 2)).toBeNull();

  cache.take(KEY, record(2).replace('"version":2', '"version":3'));
  cache.take(KEY, record(3, ENVIRONMENT + 1));
  expect(cache.reached(KEY, 2)).toBeNull();
  cache.take(KEY, record(2));
  cache.take(KEY, record(1));

  expect(cache.reached(KEY, 2)?.served).toBe(2);
});

test('announced version: it was reached → what was committed since is still asked for in time', async () => {
  await cache.find(KEY, defer);
  await vi.advanceTimersByTimeAsync(2_900);
  source.published = record(2);
  await cache.reach(KEY, 2, defer);
  source.published = record(3);
  await vi.advanceTimersByTimeAsync(200);
  expect(await serveNow()).toBe(3);
});

test('cold herd: 5,000 first requests at once → one look-up and one read', async () => {
  const answers = await Promise.all(Array.from({ length: 5_000 }, () => cache.find(KEY, defer)));
  expect(answers.every((held) => held?.served === 1)).toBe(true);
  expect(source.calls).toMatchObject({ resolveKey: 1, readNewerThan: 1 });
});

test('cold herd: the first publication takes 5 s → still only a few look-ups and reads', async () => {
  source.readNewerThan = async () => {
    source.calls.readNewerThan += 1;
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    return record(1);
  };
  const answers = Array.from({ length: 1_000 }, () => cache.find(KEY, defer));
  await vi.advanceTimersByTimeAsync(30_000);
  expect((await Promise.all(answers)).every((held) => held?.served === 1)).toBe(true);
  expect(source.calls.readNewerThan).toBeLessThan(5);
});

test('new key of a held environment: first use → the newest version is asked for, so that the key is in it', async () => {
  await serveNow();
  await vi.advanceTimersByTimeAsync(3_600_000);
  source.environmentIds.set('new-key', ENVIRONMENT);
  source.published = record(2);
  expect(await cache.find('new-key', defer)).toMatchObject({ served: 2 });
});

test('clock set back an hour → the version is checked all the same', async () => {
  await serveNow();
  source.published = record(2);
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(await serveNow()).toBe(2);
});

test.each([1_000, 1_900, 2_900, 3_900, 4_900])(
  'requests %i ms apart, publisher and location up to 2 s behind → a change is served within 5 s',
  async (apart) => {
    const history: { at: number; text: string }[] = [{ at: 0, text: record(1) }];
    source.readNewerThan = (_, version, extent) => {
      const known = history.findLast(({ at }) => at <= Date.now() - (extent === 'committed' ? 0 : 1_999));
      const text = known?.text ?? null;
      return Promise.resolve(text !== null && JSON.parse(text).version > version ? text : null);
    };
    await serveNow();
    for (let version = 2; version < 12; version += 1) {
      const changedAt = Date.now() + Math.round((apart * (version - 2)) / 10);
      history.push({ at: changedAt, text: record(version) });
      let served = await serveNow();
      for (; served !== version; served = await serveNow()) {
        expect(Date.now() - changedAt).toBeLessThanOrEqual(5_000);
        await vi.advanceTimersByTimeAsync(apart);
      }
      await vi.advanceTimersByTimeAsync(apart);
    }
  },
);

test('busy: version older than a second → served at once, and the next request has the newer one', async () => {
  await serveNow();
  source.published = record(2);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(await serveNow()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await serveNow()).toBe(2);
});

test('idle: version older than 5 s → the first request already has the newer one', async () => {
  await serveNow();
  source.published = record(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await serveNow()).toBe(2);
});

test('idle: publisher hangs → the held version is served after 250 ms', async () => {
  await serveNow();
  source.publisher = 'hangs';
  await vi.advanceTimersByTimeAsync(60_000);
  const answer = serveNow();
  await vi.advanceTimersByTimeAsync(251);
  expect(await answer).toBe(1);
});

test('publisher away for a day → the last good version is still served', async () => {
  await serveNow();
  source.publisher = 'fails';
  for (let hour = 0; hour < 24; hour += 1) {
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await serveNow()).toBe(1);
  }
});

test('an older version arrives → the newer one stays', async () => {
  source.published = record(9);
  await serveNow();
  source.published = record(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await serveNow()).toBe(9);
});

test('a newer version arrives damaged → the held one stays, and the repaired one is taken', async () => {
  await serveNow();
  const good = record(2);
  source.readNewerThan = () => Promise.resolve('{"schema":1,');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await serveNow()).toBe(1);
  source.readNewerThan = () => Promise.resolve(good);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await serveNow()).toBe(2);
});

test('environment deleted → nothing is served any more', async () => {
  await serveNow();
  source.published = withChecksum(
    JSON.stringify({ schema: 1, environment_id: ENVIRONMENT, version: 2, published_at: 0, gone: true }),
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await serveNow()).toBeNull();
});

test('figures: news, none, refused, failed and late answers → counted apart; the age is since the last confirmation', async () => {
  const read = () => cache.readFigures(Date.now());
  await cache.find('nobody', defer);
  await serveNow();
  expect(read()).toMatchObject({
    environments: 1,
    keys: 1,
    unknownKeys: 1,
    oldestConfirmedMs: null,
    loads: { publisher: 1, fallback: 0, unknown_key: 1, failed: 0 },
  });
  const serveAfter = async (milliseconds: number) => {
    await vi.advanceTimersByTimeAsync(milliseconds);
    const serving = serveNow();
    await vi.advanceTimersByTimeAsync(300);
    return serving;
  };

  await serveAfter(1_500);
  source.published = record(2);
  await serveAfter(1_500);
  expect(read()).toMatchObject({ oldestConfirmedMs: 300, refreshes: { unchanged: 1, newer: 1 } });
  source.published = withChecksum(record(3).replace('"schema":1', '"schema":99'));
  await serveAfter(1_500);
  source.publisher = 'fails';
  await serveAfter(4_000);
  source.publisher = 'hangs';
  await serveAfter(4_000);

  expect(read()).toMatchObject({
    oldestConfirmedMs: 300 + (1_500 + 300) + 2 * (4_000 + 300),
    refreshes: { unchanged: 1, newer: 1, refused: 1, failed: 1, late: 1 },
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(read().oldestConfirmedMs).toBeNull();
});

test('figures: an environment that came from a copy → unconfirmed until the publisher has spoken', async () => {
  source.publisher = 'fails';
  source.copy = record(4);
  await find();
  await find();
  expect(cache.readFigures(Date.now())).toMatchObject({ environments: 1, loads: { fallback: 1 } });
  const serving = serveNow();
  await vi.advanceTimersByTimeAsync(300);
  await serving;
  expect(cache.readFigures(Date.now())).toMatchObject({ unconfirmed: 1, oldestConfirmedMs: null });

  source.publisher = 'answers';
  source.published = record(4);
  await vi.advanceTimersByTimeAsync(5_000);
  await serveNow();
  expect(cache.readFigures(Date.now())).toMatchObject({ unconfirmed: 0, oldestConfirmedMs: 0 });
});
