import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listen } from '../fixtures/event-stream.ts';
import { addFeature } from '../fixtures/scene-features.ts';
import { createScene, type Scene } from '../fixtures/scene.ts';
import { createMember, type Person } from '../management/people.ts';
import { openKvDouble, type KvDouble } from '../runtime/kv-double.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

const ROUNDS = Number(process.env['HALYARD_CRASH_ROUNDS'] ?? 1);
/** The publisher's alarm and the writes to KV, which are a second apart, need a moment. */
const SETTLE_MS = 10_000;

let kv: KvDouble;
let server: TestServer;
let scene: Scene;
let admin: Person;
let stateId: number;
let serial = 0;

beforeAll(async () => {
  kv = openKvDouble('ENVIRONMENTS');
  server = await startTestServer({ doubles: kv.doubles });
  scene = await createScene(server.db, { project: { enableRealtimeUpdates: true } });
  ({ stateId } = await addFeature(scene, 'one', { value: 'before' }));
  admin = await createMember(server.db, scene.organisationId, 'ADMIN');
});
afterEach(() => {
  server.wire.watch = null;
  kv.onWrite = null;
});
afterAll(() => server.stop());

/** Ends the runtime with SIGKILL once, where it is called first. */
function openKill() {
  let killing: Promise<void> | null = null;
  return {
    now: (): Promise<void> => (killing ??= server.kill9Workerd()),
    isDone: () => killing !== null,
  };
}

type Kill = ReturnType<typeof openKill>;

/** Kills when the text passes the wire; what passes is lost then. */
const whenPassing =
  (direction: 'out' | 'back', text: RegExp) =>
  (kill: Kill): void => {
    server.wire.watch = async (chunk, way) => {
      if (kill.isDone() || way !== direction || !text.test(chunk)) return 'pass';
      await kill.now();
      return 'cut';
    };
  };

const POINTS: [name: string, arm: (kill: Kill) => void | Promise<void>][] = [
  ['before its transaction', whenPassing('out', /\bbegin\b/)],
  ['within its transaction, before the commit', whenPassing('out', /\bcommit\0/)],
  ['after the commit, before anybody heard of it', whenPassing('back', /COMMIT\0/)],
  ['while the publisher reads what is committed', whenPassing('out', /BEGIN ISOLATION LEVEL REPEATABLE READ/)],
  ['after it was published, before its outbox row is removed', whenPassing('out', /delete from outbox/i)],
  [
    'while KV is written',
    (kill) => {
      kv.onWrite = () => kill.now();
    },
  ],
  [
    'after listeners were told',
    async (kill) => {
      const stream = await listen(`${server.url}/sse/environments/${scene.clientKey}/stream`);
      const watching = setInterval(() => {
        if (stream.events().length > 0 || kill.isDone()) {
          clearInterval(watching);
          void kill.now().then(stream.stop);
        }
      }, 2);
    },
  ],
];

async function edit(value: string): Promise<number> {
  try {
    const answer = await fetch(`${server.url}/api/v1/environments/${scene.clientKey}/featurestates/${stateId}/`, {
      method: 'PATCH',
      headers: { authorization: admin.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ feature_state_value: value }),
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

async function readCommitted() {
  const { rows } = await server.db.query<{ value: string; changes: number; waiting: number }>(
    `select v.string_value as value,
       (select count(*)::int from audit_logs where related_object_type = 'FEATURE_STATE' and environment_id = $2) as changes,
       (select count(*)::int from outbox where environment_id = $2) as waiting
     from feature_state_values v where v.feature_state_id = $1`,
    [stateId, scene.environmentId],
  );
  return rows[0]!;
}

async function readServed(): Promise<string> {
  const headers = { 'x-environment-key': scene.clientKey };
  const answer = await fetch(`${server.url}/api/v1/flags/?feature=one`, { headers });
  return ((await answer.json()) as { feature_state_value: string }).feature_state_value;
}

const inKv = () => {
  const text = kv.entries.get(`environment:${scene.environmentId}`);
  return text === undefined ? null : (JSON.parse(text) as { version: number; document: object });
};

test.each(Array.from({ length: ROUNDS }, () => POINTS).flat())(
  'kill -9 of the runtime %s → the change is whole or not there, and what is there gets to KV and clients by sweep and alarm alone',
  async (_, arm) => {
    await readServed();
    await expect.poll(async () => (await readCommitted()).waiting, { timeout: SETTLE_MS }).toBe(0);
    const before = await readCommitted();
    const versionBefore = inKv()?.version ?? 0;
    const kill = openKill();
    await arm(kill);
    const value = `value-${(serial += 1)}`;

    const status = await edit(value);
    await expect.poll(kill.isDone, { timeout: 5_000 }).toBe(true);
    await kill.now();
    server.wire.watch = null;
    kv.onWrite = null;
    await sleep(100);

    const after = await readCommitted();
    const isThere = after.value === value;
    expect(after.value).toBe(isThere ? value : before.value);
    expect(after.changes - before.changes).toBe(isThere ? 1 : 0);
    if (status === 200) expect(isThere).toBe(true);
    await server.db.query(`update outbox set due_at = due_at - interval '10 seconds'`);
    await server.fireCron();
    expect((await readCommitted()).waiting).toBe(0);
    await expect.poll(() => JSON.stringify(inKv()), { timeout: SETTLE_MS, interval: 50 }).toContain(`"${after.value}"`);
    expect(inKv()?.version ?? 0).toBeGreaterThanOrEqual(versionBefore);
    expect(await readServed()).toBe(after.value);
  },
);
