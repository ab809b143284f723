import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { migrateDatabase } from '../../../drizzle/migrate.ts';
import { withConnection } from '../../../scripts/local/database.ts';
import { startTestServer } from '../runtime/test-server.ts';
import { countLandedEvaluations, Ledger } from './ledger.ts';
import { listFailures, startTraffic } from './traffic.ts';

const SENDERS = 4;
const SETTLE_MS = 30_000;

test(
  'the newest migration is not applied yet, then it is, under load → every SDK request is answered 200 on either schema, and what is acknowledged lands once',
  { timeout: 3 * SETTLE_MS },
  async () => {
    const server = await startTestServer({ seed: true, lackingMigrations: 1 });
    try {
      const { environmentId, clientKey, serverKey } = server.demo[0]!;
      const ledger = new Ledger();
      const traffic = startTraffic({ url: server.url, clientKey, serverKey }, ledger, SENDERS, 'dark_mode');
      await sleep(1_500);
      // Nothing is published by the new code yet that it read from the old schema, but for the first version: so read once more.
      await server.db.query(`select touch_environment($1, 'test', now() - interval '10 seconds')`, [environmentId]);
      await server.fireCron();
      const waiting = async () => {
        const { rows } = await server.db.query('select 1 from outbox where environment_id = $1', [environmentId]);
        return rows.length;
      };
      expect(await waiting()).toBe(0);

      const applied = await withConnection(server.databaseUrl, (client) => migrateDatabase(client));
      await sleep(1_500);
      const report = await traffic.stop();

      expect(applied).toBe(1);
      expect(listFailures(report)).toEqual([]);
      expect(report.answers.size).toBe(6);
      const landed = () => countLandedEvaluations(server.db, environmentId);
      await expect.poll(landed, { timeout: SETTLE_MS, interval: 250 }).toBe(ledger.evaluations);
      expect(await ledger.findLostTraits(server.db, environmentId)).toEqual([]);
    } finally {
      await server.stop();
    }
  },
);
