import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDemo } from '../../drizzle/seed.ts';
import { withConnection } from '../../scripts/local/database.ts';
import { startNeonBridge } from '../../scripts/local/neon-bridge.ts';
import { createTestDatabase, type TestDatabase } from '../../scripts/local/test-database.ts';
import type { EnvironmentSnapshot } from '../contract/published-environment.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { openPostgres, openSqlDatabase } from '../platform/database.ts';
import { loadEnvironmentSnapshot } from '../modules/environments/environment-snapshot.service.ts';
import { acceptRecord } from '../modules/sdk/published-record.ts';
import { ServedEnvironment } from '../modules/sdk/served-environment.ts';
import { openMemoryLog } from '../testing/memory-log.ts';
import { PublisherCore } from './publisher-core.ts';

let database: TestDatabase;
let good: EnvironmentSnapshot;
/** What the database is said to hold. */
let committed: EnvironmentSnapshot;
let logged: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  const [demo] = await withConnection(database.url, (client) => seedDemo(client));
  const bridge = await startNeonBridge({ databaseUrl: database.url });
  const env = { DATABASE_URL: database.url, NEON_LOCAL: bridge.host } as unknown as HalyardEnv;
  good = (await loadEnvironmentSnapshot(openSqlDatabase(openPostgres(env)), demo!.environmentId)).snapshot!;
  await bridge.close();
});
afterAll(() => database.drop());

let row = 0;

/** A publisher that has published what is right, and now reads something else. */
async function publishDamaged(damaged: EnvironmentSnapshot): Promise<PublisherCore> {
  committed = good;
  logged = [];
  const core = new PublisherCore({
    store: openMemoryLog(),
    copies: [],
    load: async () => ({ snapshot: committed, outboxIds: [String((row += 1))] }),
    settle: async () => undefined,
    hasPending: async () => false,
    announce: () => undefined,
    setAlarm: async () => undefined,
    now: () => 1_000_000,
    random: () => 0.5,
    hash: async (text) => text,
    within: (work) => work,
    logEvent: () => undefined,
    logFailure: (event) => logged.push(event),
  });
  await core.publish(good.environment_id);
  committed = damaged;
  await core.publish(good.environment_id);
  return core;
}

type Node = Record<string, unknown> | unknown[];

/** The ways to every member of every object and list. */
function* listPaths(node: Node, path: string[] = []): Generator<string[]> {
  for (const [key, child] of Object.entries(node)) {
    yield [...path, key];
    if (typeof child === 'object' && child !== null) yield* listPaths(child as Node, [...path, key]);
  }
}

/** The snapshot with what is at the end of the way replaced. */
function change(path: string[], how: (value: unknown) => unknown): EnvironmentSnapshot {
  const copy = structuredClone(good);
  let node = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) node = node[key] as Record<string, unknown>;
  const last = path.at(-1)!;
  node[last] = how(node[last]);
  return copy;
}

test('null in the place of any member of what is read → held and logged, or something that readers can serve', async () => {
  const counts = { held: 0, served: 0 };
  for (const path of listPaths(good as unknown as Node)) {
    const core = await publishDamaged(change(path, () => null));
    const { hold, version } = core.status();
    if (hold !== null) {
      counts.held += 1;
      expect([path.join('.'), version, logged]).toEqual([path.join('.'), 1, ['publisher.publication.held']]);
      continue;
    }
    counts.served += 1;
    const text = await core.readNewerThan(good.environment_id, 0, 'recent');
    const record = acceptRecord(text ?? '', good.environment_id, 0);
    expect([path.join('.'), record]).not.toEqual([path.join('.'), null]);
    const served = new ServedEnvironment(record as never);
    expect(() => [served.view('client'), served.view('server')]).not.toThrow();
  }
  console.log(`${counts.held} held, ${counts.served} served`);
  expect(counts.held).toBeGreaterThan(100);
});

test.each([
  'features',
  'feature_states',
  'document.feature_states',
  'document.project.segments',
  'document.identity_overrides',
  'server_keys',
])('every row of %s twice → the version of before is kept, and it is logged', async (path) => {
  const core = await publishDamaged(
    change(path.split('.'), (list) => [...(list as unknown[]), ...(list as unknown[])]),
  );
  expect(core.status()).toMatchObject({ version: 1, hold: { reason: 'invalid', can_be_confirmed: false } });
  expect(logged).toEqual(['publisher.publication.held']);
});
