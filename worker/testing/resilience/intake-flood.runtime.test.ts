import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';
import { countLandedEvaluations } from './ledger.ts';

/** Reports a second in the calm, and ten times that. */
const USUAL = 60;
const FLOOD = 10 * USUAL;
const READS = 60;
/**
 * Here one thread serves reads and flushes reports to the disk, which it does not where objects live on machines of their own: a
 * buffer that is called once for each report gives a hundred.
 */
const MEDIAN_RATIO = 10;
const TAIL_RATIO = 20;
/** The two take turns, so that what else the machine does falls on all. */
const ROUNDS = Number(process.env['HALYARD_FLOOD_ROUNDS'] ?? 2);
const ROUND_MS = 2_000;
vi.setConfig({ testTimeout: 60_000 + ROUNDS * 4 * ROUND_MS });
const LANDING_MS = 40_000;

let server: TestServer;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterAll(async () => {
  agent.destroy();
  await server.stop();
});

type Call = { path: string; body?: string };
const READ: Call = { path: '/api/v1/flags/' };
const REPORT: Call = { path: '/api/v1/analytics/flags/', body: JSON.stringify({ dark_mode: 1 }) };

/** Resolves with the status; the labels are those of one of four applications. */
function send({ path, body }: Call, turn: number): Promise<number> {
  const headers = {
    'x-environment-key': server.demo[0]!.clientKey,
    'content-type': 'application/json',
    'flagsmith-application-name': `application-${turn % 4}`,
  };
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    request(server.url + path, { agent, method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end(body);
  });
}

/** Sends by the clock, whether or not earlier ones are answered; resolves with statuses and milliseconds. */
async function sendAt(rate: number, call: Call): Promise<{ status: number; ms: number }[]> {
  const sent: Promise<{ status: number; ms: number }>[] = [];
  const begin = performance.now();
  while (performance.now() - begin < ROUND_MS) {
    const due = ((performance.now() - begin) / 1_000) * rate;
    while (sent.length < due) {
      const at = performance.now();
      sent.push(send(call, sent.length).then((status) => ({ status, ms: performance.now() - at })));
    }
    await sleep(2);
  }
  return Promise.all(sent);
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}

test(`intake: ten times the usual reports (${FLOOD} a second) → reads of flags go on, and every report is counted or told 503`, async () => {
  const reads: Record<'calm' | 'flood', number[]> = { calm: [], flood: [] };
  const rates = { calm: USUAL, flood: FLOOD };
  const statuses: Record<number, number> = {};
  await sendAt(READS, READ);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of ['calm', 'flood'] as const) {
      const [measured, reports] = await Promise.all([sendAt(READS, READ), sendAt(rates[kind], REPORT)]);
      expect(measured.filter(({ status }) => status !== 200)).toEqual([]);
      reads[kind].push(...measured.map(({ ms }) => ms));
      for (const { status } of reports) statuses[status] = (statuses[status] ?? 0) + 1;
    }
  }
  const ratioAt = (share: number) => quantile(reads.flood, share) / quantile(reads.calm, share);
  const show = (times: number[]) => [0.5, 0.95, 0.99].map((share) => quantile(times, share).toFixed(1)).join(' / ');
  console.log(
    `flags, ms at median / p95 / p99: calm ${show(reads.calm)}, flood ${show(reads.flood)}; reports shed: ${statuses[503] ?? 0}`,
  );
  expect(Object.keys(statuses).filter((status) => !['200', '503'].includes(status))).toEqual([]);
  expect(ratioAt(0.5)).toBeLessThan(MEDIAN_RATIO);
  expect(ratioAt(0.95)).toBeLessThan(TAIL_RATIO);
  const landed = () => countLandedEvaluations(server.db, server.demo[0]!.environmentId);
  await expect.poll(landed, { timeout: LANDING_MS, interval: 500 }).toBe(statuses[200]);
});
