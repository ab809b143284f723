import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServer } from '../../worker/testing/runtime/test-server.ts';
import { hasWrk, measure, type Load } from '../http/wrk.ts';
import { median, type Row } from '../report.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 7);
const SECONDS = Number(process.env['ROUND_SECONDS'] ?? 4);
const SETTLE_MS = 2_000;

/** Reads of flags as fast as they are answered, by turns with Postgres as it should be and frozen. Null without a load generator. */
export async function compareFrozenReads(server: TestServer): Promise<Row | null> {
  if (!hasWrk()) return null;
  const headers = { 'X-Environment-Key': server.demo[0]?.clientKey ?? '' };
  const load: Load = { url: `${server.url}/api/v1/flags/`, headers };
  await measure(load, 2);
  const rounds: { normal: number; frozen: number; normalP99Ms: number; frozenP99Ms: number }[] = [];
  let failures = 0;
  for (let round = 0; round < Math.max(5, ROUNDS); round += 1) {
    const take = async (isFrozen: boolean) => {
      if (isFrozen) server.freezePostgres();
      try {
        const measured = await measure(load, SECONDS);
        failures += measured.failures;
        return measured;
      } finally {
        if (isFrozen) server.thawPostgres();
        await sleep(SETTLE_MS);
      }
    };
    // Which of the two comes first changes, so that a drift of the machine falls on both.
    const isFrozenFirst = round % 2 === 1;
    const first = await take(isFrozenFirst);
    const second = await take(!isFrozenFirst);
    const [normal, frozen] = isFrozenFirst ? [second, first] : [first, second];
    rounds.push({
      normal: Math.round(normal.perSecond),
      frozen: Math.round(frozen.perSecond),
      normalP99Ms: normal.p99Ms,
      frozenP99Ms: frozen.p99Ms,
    });
  }
  const ratios = rounds.map(({ normal, frozen }) => frozen / normal);
  return {
    name: 'GET flags with Postgres frozen',
    ratio: median(ratios),
    of: 'of normal, by turns',
    floor: 0.95,
    aim: 1,
    ratios: ratios.map((ratio) => Number(ratio.toFixed(3))),
    rounds,
    failures,
  };
}
