import { setTimeout as sleep } from 'node:timers/promises';
import { buildWorker } from '../../scripts/local/build-worker.ts';
import { countLandedEvaluations, Ledger } from '../../worker/testing/resilience/ledger.ts';
import { KINDS, nextCall } from '../../worker/testing/resilience/traffic.ts';
import { openKvDouble } from '../../worker/testing/runtime/kv-double.ts';
import { startTestServer, type TestServer } from '../../worker/testing/runtime/test-server.ts';
import { writeResults, type Row } from '../report.ts';
import { startClients, type NextCall } from './clients.ts';
import { compareFrozenReads } from './frozen-reads.ts';
import { prepareManagement, type ManagementCalls } from './management-calls.ts';
import { Observations, printObserved } from './observations.ts';
import { listPhases } from './outage-phases.ts';

const CLIENTS_EACH = 2;
const SETTLE_MS = 60_000;

/** Breaks one part of the product after the other under all kinds of requests, and tells what clients saw. */
export async function runOutages(seconds: number, frozenReadsOnly: boolean): Promise<void> {
  await buildWorker();
  const rows: Row[] = [];
  const frozenReads = await withServer({ seed: true, ownPostgres: true }, compareFrozenReads);
  if (frozenReads === null) console.log('Without the ratio of frozen reads: wrk is not installed.');
  else {
    rows.push(frozenReads);
    const { ratio, ratioPerCpuSecond, ratios, failures } = frozenReads;
    console.log('Reads with Postgres frozen, relative to normal, by turns:');
    console.table([{ ratio, 'per CPU second': ratioPerCpuSecond, 'of rounds': String(ratios), failures }]);
  }
  if (frozenReadsOnly) return;
  const kv = openKvDouble('ENVIRONMENTS', 'IDENTITIES');
  const { observed, ledger } = await withServer({ seed: true, ownPostgres: true, doubles: kv.doubles }, (server) =>
    observe(server, kv, seconds),
  );
  printObserved(observed);
  console.log('\nWhat was acknowledged, and what Postgres has:');
  console.table(ledger);
  writeResults('outage', rows, { secondsAPhase: seconds, observed, ledger });
}

async function withServer<T>(
  options: Parameters<typeof startTestServer>[0],
  work: (server: TestServer) => Promise<T>,
): Promise<T> {
  const server = await startTestServer(options);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function observe(server: TestServer, kv: Parameters<typeof listPhases>[1], seconds: number) {
  const environment = server.demo[0];
  if (environment === undefined) throw new Error('the demo has no environment');
  const keys = { url: server.url, clientKey: environment.clientKey, serverKey: environment.serverKey };
  const ledger = new Ledger();
  const management = await prepareManagement(server);
  const observations = new Observations();
  const sdk = Array.from({ length: KINDS }, (_, turn): NextCall => {
    return (client) => nextCall(keys, ledger, client, turn, 'dark_mode');
  });
  const clients = startClients([...sdk, management.read, management.write], CLIENTS_EACH, observations);
  // Code gets hot and environments get known before anything counts.
  await sleep(3_000);
  for (const { name, isWhole, begin, during } of listPhases(server, kv)) {
    console.log(name);
    observations.begin(name, isWhole);
    await begin?.();
    await (during ?? sleep)(seconds * 1_000);
  }
  observations.end();
  await clients.stop();
  return { observed: observations.rows(), ledger: await settle(server, environment.environmentId, ledger, management) };
}

async function settle(server: TestServer, environmentId: number, ledger: Ledger, management: ManagementCalls) {
  const end = Date.now() + SETTLE_MS;
  let [lost, landed] = [await ledger.findLostTraits(server.db, environmentId), 0];
  for (;;) {
    landed = await countLandedEvaluations(server.db, environmentId);
    lost = await ledger.findLostTraits(server.db, environmentId);
    if ((lost.length === 0 && landed >= ledger.evaluations) || Date.now() > end) break;
    await sleep(500);
  }
  const writes = await management.settle();
  return [
    {
      what: 'traits of identities',
      acknowledged: ledger.acknowledgedTraits,
      unsure: ledger.unsureTraits,
      stored: ledger.acknowledgedTraits - lost.length,
      lost: lost.length,
    },
    {
      what: 'evaluations',
      acknowledged: ledger.evaluations,
      unsure: ledger.unsureEvaluations,
      stored: landed,
      lost: Math.max(0, ledger.evaluations - landed),
      countedTwice: Math.max(0, landed - ledger.evaluations - ledger.unsureEvaluations),
    },
    {
      what: 'changes of a flag',
      acknowledged: writes.acknowledged,
      unsure: writes.unsure,
      stored: writes.stored,
      lost: Math.max(0, writes.acknowledged - writes.stored) + writes.outdated,
    },
  ];
}
