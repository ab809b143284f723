import { setTimeout as sleep } from 'node:timers/promises';
import type { Sink } from '../../worker/testing/fixtures/sink.ts';
import { callApi } from '../../worker/testing/integrations/configure-system.ts';
import type { TestServer } from '../../worker/testing/runtime/test-server.ts';
import { measure, type Load } from '../http/wrk.ts';
import { median, type Row } from '../report.ts';
import { readCpuSeconds } from './cpu-time.ts';

/** Even, so that each side comes first as often as the other. */
const ROUNDS = 2 * Math.ceil(Number(process.env['ROUNDS'] ?? 6) / 2);
/** Who comes back is told of once a minute, and the cron sends once a minute: a turn holds all of both, whenever they fall. */
const SECONDS = Number(process.env['ROUND_SECONDS'] ?? 62);
/** What the other side's turn drove out of the caches comes back before it counts. */
const WARM_SECONDS = 5;
const CRON_AFTER_MS = 4_000;
/** After its turn a side is left alone for so long: who was told of within a minute would not be told of again. */
const REST_MS = 62_000;
/** For what was still being told at the end. */
const SETTLE_MS = 7_000;

/** An environment that is read, and who changes flags in it. */
export type Side = {
  clientKey: string;
  projectId: number;
  stateId: number;
  authorization: string;
  /** When its last turn ended, in milliseconds since 1970. */
  endedAt?: number;
};

type Sides = { server: TestServer; sink: Sink; plain: Side; hanging: Side; loadOf: (side: Side) => Load };
type Taken = { perSecond: number; perCpuSecond: number; p99Ms: number; failures: number; told: number };

/** The rate of reads where every integration hangs, of that where there is none; in each turn of a minute a flag is changed and the cron runs once. Throws where fewer receivers than given were sent something. */
export async function compareHanging(name: string, receivers: number, sides: Sides): Promise<Row> {
  // The first turns do not count: code is compiled in them, and much is read and told for the first time.
  for (const isHanging of [false, true]) await take(sides, isHanging);
  const rounds: { plain: Taken; hanging: Taken }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Which of the two comes first changes, so that a drift of the machine falls on both.
    const isHangingFirst = round % 2 === 1;
    const first = await take(sides, isHangingFirst);
    const second = await take(sides, !isHangingFirst);
    const [plain, hanging] = isHangingFirst ? [second, first] : [first, second];
    rounds.push({ plain, hanging });
    console.log(`${name}, round ${round + 1} of ${ROUNDS}: ${(hanging.perSecond / plain.perSecond).toFixed(3)}`);
  }
  const sum = (side: 'plain' | 'hanging', figure: 'perSecond' | 'perCpuSecond') =>
    rounds.reduce((total, round) => total + round[side][figure], 0);
  // Of the sums: a machine that grows slower or faster does so for both, while the ratio of two neighbours shows little else.
  const ratioOf = (figure: 'perSecond' | 'perCpuSecond') => sum('hanging', figure) / sum('plain', figure);
  const told = median(rounds.map(({ hanging }) => hanging.told));
  if (told < receivers) throw new Error(`only ${told} receivers were told something and hung, not ${receivers}`);
  return {
    name: `${name} with every integration hanging`,
    ratio: ratioOf('perSecond'),
    of: 'without integrations, by turns',
    floor: 0.95,
    aim: 1,
    /** What others do on the machine changes how fast answers come, but hardly what they cost. */
    ratioPerCpuSecond: ratioOf('perCpuSecond'),
    ratios: rounds.map(({ plain, hanging }) => Number((hanging.perSecond / plain.perSecond).toFixed(3))),
    failures: rounds.reduce((sum, { plain, hanging }) => sum + plain.failures + hanging.failures, 0),
    receiversThatHung: told,
    rounds,
  };
}

async function take(sides: Sides, isHanging: boolean): Promise<Taken> {
  const { server, sink, loadOf } = sides;
  const side = isHanging ? sides.hanging : sides.plain;
  await sleep(Math.max(0, (side.endedAt ?? 0) + REST_MS - Date.now()));
  await measure(loadOf(side), WARM_SECONDS);
  sink.requests.length = 0;
  await toggle(sides, side);
  let cron: Promise<unknown> = Promise.resolve();
  const timer = setTimeout(() => void (cron = server.fireCron()), CRON_AFTER_MS);
  const before = readCpuSeconds(server.workerdPid());
  const { perSecond, p99Ms, failures } = await measure(loadOf(side), SECONDS);
  const cpuSeconds = readCpuSeconds(server.workerdPid()) - before;
  clearTimeout(timer);
  side.endedAt = Date.now();
  const told = new Set(sink.requests.map(({ path }) => path.split('/')[1])).size;
  await settle(sides);
  await cron;
  const perCpuSecond = Math.round((perSecond * SECONDS) / cpuSeconds);
  return { perSecond: Math.round(perSecond), perCpuSecond, p99Ms, failures, told };
}

async function toggle({ server }: Sides, { clientKey, stateId, authorization }: Side): Promise<void> {
  const path = `/api/v1/environments/${clientKey}/featurestates/${stateId}/`;
  const { text } = await callApi({ server, authorization }, 'GET', path);
  const { enabled } = JSON.parse(text) as { enabled: boolean };
  const { status } = await callApi({ server, authorization }, 'PATCH', path, { body: { enabled: !enabled } });
  if (status !== 200) throw new Error(`the flag could not be changed: ${status}`);
}

/** Nothing of one side is left to run beside the other: what hangs is cut off, and what waits is forgotten. */
async function settle({ server, sink }: Sides): Promise<void> {
  await sleep(SETTLE_MS);
  sink.cut();
  await server.db.query('delete from webhook_deliveries');
  // A receiver that hung would be left alone for a while.
  await server.db.query('update delivery_receivers set resume_at = null, failures = 0');
  await sleep(1_000);
}
