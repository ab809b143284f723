import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { seedDemo, type DemoKeys } from '../../drizzle/seed.ts';
import { withConnection } from '../../scripts/local/database.ts';
import { startNeonBridge, type NeonBridge } from '../../scripts/local/neon-bridge.ts';
import { createTestDatabase, type TestDatabase } from '../../scripts/local/test-database.ts';
import { NO_LABELS } from '../core/ports.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { openMemoryStorage, type MemoryStorage } from '../testing/memory-storage.ts';
import { IdentityBuffer } from './identity-buffer.ts';
import { Publisher } from './publisher.ts';
import { UsageBuffer } from './usage-buffer.ts';

vi.mock('cloudflare:workers', () => ({
  DurableObject: class {
    readonly ctx: unknown;
    readonly env: unknown;

    constructor(ctx: unknown, env: unknown) {
      this.ctx = ctx;
      this.env = env;
    }
  },
}));

const FAILURES = 50;
const LONGEST_PAUSE_MS = 375_000;

let database: TestDatabase;
let demo: DemoKeys;
let bridge: NeonBridge;
let port: number;
let db: Pool;
let storage: MemoryStorage;

beforeAll(async () => {
  database = await createTestDatabase();
  demo = (await withConnection(database.url, (client) => seedDemo(client)))[0]!;
  db = new Pool({ connectionString: database.url, max: 2 });
  bridge = await startNeonBridge({ databaseUrl: database.url });
  port = Number(bridge.host.split(':')[1]);
});
afterAll(async () => {
  await db.end();
  await bridge.close();
  await database.drop();
});
beforeEach(() => {
  storage = openMemoryStorage();
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const context = () =>
  ({
    storage,
    id: { toString: () => `object-${demo.environmentId}` },
    getWebSockets: () => [],
    blockConcurrencyWhile: (work: () => Promise<unknown>) => work(),
  }) as never;

function openEnv(): HalyardEnv {
  const ENVIRONMENTS = { put: () => Promise.reject(new Error('away')), delete: () => Promise.resolve() };
  return { ENVIRONMENTS, DATABASE_URL: database.url, NEON_LOCAL: `127.0.0.1:${port}` } as unknown as HalyardEnv;
}

/** What each kind of object has to do, and how to see that it is done. */
const OBJECTS: [
  name: string,
  open: () => { alarm(): Promise<void>; work(): Promise<unknown> },
  done: () => Promise<boolean>,
][] = [
  [
    'usage buffer',
    () => {
      const buffer = new UsageBuffer(context(), openEnv());
      const entries = [{ count: { feature: 'dark_mode', count: 3, enabled: null }, labels: NO_LABELS }];
      const report = { id: 'report', environmentId: demo.environmentId, entries, requests: [] };
      return { alarm: () => buffer.alarm(), work: () => buffer.record(report) };
    },
    async () => {
      const { rows } = await db.query('select sum(count)::int as n from feature_evaluation_blocks');
      return rows[0].n === 3;
    },
  ],
  [
    'identity buffer',
    () => {
      const buffer = new IdentityBuffer(context(), openEnv());
      const write = {
        id: 'write',
        environmentId: demo.environmentId,
        identifier: 'waiting',
        set: [['colour', 'red']] as [string, string][],
        remove: [],
        writtenAt: 1,
      };
      return { alarm: () => buffer.alarm(), work: () => buffer.append([write]) };
    },
    async () => (await db.query(`select 1 from identities where identifier = 'waiting'`)).rowCount === 1,
  ],
  [
    'publisher',
    () => {
      const publisher = new Publisher(context(), openEnv());
      return {
        alarm: () => publisher.alarm(),
        work: () => publisher.publish(demo.environmentId).catch(() => undefined),
      };
    },
    async () => storage.sql.exec(`SELECT 1 FROM publications`).toArray().length > 0,
  ],
];

/** Lets time go on to the alarm and runs it; resolves with how long that was. */
async function runNextAlarm(object: { alarm(): Promise<void> }): Promise<number> {
  const due = await storage.getAlarm();
  expect(due).not.toBeNull();
  const pause = due! - Date.now();
  vi.setSystemTime(Math.max(Date.now(), due!));
  // The platform forgets an alarm as it calls it.
  await storage.setAlarm(null as never);
  await object.alarm();
  return pause;
}

test.each(OBJECTS)(
  `%s: Postgres refuses connections for ${FAILURES} alarms, with the object evicted now and then → each sets the next, none throws, and the work is done when Postgres is back`,
  async (_, open, done) => {
    await bridge.close();
    let object = open();
    try {
      await object.work();
      for (let failure = 0; failure < FAILURES; failure += 1) {
        if (failure % 10 === 9) object = open();
        expect(await runNextAlarm(object)).toBeLessThanOrEqual(LONGEST_PAUSE_MS);
      }
      expect(await done()).toBe(false);
    } finally {
      bridge = await startNeonBridge({ databaseUrl: database.url, port });
    }

    for (let alarm = 0; alarm < 3 && !(await done()); alarm += 1) await runNextAlarm(object);

    expect(await done()).toBe(true);
  },
);
