import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';
import { countLandedEvaluations, Ledger } from './ledger.ts';
import { listFailures, startTraffic } from './traffic.ts';

/** A release is proven with HALYARD_OUTAGE_SECONDS=120. */
const OUTAGE_MS = Number(process.env['HALYARD_OUTAGE_SECONDS'] ?? 8) * 1000;
const SETTLE_MS = 60_000;
const SENDERS = 6;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ seed: true, ownPostgres: true });
});
afterAll(() => server.stop());

const outages = [
  { name: 'frozen', begin: async () => server.freezePostgres(), end: async () => server.thawPostgres() },
  { name: 'killed', begin: () => server.killPostgres(), end: () => server.startPostgres() },
];

test.each(outages)(
  'postgres: $name under load → every SDK request is answered 200 and every acknowledgement lands exactly once',
  { timeout: OUTAGE_MS + 2 * SETTLE_MS },
  async ({ name, begin, end }) => {
    const [environment] = server.demo;
    if (environment === undefined) throw new Error('the demo has no environment');
    const { environmentId, clientKey, serverKey } = environment;
    const before = await countLandedEvaluations(server.db, environmentId);
    const ledger = new Ledger();
    const traffic = startTraffic({ url: server.url, clientKey, serverKey }, ledger, SENDERS, 'dark_mode');
    await sleep(1_500);

    await begin();
    await sleep(OUTAGE_MS);
    await end();
    await sleep(1_500);
    const report = await traffic.stop();

    const total = [...report.answers.values()].reduce((sum, count) => sum + count, 0);
    const failures = listFailures(report);
    console.log(`${name}: ${total} requests, ${failures.length} failures, slowest ${Math.round(report.slowestMs)} ms`);
    expect(failures).toEqual([]);
    expect(report.answers.size).toBe(6);
    const landed = async () => (await countLandedEvaluations(server.db, environmentId)) - before;
    await expect.poll(landed, { timeout: SETTLE_MS, interval: 500 }).toBe(ledger.evaluations);
    const lost = () => ledger.findLostTraits(server.db, environmentId);
    await expect.poll(lost, { timeout: SETTLE_MS, interval: 500 }).toEqual([]);
  },
);
