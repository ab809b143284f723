import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { migrateDatabase } from '../../../drizzle/migrate.ts';
import { withConnection } from '../../../scripts/local/database.ts';
import { startTestServer } from '../runtime/test-server.ts';
import { countLandedEvaluations, Ledger } from './ledger.ts';
import { startTraffic } from './traffic.ts';

/** A checkout of an earlier release in which `npm run build` was run, and how many migrations it does not know. */
const EARLIER = process.env['HALYARD_EARLIER_RELEASE'];
const LACKING = Number(process.env['HALYARD_EARLIER_LACKS'] ?? 1);
const SENDERS = 4;
const PHASE_MS = 3_000;
const SETTLE_MS = 60_000;

if (EARLIER === undefined) console.log('Skipped: HALYARD_EARLIER_RELEASE names no checkout of an earlier release');

test.skipIf(EARLIER === undefined)(
  'the earlier release on its schema, on the newest one, replaced by this one, and rolled back, under load → whoever is answered is answered 200, and what is acknowledged lands once',
  { timeout: 3 * SETTLE_MS },
  async () => {
    const folder = EARLIER ?? '';
    const release = {
      scriptFile: join(folder, '.build/worker/index.js'),
      configFile: join(folder, 'wrangler.toml'),
    };
    const server = await startTestServer({ seed: true, lackingMigrations: LACKING, release });
    try {
      const { environmentId, clientKey, serverKey } = server.demo[0]!;
      const ledger = new Ledger();
      const phase = async () => {
        const traffic = startTraffic({ url: server.url, clientKey, serverKey }, ledger, SENDERS, 'dark_mode');
        await sleep(PHASE_MS);
        return traffic;
      };
      const answers = new Map<string, number>();
      const conclude = async (name: string, traffic: Awaited<ReturnType<typeof phase>>) => {
        const report = await traffic.stop();
        for (const [answer, count] of report.answers) {
          answers.set(answer, (answers.get(answer) ?? 0) + count);
        }
        console.log(`${name}: ${JSON.stringify(Object.fromEntries(report.answers))}`);
      };

      const migrated = await phase();
      const applied = await withConnection(server.databaseUrl, (client) => migrateDatabase(client));
      expect(applied).toBe(LACKING);
      await sleep(PHASE_MS);
      await conclude('the earlier release, migrated', migrated);
      for (const [name, change] of [
        ['this release follows', () => server.deploy()],
        ['rolled back', () => server.restart(release)],
        ['and forward again', () => server.deploy()],
      ] as const) {
        const traffic = await phase();
        await change();
        await sleep(PHASE_MS);
        await conclude(name, traffic);
      }

      const refused = [...answers].filter(([answer]) => !/ (200|error)$/.test(answer));
      expect(refused).toEqual([]);
      const landed = () => countLandedEvaluations(server.db, environmentId);
      // A count that was under way when its process ended may have landed, or not.
      await expect.poll(landed, { timeout: SETTLE_MS, interval: 250 }).toBeGreaterThanOrEqual(ledger.evaluations);
      expect(await landed()).toBeLessThanOrEqual(ledger.evaluations + ledger.unsureEvaluations);
      expect(await ledger.findLostTraits(server.db, environmentId)).toEqual([]);
    } finally {
      await server.stop();
    }
  },
);
