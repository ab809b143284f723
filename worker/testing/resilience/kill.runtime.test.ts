import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startTestServer } from '../runtime/test-server.ts';
import { countLandedEvaluations, Ledger } from './ledger.ts';
import { startTraffic } from './traffic.ts';

const KILLS = Number(process.env['HALYARD_KILLS'] ?? 20);
const SETTLE_MS = 60_000;
const SENDERS = 6;

test(
  `runtime: ${KILLS} times kill -9 under writers → nothing that was acknowledged is lost`,
  { timeout: KILLS * 5_000 + 2 * SETTLE_MS },
  async () => {
    const server = await startTestServer({ seed: true });
    try {
      const [environment] = server.demo;
      if (environment === undefined) throw new Error('the demo has no environment');
      const { environmentId, clientKey, serverKey } = environment;
      const ledger = new Ledger();
      const traffic = startTraffic({ url: server.url, clientKey, serverKey }, ledger, SENDERS, 'dark_mode');
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(400 + Math.random() * 400);
        await server.kill9Workerd();
      }
      await sleep(500);
      const report = await traffic.stop();

      console.log(`${KILLS} kills: ${ledger.evaluations} evaluations acknowledged, ${ledger.unsureEvaluations} not`);
      expect(report.answers.get('analytics 200')).toBeGreaterThan(KILLS);
      const landed = () => countLandedEvaluations(server.db, environmentId);
      await expect.poll(landed, { timeout: SETTLE_MS, interval: 500 }).toBeGreaterThanOrEqual(ledger.evaluations);
      // Counts whose answer was cut off by a kill may have been stored, but none twice.
      expect(await landed()).toBeLessThanOrEqual(ledger.evaluations + ledger.unsureEvaluations);
      const lost = () => ledger.findLostTraits(server.db, environmentId);
      await expect.poll(lost, { timeout: SETTLE_MS, interval: 500 }).toEqual([]);
    } finally {
      await server.stop();
    }
  },
);
