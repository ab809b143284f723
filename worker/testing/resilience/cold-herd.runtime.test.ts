import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openKvDouble, type KvDouble } from '../runtime/kv-double.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

/** A release is proven with HALYARD_HERD=5000. */
const HERD = Number(process.env['HALYARD_HERD'] ?? 2_000);

let kv: KvDouble;
let server: TestServer;
/** What reached Postgres, by kind of question. */
const asked = { key: 0, outbox: 0, build: 0 };

beforeAll(async () => {
  kv = openKvDouble('ENVIRONMENTS', 'IDENTITIES');
  server = await startTestServer({ seed: true, doubles: kv.doubles });
  server.wire.watch = (text, direction) => {
    if (direction === 'back') return 'pass';
    asked.key += count(text, /where (e\.api_key|k\.key_hash) = \$1/g);
    asked.outbox += count(text, /from outbox where environment_id/g);
    asked.build += count(text, /BEGIN ISOLATION LEVEL REPEATABLE READ/g);
    return 'pass';
  };
});
beforeEach(async () => {
  // What begins behind earlier answers is not of this herd.
  await sleep(300);
  Object.assign(asked, { key: 0, outbox: 0, build: 0 });
  kv.reads.length = 0;
});
afterAll(() => server.stop());

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

/** So many requests at once, each over a connection of its own; resolves with how often each status was answered. */
async function stampede(path: string, key: string): Promise<Record<string, number>> {
  const agent = new Agent({ maxSockets: HERD });
  const statuses: Record<string, number> = {};
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      request(server.url + path, { agent, headers: { 'x-environment-key': key } }, (response) => {
        response.resume();
        response.on('end', () => {
          statuses[response.statusCode ?? 0] = (statuses[response.statusCode ?? 0] ?? 0) + 1;
          resolve();
        });
      })
        .on('error', reject)
        .end();
    });
  await Promise.all(Array.from({ length: HERD }, ask));
  agent.destroy();
  return statuses;
}

test(`cold herd: ${HERD} first reads at once, nothing was ever published → one look for the key, one build`, async () => {
  expect(await stampede('/api/v1/flags/', server.demo[0]!.clientKey)).toEqual({ 200: HERD });
  console.log(`${HERD} first reads: ${JSON.stringify({ ...asked, kv: kv.reads.length })}`);
  expect(asked).toMatchObject({ key: 1, build: 1 });
  expect(asked.outbox).toBeLessThanOrEqual(5);
  expect(kv.reads.length).toBeLessThanOrEqual(2);
});

test(`cold herd: ${HERD} first reads of a new isolate at once → two looks into KV, no build`, async () => {
  const { environmentId, clientKey } = server.demo[0]!;
  // The environment and the links of its two keys.
  const isCopied = () => kv.entries.has(`environment:${environmentId}`) && kv.entries.size >= 3;
  await expect.poll(isCopied, { timeout: 5_000 }).toBe(true);
  await server.restart();
  kv.reads.length = 0;
  expect(await stampede('/api/v1/flags/', clientKey)).toEqual({ 200: HERD });
  console.log(`${HERD} first reads of a new isolate: ${JSON.stringify({ ...asked, kv: kv.reads.length })}`);
  // On a busy machine KV may take longer than it is waited for.
  expect(asked.key).toBeLessThanOrEqual(1);
  expect(asked.build).toBe(0);
  expect(asked.outbox).toBeLessThanOrEqual(5);
  expect(kv.reads.length).toBeLessThanOrEqual(2);
});

test(`herd after a pause: ${HERD} reads at once of what was not checked for a while → a check a second`, async () => {
  await sleep(3_500);
  const begin = performance.now();
  expect(await stampede('/api/v1/flags/', server.demo[0]!.clientKey)).toEqual({ 200: HERD });
  const seconds = (performance.now() - begin) / 1_000;
  expect(asked).toMatchObject({ key: 0, build: 0 });
  expect(asked.outbox).toBeLessThanOrEqual(2 + Math.ceil(seconds));
});

test(`herd of an unknown key: ${HERD} reads at once → 403 each, one look`, async () => {
  expect(await stampede('/api/v1/flags/', 'nobody-has-this')).toEqual({ 403: HERD });
  expect(asked).toMatchObject({ key: 1, outbox: 0, build: 0 });
});
