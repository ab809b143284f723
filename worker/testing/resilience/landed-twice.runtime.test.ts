import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';
import { countLandedEvaluations } from './ledger.ts';

const ROUNDS = Number(process.env['HALYARD_LANDING_KILLS'] ?? 2);
vi.setConfig({ testTimeout: 60_000 + ROUNDS * 30_000 });
const SWEEP = '*/15 * * * *';
const LANDING_MS = 30_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterAll(() => server.stop());

async function report(count: number): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/analytics/flags/`, {
    method: 'POST',
    headers: { 'x-environment-key': server.demo[0]!.clientKey, 'content-type': 'application/json' },
    body: JSON.stringify({ dark_mode: count }),
  });
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
}

const FAULTS: [name: string, act: () => Promise<void>][] = [
  ['the runtime ends by kill -9', () => server.kill9Workerd()],
  ['the answer is lost', async () => undefined],
];

test.each(FAULTS)(
  `counts have landed in Postgres, and %s before the buffer hears of it: ${ROUNDS} times → each is counted once`,
  async (_, act) => {
    const { environmentId } = server.demo[0]!;
    const before = await countLandedEvaluations(server.db, environmentId);
    for (let round = 0; round < ROUNDS; round += 1) {
      await report(7);
      let isLanding = false;
      let isLost = false;
      let isOver = false;
      server.wire.watch = async (text, direction) => {
        if (direction === 'out') isLanding ||= text.includes('applied_batches');
        if (direction === 'out' || isLost || !isLanding || !/INSERT 0 \d+\0/.test(text)) return 'pass';
        isLost = true;
        await act();
        isOver = true;
        return 'cut';
      };
      await Promise.race([server.fireCron(SWEEP).catch(() => undefined), sleep(5_000)]);
      await expect.poll(() => isOver, { timeout: LANDING_MS }).toBe(true);
      server.wire.watch = null;
    }
    await report(1);
    const landed = async () => (await countLandedEvaluations(server.db, environmentId)) - before;
    await expect.poll(landed, { timeout: LANDING_MS, interval: 250 }).toBeGreaterThanOrEqual(7 * ROUNDS + 1);
    await sleep(1_000);
    expect(await landed()).toBe(7 * ROUNDS + 1);
  },
);
