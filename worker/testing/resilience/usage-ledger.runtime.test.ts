import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';
import { countLandedEvaluations } from './ledger.ts';

const EVENTS = Number(process.env['HALYARD_LEDGER_EVENTS'] ?? 20_000);
const KILLS = Number(process.env['HALYARD_KILLS'] ?? (EVENTS < 1_000_000 ? 8 : 50));
const EVENTS_A_REPORT = 20;
const SENDERS = 8;
const SETTLE_MS = 60_000;
const SWEEP = '*/15 * * * *';

/** Sends so many reports, each of which must be acknowledged. */
async function send({ url, demo }: TestServer, reports: number): Promise<void> {
  const headers = { 'X-Environment-Key': demo[0]!.clientKey, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ dark_mode: EVENTS_A_REPORT });
  let left = reports;
  const sender = async () => {
    while (left > 0) {
      left -= 1;
      const answer = await fetch(`${url}/api/v1/analytics/flags/`, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

/** Kills the runtime right after the last acknowledgement, or while the sweep brings counts to Postgres. */
async function killSomewhere(server: TestServer, kill: number): Promise<void> {
  const sweeping = kill % 2 === 0 ? undefined : server.fireCron(SWEEP).catch(() => undefined);
  if (sweeping !== undefined) await sleep(Math.random() * 40);
  await server.kill9Workerd();
}

test(
  `runtime: ${EVENTS} evaluations, ${KILLS} times kill -9 after an acknowledgement or amid landing → exactly as many in Postgres`,
  { timeout: SETTLE_MS * 2 + KILLS * 5_000 + EVENTS / 2 },
  async () => {
    const server = await startTestServer({ seed: true });
    try {
      const { environmentId } = server.demo[0]!;
      const reports = Math.ceil(EVENTS / EVENTS_A_REPORT);
      for (let kill = 0, sent = 0; kill < KILLS; kill += 1) {
        const upTo = Math.round((reports * (kill + 1)) / KILLS);
        await send(server, upTo - sent);
        sent = upTo;
        await killSomewhere(server, kill);
      }
      const total = reports * EVENTS_A_REPORT;
      const landed = () => countLandedEvaluations(server.db, environmentId);
      await expect.poll(landed, { timeout: SETTLE_MS, interval: 500 }).toBe(total);
      for (let sweep = 0; sweep < 3; sweep += 1) await server.fireCron(SWEEP);
      await Promise.all([server.fireCron(SWEEP), server.fireCron(SWEEP)]);
      await sleep(12_000);
      expect(await landed()).toBe(total);

      const { rows } = await server.db.query<{ batches: number; hours: number }>(
        `select (select count(*) from applied_batches)::int as batches,
          (select sum(count) from feature_evaluation_hours)::float8 as hours`,
      );
      const { batches = 0, hours } = rows[0] ?? {};
      expect(hours).toBe(total);
      console.log(
        `${total} evaluations, ${KILLS} kills: ${batches} landing statements, ${((batches / total) * 1e6).toFixed(0)} per million`,
      );
    } finally {
      await server.stop();
    }
  },
);
