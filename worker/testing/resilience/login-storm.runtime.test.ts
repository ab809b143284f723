import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPasswords } from '../../platform/password.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

const PASSWORD = 'correct horse battery';
const ACCOUNTS = 40;
const LOGINS_PER_SECOND = 50;
/** Calm and storm take turns, so that what else the machine does falls on both. */
const ROUNDS = 3;
const STORM_MS = 3_000;
const CALM_MS = 2_000;
const READERS = 4;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ seed: true });
  const hash = await openPasswords({ gapMs: 0 }).hash(PASSWORD);
  await server.db.query(
    `insert into users (email, password_hash) select 'user-' || n || '@example.com', $1 from generate_series(1, $2) n`,
    [hash, ACCOUNTS],
  );
});
afterAll(() => server.stop());

type Reads = { perSecond: number; statuses: Set<number | string> };

/** Reads flags from several clients, one request after the other each, for as long as it is told. */
async function read(clientKey: string, milliseconds: number): Promise<Reads> {
  const statuses = new Set<number | string>();
  let count = 0;
  const end = performance.now() + milliseconds;
  const reader = async () => {
    while (performance.now() < end) {
      try {
        const response = await fetch(`${server.url}/api/v1/flags/`, { headers: { 'X-Environment-Key': clientKey } });
        await response.arrayBuffer();
        statuses.add(response.status);
        count += 1;
      } catch (error) {
        statuses.add(String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return { perSecond: count / (milliseconds / 1000), statuses };
}

type Login = { status: number; retryAfter: string | null };

async function logIn(turn: number): Promise<Login> {
  const response = await fetch(`${server.url}/api/v1/auth/login/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cf-connecting-ip': `198.51.${turn % 250}.${randomUUID()}` },
    body: JSON.stringify({ email: `user-${1 + (turn % ACCOUNTS)}@example.com`, password: PASSWORD }),
  });
  await response.arrayBuffer();
  return { status: response.status, retryAfter: response.headers.get('retry-after') };
}

/** Sends logins by the clock, whether or not earlier ones are answered. */
async function storm(milliseconds: number): Promise<Login[]> {
  const logins: Promise<Login>[] = [];
  const begin = performance.now();
  while (performance.now() - begin < milliseconds) {
    const due = ((performance.now() - begin) / 1000) * LOGINS_PER_SECOND;
    while (logins.length < due) logins.push(logIn(logins.length));
    await sleep(5);
  }
  return Promise.all(logins);
}

test('login storm: 50 a second from many accounts and addresses → reads keep half of their rate, what is shed is told when to come back', async () => {
  const clientKey = server.demo[0]?.clientKey ?? '';
  await read(clientKey, 1_000);
  const calm: Reads[] = [];
  const stormy: Reads[] = [];
  const logins: Login[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    calm.push(await read(clientKey, CALM_MS));
    const [reads, tried] = await Promise.all([read(clientKey, STORM_MS), storm(STORM_MS)]);
    stormy.push(reads);
    logins.push(...tried);
  }
  const rateOf = (reads: Reads[]) => reads.reduce((sum, { perSecond }) => sum + perSecond, 0) / reads.length;
  const count = (status: number) => logins.filter((login) => login.status === status).length;
  console.log(
    `reads ${Math.round(rateOf(calm))}/s before, ${Math.round(rateOf(stormy))}/s in the storm; ` +
      `${logins.length} logins: ${count(200)} signed in, ${count(429)} shed`,
  );
  expect([...new Set(stormy.flatMap(({ statuses }) => [...statuses]))]).toEqual([200]);
  expect(rateOf(stormy)).toBeGreaterThanOrEqual(rateOf(calm) / 2);
  expect(logins.length).toBeGreaterThan((LOGINS_PER_SECOND * ROUNDS * STORM_MS) / 1000 / 2);
  expect(count(200)).toBeGreaterThan(0);
  expect(count(200) + count(429)).toBe(logins.length);
  const shed = logins.filter(({ status }) => status === 429);
  expect(shed.length).toBeGreaterThan(0);
  expect(shed.every(({ retryAfter }) => Number(retryAfter) >= 1)).toBe(true);
});
