import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildWorker } from '../../scripts/local/build-worker.ts';
import { addFeature } from '../../worker/testing/fixtures/scene-features.ts';
import { createScene } from '../../worker/testing/fixtures/scene.ts';
import { startTestServer } from '../../worker/testing/runtime/test-server.ts';
import { openUsageDouble } from '../../worker/testing/runtime/usage-double.ts';
import { median, writeResults } from '../report.ts';
import { sendPaced, type Call } from './paced-calls.ts';
import { quantile } from './quantile.ts';

const ROUNDS = Math.max(5, Number(process.env['ROUNDS'] ?? 11));
const ROUND_MS = Number(process.env['ROUND_SECONDS'] ?? 4) * 1_000;
/** How long the object takes for a call, as behind a long queue. */
const CALL_MS = 500;
/** What the Worker puts into a call at most; see `platform/usage-sink.ts`. */
const COUNTS_IN_A_CALL = 500;
const COUNTS_IN_A_REPORT = 100;
/** Reports a second that the object can take at most. */
const CAPACITY = ((1_000 / CALL_MS) * COUNTS_IN_A_CALL) / COUNTS_IN_A_REPORT;
const READS = 200;
const LIMIT = 1.5;
const SETTLE_MS = 1_000;

type Taken = { p50: number; p95: number; p99: number; failures: number; shed: number; stored: number };

/** Reads of flags while ten times more counts arrive than the object that keeps them takes, by turns with no more than it takes. */
const usage = openUsageDouble();
usage.callMs = CALL_MS;
await buildWorker();
const server = await startTestServer({ ownPostgres: true, doubles: usage.doubles, log: () => undefined });
const reader = fork(fileURLToPath(new URL('paced-reader.ts', import.meta.url)));
try {
  await run();
} finally {
  reader.kill();
  await server.stop();
}

async function run(): Promise<void> {
  const scene = await createScene(server.db, {});
  const names = Array.from({ length: COUNTS_IN_A_REPORT }, (_, index) => `feature_${index}`);
  for (const name of names) await addFeature(scene, name);
  const body = JSON.stringify(Object.fromEntries(names.map((name) => [name, 1])));
  const warmUp = await take(scene.clientKey, body, 1);
  const rounds: { usual: Taken; flood: Taken }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Which of the two comes first changes, so that a drift of the machine falls on both.
    const isFloodFirst = round % 2 === 1;
    const first = await take(scene.clientKey, body, isFloodFirst ? 10 : 1);
    const second = await take(scene.clientKey, body, isFloodFirst ? 1 : 10);
    const [usual, flood] = isFloodFirst ? [second, first] : [first, second];
    rounds.push({ usual, flood });
    console.log(`round ${round + 1} of ${ROUNDS}: p99 ${flood.p99.toFixed(2)} ms, usually ${usual.p99.toFixed(2)} ms`);
  }
  const ratioOf = (figure: 'p50' | 'p95' | 'p99') =>
    median(rounds.map(({ usual, flood }) => flood[figure] / usual[figure]));
  const all = rounds.flatMap(({ usual, flood }) => [usual, flood]);
  const sum = (figure: 'failures' | 'shed' | 'stored') => all.reduce((total, taken) => total + taken[figure], 0);
  const common = { floor: null, aim: 1, of: 'of that with a tenth of the reports, by turns' };
  const figures = {
    failures: sum('failures'),
    reportsShed: sum('shed'),
    countsAcknowledged: (sum('stored') + warmUp.stored) * COUNTS_IN_A_REPORT,
    countsInTheObject: usage.total,
  };
  writeResults('flood', [
    { name: 'GET flags under a flood, p99', ratio: ratioOf('p99'), limit: LIMIT, ...common, ...figures, rounds },
    { name: 'GET flags under a flood, p95', ratio: ratioOf('p95'), ...common },
    { name: 'GET flags under a flood, median', ratio: ratioOf('p50'), ...common },
  ]);
  console.log(figures);
  const isExact = figures.countsInTheObject === figures.countsAcknowledged;
  if (!isExact || figures.failures > 0 || figures.reportsShed === 0)
    throw new Error('something was lost, or nothing shed');
}

/** Reads at a steady pace while so many times the object's capacity is sent. */
async function take(clientKey: string, body: string, times: number): Promise<Taken> {
  const headers = { 'x-environment-key': clientKey };
  reader.send({ url: `${server.url}/api/v1/flags/`, headers, perSecond: READS, milliseconds: ROUND_MS });
  const [[reads], reports] = await Promise.all([
    once(reader, 'message') as Promise<[Call[]]>,
    sendPaced({
      url: `${server.url}/api/v1/analytics/flags/`,
      // Counts under one name add up to one count: only different ones fill a call.
      headers: { ...headers, 'content-type': 'application/json', 'flagsmith-application-name': 'application-name' },
      body,
      perSecond: times * CAPACITY,
      milliseconds: ROUND_MS,
    }),
  ]);
  await sleep(SETTLE_MS);
  const waits = reads.map(({ milliseconds }) => milliseconds);
  const stored = reports.filter(({ status }) => status === 200).length;
  return {
    p50: quantile(waits, 0.5),
    p95: quantile(waits, 0.95),
    p99: quantile(waits, 0.99),
    failures: reads.filter(({ status }) => status !== 200).length,
    shed: reports.length - stored,
    stored,
  };
}
