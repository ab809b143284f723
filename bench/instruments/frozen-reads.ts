import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServer } from '../../worker/testing/runtime/test-server.ts';
import { hasWrk, measure, type Load } from '../http/wrk.ts';
import { median, type Row } from '../report.ts';
import { readCpuSeconds } from './cpu-time.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 11);
const SECONDS = Number(process.env['ROUND_SECONDS'] ?? 3);
const SETTLE_MS = 1_000;

type Taken = { perSecond: number; perCpuSecond: number; p99Ms: number; failures: number };

/** Reads of flags as fast as they are answered, by turns with Postgres as it should be and frozen. Null without a load generator. */
export async function compareFrozenReads(server: TestServer): Promise<Row | null> {
  if (!hasWrk()) return null;
  const headers = { 'X-Environment-Key': server.demo[0]?.clientKey ?? '' };
  const load: Load = { url: `${server.url}/api/v1/flags/`, headers };
  await measure(load, 2);
  const rounds: { normal: Taken; frozen: Taken }[] = [];
  for (let round = 0; round < Math.max(5, ROUNDS); round += 1) {
    // Which of the two comes first changes, so that a drift of the machine falls on both.
    const isFrozenFirst = round % 2 === 1;
    const first = await take(server, load, isFrozenFirst);
    const second = await take(server, load, !isFrozenFirst);
    const [normal, frozen] = isFrozenFirst ? [second, first] : [first, second];
    rounds.push({ normal, frozen });
  }
  const ratioOf = (figure: 'perSecond' | 'perCpuSecond') =>
    rounds.map(({ normal, frozen }) => frozen[figure] / normal[figure]);
  return {
    name: 'GET flags with Postgres frozen',
    ratio: median(ratioOf('perSecond')),
    of: 'of normal, by turns',
    floor: 0.95,
    aim: 1,
    /** What others do on the machine changes how fast answers come, but hardly what they cost. */
    ratioPerCpuSecond: median(ratioOf('perCpuSecond')),
    ratios: ratioOf('perSecond').map((ratio) => Number(ratio.toFixed(3))),
    failures: rounds.reduce((sum, { normal, frozen }) => sum + normal.failures + frozen.failures, 0),
    rounds,
  };
}

async function take(server: TestServer, load: Load, isFrozen: boolean): Promise<Taken> {
  if (isFrozen) server.freezePostgres();
  try {
    const before = readCpuSeconds(server.workerdPid());
    const { perSecond, p99Ms, failures } = await measure(load, SECONDS);
    const cpuSeconds = readCpuSeconds(server.workerdPid()) - before;
    const perCpuSecond = (perSecond * SECONDS) / cpuSeconds;
    return { perSecond: Math.round(perSecond), perCpuSecond: Math.round(perCpuSecond), p99Ms, failures };
  } finally {
    if (isFrozen) server.thawPostgres();
    await sleep(SETTLE_MS);
  }
}
