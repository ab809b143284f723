import { Agent, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import { readResidentBytes } from '../../testing/fixtures/process-memory.ts';
import { openCaller } from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer } from '../../testing/runtime/test-server.ts';
import { EnvironmentCache } from './environment-cache.ts';

const AT_ONCE = 24;

/** Does the work for every number below `count`, some at once; resolves with the results that occurred, counted. */
async function tally(count: number, work: (number: number) => Promise<number>): Promise<Record<number, number>> {
  const results: Record<number, number> = {};
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const result = await work(next++);
      results[result] = (results[result] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

test('unknown keys: 20,000 different ones over HTTP → each 403, memory within bounds, a known key still served', async () => {
  const server = await startTestServer();
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    const scene = await createScene(server.db);
    const call = openCaller(server.url, scene.clientKey);
    const ask = (number: number) =>
      new Promise<number>((resolve, reject) => {
        const key = `${number % 2 === 0 ? 'ser.' : ''}nobody-${number}-${'x'.repeat(60)}`;
        const options = { agent, headers: { 'x-environment-key': key } };
        const sent = request(`${server.url}/api/v1/flags/`, options, (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        });
        sent.on('error', reject).end();
      });
    expect((await call('/api/v1/flags/')).status).toBe(200);

    expect(await tally(20_000, ask)).toEqual({ 403: 20_000 });

    // The runtime collects garbage late: 50,000 requests of any kind with I/O bring it to 650 MB, where it stays.
    expect(readResidentBytes(server.workerdPid())).toBeLessThan(1024 ** 3);
    expect((await call('/api/v1/flags/')).status).toBe(200);
  } finally {
    agent.destroy();
    await server.stop();
  }
}, 180_000);

test('unknown keys: 100,000 different ones in one isolate → the cache keeps no more than its bound of them', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const readHeap = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const nowhere = { resolveKey: async () => null, readCopy: async () => null, readNewerThan: async () => null };
  const cache = new EnvironmentCache(nowhere, (record) => record);
  const find = async (number: number) => ((await cache.find(`nobody-${number}`, () => undefined)) === null ? 0 : 1);
  expect(await tally(50_000, find)).toEqual({ 0: 50_000 });

  const before = readHeap();
  await tally(100_000, (number) => find(number + 50_000));

  // Kept one and all they would take 16 MB.
  expect(readHeap() - before).toBeLessThan(6 * 1024 ** 2);
  expect(await cache.find('nobody-0', () => undefined)).toBeNull();
});
