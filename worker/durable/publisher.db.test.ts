import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { seedDemo } from '../../drizzle/seed.ts';
import { withConnection } from '../../scripts/local/database.ts';
import { startNeonBridge, type NeonBridge } from '../../scripts/local/neon-bridge.ts';
import { createTestDatabase } from '../../scripts/local/test-database.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { openMemoryStorage, type MemoryStorage } from '../testing/memory-storage.ts';
import { Publisher } from './publisher.ts';

vi.mock('cloudflare:workers', () => ({
  DurableObject: class {
    readonly ctx: unknown;

    constructor(ctx: unknown) {
      this.ctx = ctx;
    }
  },
}));

/** KV in memory whose writes can be made to hang or to take their time. */
class MemoryKv {
  writes = 0;
  delay: number | 'for ever' = 0;
  readonly entries = new Map<string, string>();

  async put(name: string, text: string): Promise<void> {
    this.writes += 1;
    if (this.delay === 'for ever') return new Promise(() => undefined);
    await sleep(this.delay);
    this.entries.set(name, text);
  }

  async delete(name: string): Promise<void> {
    this.entries.delete(name);
  }
}

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let bridge: NeonBridge;
let db: Pool;
let environmentId: number;
let kv: MemoryKv;
let storage: MemoryStorage;

beforeAll(async () => {
  database = await createTestDatabase();
  const demo = await withConnection(database.url, (client) => seedDemo(client));
  environmentId = demo[0]!.environmentId;
  bridge = await startNeonBridge({ databaseUrl: database.url });
  db = new Pool({ connectionString: database.url, max: 3 });
});
afterAll(async () => {
  await db.end();
  await bridge.close();
  await database.drop();
});
beforeEach(() => {
  kv = new MemoryKv();
  storage = openMemoryStorage();
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await db.query('delete from outbox');
});

function openPublisher(): Publisher {
  const env = { ENVIRONMENTS: kv, DATABASE_URL: database.url, NEON_LOCAL: bridge.host } as unknown as HalyardEnv;
  return new Publisher({ storage, getWebSockets: () => [] } as never, env);
}

async function touch(): Promise<void> {
  await db.query(`select touch_environment($1, 'test')`, [environmentId]);
}

async function countOutbox(): Promise<number> {
  const { rows } = await db.query<{ n: number }>('select count(*)::int as n from outbox where environment_id = $1', [
    environmentId,
  ]);
  return rows[0]!.n;
}

test('publisher: a change while KV takes its time over the last one → the poke that follows it publishes it', async () => {
  const publisher = openPublisher();
  await publisher.publish(environmentId);
  kv.delay = 300;
  await sleep(1_000);
  await touch();
  const first = publisher.publish(environmentId);
  await sleep(150);
  await touch();

  expect(await publisher.publish(environmentId)).toBe(3);
  await first;
  expect(await countOutbox()).toBe(0);
});

test('publisher: KV never answers → changes are published all the same, and the alarm does not spin', async () => {
  kv.delay = 'for ever';
  const publisher = openPublisher();
  const versions: unknown[] = [];
  for (let change = 0; change < 3; change += 1) {
    await touch();
    void publisher.alarm();
    versions.push(await Promise.race([publisher.publish(environmentId), sleep(1_000, 'hangs')]));
  }
  expect(versions).toEqual([1, 2, 3]);
  void publisher.alarm();
  await sleep(50);
  expect(await storage.getAlarm()).toBeGreaterThan(Date.now() + 500);
});

test('publisher: pokes without end → each is answered after the build that it asked for', async () => {
  const publisher = openPublisher();
  await publisher.publish(environmentId);
  const pokes: Promise<unknown>[] = [];
  const poking = setInterval(() => pokes.push(touch().then(() => publisher.publish(environmentId))), 5);
  await sleep(100);
  const answer = await Promise.race([publisher.publish(environmentId), sleep(5_000, 'hangs')]);
  clearInterval(poking);
  await Promise.all(pokes);
  expect(answer).not.toBe('hangs');
});

test('publisher: the outbox cannot be read in time for a while → a poke publishes as soon as it can', async () => {
  const publisher = openPublisher();
  await publisher.publish(environmentId);
  const holder = await db.connect();
  await holder.query('begin; lock table outbox in access exclusive mode');
  for (let look = 0; look < 5; look += 1) await publisher.readNewerThan(environmentId, 1, 'committed');
  await holder.query('rollback');
  holder.release();
  await touch();

  expect(await publisher.publish(environmentId)).toBe(2);
});

test('publisher: outbox rows cannot be deleted → their change gets one version, not one for each look', async () => {
  const publisher = openPublisher();
  await publisher.publish(environmentId);
  await touch();
  await db.query(`create rule keep_outbox as on delete to outbox do instead select 1 / 0`);
  try {
    for (let poke = 0; poke < 4; poke += 1) await publisher.publish(environmentId).catch(() => undefined);
  } finally {
    await db.query('drop rule keep_outbox on outbox');
  }
  expect(await publisher.publish(environmentId)).toBe(2);
  expect(await countOutbox()).toBe(0);
});

test('publisher: its storage is lost and a reader knows version 40 → the next version is 41', async () => {
  const publisher = openPublisher();
  expect(await publisher.publish(environmentId)).toBe(1);

  const text = await publisher.readNewerThan(environmentId, 40, 'recent');

  expect(JSON.parse(text ?? 'null')).toMatchObject({ version: 41 });
  expect(await publisher.readNewerThan(environmentId, 41, 'recent')).toBeNull();
});

test('publisher: Postgres is away and KV lacks the newest version → the alarm still writes it', async () => {
  const publisher = openPublisher();
  kv.put = () => Promise.reject(new Error('away'));
  await publisher.publish(environmentId);
  await publisher.alarm();
  kv.put = MemoryKv.prototype.put.bind(kv);
  await db.query('alter table environments rename to environments_away');
  try {
    await publisher.publish(environmentId).catch(() => undefined);
    // Each failure makes the next try wait a little longer.
    for (let tries = 0; tries < 40 && !kv.entries.has(`environment:${environmentId}`); tries += 1) {
      await sleep(250);
      await publisher.alarm();
    }
  } finally {
    await db.query('alter table environments_away rename to environments');
  }
  expect(kv.entries.has(`environment:${environmentId}`)).toBe(true);
});
