import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openKvDouble, type KvDouble, type KvFaults } from '../runtime/kv-double.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

/** A release is proven with HALYARD_KV_REQUESTS=10000. */
const REQUESTS = Number(process.env['HALYARD_KV_REQUESTS'] ?? 150);
const AT_ONCE = 8;
vi.setConfig({ testTimeout: 60_000 + REQUESTS * 50 });
/** What an isolate that holds nothing may take over its first answers; KV may hold up each of its two steps for 250 ms. */
const COLD_LIMIT_MS = 1_500;
/** So long the stored traits of a new identity are waited for. */
const QUERY_LIMIT_MS = 1_500;

const FAULTS: [name: string, read: KvFaults['read']][] = [
  ['fails', 'throws'],
  ['never answers', 'hangs'],
  ['has lost everything', 'has nothing'],
  ['gives half of each value', (value) => value?.slice(0, value.length / 2) ?? null],
  ['gives values with one character changed', (value) => value?.replace(/.$/, '~') ?? null],
];

let kv: KvDouble;
let server: TestServer;

async function start(buckets: string[]): Promise<void> {
  kv = openKvDouble('ENVIRONMENTS', 'IDENTITIES');
  server = await startTestServer({ seed: true, ownPostgres: true, doubles: { ...kv.doubles, buckets } });
  await readEverything(0);
  await vi.waitUntil(
    () => server.demo.every(({ environmentId }) => kv.entries.has(`environment:${environmentId}`)),
    10_000,
  );
}

type Answers = { statuses: Record<string, number>; slowestMs: number };

/** Requests of every kind for known environments; the identities are new ones each time. */
async function readEverything(requests: number): Promise<Answers> {
  const answers: Answers = { statuses: {}, slowestMs: 0 };
  let next = 0;
  const ask = async (turn: number) => {
    const { clientKey, serverKey } = server.demo[turn % server.demo.length]!;
    const [path, key] = (
      [
        ['flags/', clientKey],
        ['environment-document/', serverKey],
        [`identities/?identifier=reader-${Math.random()}`, clientKey],
      ] as const
    )[turn % 3]!;
    const begin = performance.now();
    const response = await fetch(`${server.url}/api/v1/${path}`, { headers: { 'X-Environment-Key': key } });
    await response.arrayBuffer();
    answers.statuses[response.status] = (answers.statuses[response.status] ?? 0) + 1;
    answers.slowestMs = Math.max(answers.slowestMs, performance.now() - begin);
  };
  const lane = async () => {
    while (next < requests + 6) await ask(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return answers;
}

/** Restarts the runtime, so that the isolate holds nothing, and asks of it what it can only get from others. */
async function readCold(read: KvFaults['read'], limitMs: number): Promise<void> {
  await server.restart();
  kv.read = read;
  const { statuses, slowestMs } = await readEverything(REQUESTS);
  expect(statuses).toEqual({ 200: REQUESTS + 6 });
  expect(slowestMs).toBeLessThan(limitMs);
}

describe('KV alone', () => {
  beforeAll(() => start([]));
  afterAll(() => server.stop());

  test.each(FAULTS)('KV %s: an isolate that holds nothing → every request of a known environment is 200', (_, read) =>
    readCold(read, COLD_LIMIT_MS),
  );

  test('KV leads keys to another environment: an isolate that holds nothing → refused, never the flags of the other one', async () => {
    await server.restart();
    const [one, other] = server.demo.map(({ environmentId }) => String(environmentId));
    kv.read = (value) => (value === one ? other! : value === other ? one! : value);
    expect((await readEverything(0)).statuses).toEqual({ 403: 6 });
  });

  test('KV never answers: an isolate that holds environments → 200 from memory, without waiting', async () => {
    await server.restart();
    kv.read = 'answers';
    await readEverything(0);
    kv.read = 'hangs';
    const { clientKey } = server.demo[0]!;
    const begin = performance.now();
    for (let request = 0; request < 50; request += 1) {
      const response = await fetch(`${server.url}/api/v1/flags/`, { headers: { 'X-Environment-Key': clientKey } });
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    }
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});

describe('KV with a bucket', () => {
  beforeAll(() => start(['COPIES']));
  afterAll(() => server.stop());

  test.each(FAULTS.slice(0, 3))(
    'KV %s and Postgres is frozen: an isolate that holds nothing → 200 by the bucket',
    async (_, read) => {
      server.freezePostgres();
      try {
        await readCold(read, COLD_LIMIT_MS + QUERY_LIMIT_MS);
      } finally {
        server.thawPostgres();
      }
    },
  );
});
