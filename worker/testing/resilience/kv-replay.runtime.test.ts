import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openKvDouble, type KvDouble } from '../runtime/kv-double.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

const RESTARTS = Number(process.env['HALYARD_REPLAY_RESTARTS'] ?? 2);
vi.setConfig({ testTimeout: 60_000 + RESTARTS * 15_000 });
const EDITS_EACH = 3;
const READERS = 4;
const BUSY_BOUND_MS = 5_000;

let kv: KvDouble;
let server: TestServer;
let serial = 0;

beforeAll(async () => {
  kv = openKvDouble('ENVIRONMENTS', 'IDENTITIES');
  server = await startTestServer({ seed: true, ownPostgres: true, doubles: kv.doubles });
});
afterAll(() => server.stop());

/** Any of the values that the key ever had, as places do that have not heard of the newest yet. */
const anyOfBefore = (_: string | null, before: readonly string[]) =>
  before[Math.floor(Math.random() * before.length)] ?? null;

/** Names the environment in its document anew, and has that published. */
async function edit(): Promise<number> {
  const { environmentId } = server.demo[0]!;
  serial += 1;
  await server.db.query('update environments set name = $2 where id = $1', [environmentId, String(serial)]);
  await server.db.query(`select touch_environment($1, 'test')`, [environmentId]);
  return serial;
}

async function readSerial(): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/environment-document/`, {
    headers: { 'X-Environment-Key': server.demo[0]!.serverKey },
  });
  expect(response.status).toBe(200);
  return Number(((await response.json()) as { name: string }).name);
}

test('KV gives any of the values it ever had → what a reader sees never goes back, and is the newest within 5 s', async () => {
  for (let restart = 0; restart <= RESTARTS; restart += 1) {
    if (restart > 0) await server.restart();
    kv.read = restart === 0 ? 'answers' : anyOfBefore;
    const end = new AbortController();
    const back: string[] = [];
    const readers = Array.from({ length: READERS }, async () => {
      for (let seen = 0; !end.signal.aborted; await sleep(20)) {
        const now = await readSerial();
        if (now < seen) back.push(`${now} after ${seen}`);
        seen = now;
      }
    });
    for (let turn = 0; turn < EDITS_EACH; turn += 1) {
      const newest = await edit();
      await expect.poll(readSerial, { timeout: BUSY_BOUND_MS, interval: 30 }).toBe(newest);
    }
    await sleep(1_200);
    end.abort();
    await Promise.all(readers);
    expect(back).toEqual([]);
  }
});

test('KV has only an old value and the publisher cannot say: its storage is lost and Postgres frozen → the old value; Postgres back → the newest, under a higher version', async () => {
  const newest = serial;
  kv.read = (_, before) => before.at(1) ?? before[0] ?? null;
  server.freezePostgres();
  await server.restartEmpty();
  const old = await readSerial();
  expect(old).toBeLessThan(newest);
  server.thawPostgres();
  await expect.poll(readSerial, { timeout: 20_000, interval: 250 }).toBe(newest);
});
