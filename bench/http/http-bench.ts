import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../../drizzle/migrate.ts';
import { buildWorker } from '../../scripts/local/build-worker.ts';
import { ensureDatabase, withConnection } from '../../scripts/local/database.ts';
import { startNeonBridge } from '../../scripts/local/neon-bridge.ts';
import { startPostgres, type PostgresServer } from '../../scripts/local/postgres.ts';
import { CONFIG_FILE, WORKER_FILE } from '../../scripts/local/project.ts';
import { startRuntime } from '../../scripts/local/runtime.ts';
import { createWorkload, type Workload } from '../engine/workload.ts';
import { median, writeResults, type Row } from '../report.ts';
import { startHello } from './hello.ts';
import { storeWorkload } from './store-workload.ts';
import { BASE, IDENTITIES, listTargets, TO_UNLEASH, UNLEASH, type Comparison, type Target } from './targets.ts';
import { checkUnleashAgreement } from './unleash-agreement.ts';
import { hasUnleash } from './unleash-process.ts';
import { startUnleash } from './unleash.ts';
import { hasWrk, measure, type Load, type Measured } from './wrk.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 6);

type Stop = () => Promise<void> | void;

if (!hasWrk()) {
  console.log('The HTTP rows need the load generator wrk (Debian: apt-get install wrk).');
} else {
  await run();
}

async function run(): Promise<void> {
  await buildWorker();
  const stops: Stop[] = [];
  try {
    const workload = createWorkload('M', 'comma');
    const { postgres, targets } = await startHalyard(workload, stops);
    const peer = hasUnleash() ? await startPeer(postgres, workload, targets, stops) : null;
    if (peer === null) console.log(`Without "${TO_UNLEASH.name}": unleash-server is not in bench/node_modules.`);
    await measureAll(peer === null ? targets : [...targets, peer], peer === null ? [] : [TO_UNLEASH]);
  } finally {
    for (const stop of stops.toReversed()) await endQuietly(stop);
  }
}

/** One thing that does not stop must not keep the rest running, nor hide why the run failed. */
async function endQuietly(stop: Stop): Promise<void> {
  try {
    await stop();
  } catch (error) {
    console.error(error);
  }
}

async function startHalyard(workload: Workload, stops: Stop[]) {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-bench-'));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o711);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), durable: true });
  stops.push(() => postgres.stop());
  const stored = await withConnection(postgres.urlOf(), async (client) => {
    await migrateDatabase(client);
    return storeWorkload(client, workload);
  });
  const bridge = await startNeonBridge({ databaseUrl: postgres.urlOf() });
  stops.push(() => bridge.close());
  const runtime = await startRuntime({
    configFile: CONFIG_FILE,
    scriptFile: WORKER_FILE,
    persistFolder: join(folder, 'state'),
    variables: { DATABASE_URL: postgres.urlOf(), NEON_LOCAL: bridge.host },
    log: () => undefined,
  });
  stops.push(() => runtime.stop());
  const hello = await startHello();
  stops.push(hello.stop);
  return { postgres, targets: await listTargets(hello.url, runtime.url, stored, workload) };
}

/** unleash-server with the same workload, in a database of its own on the same Postgres. */
async function startPeer(
  postgres: PostgresServer,
  workload: Workload,
  targets: Target[],
  stops: Stop[],
): Promise<Target> {
  await ensureDatabase(postgres.urlOf(), 'unleash');
  const unleash = await startUnleash(postgres.urlOf('unleash'), workload);
  stops.push(unleash.stop);
  const ours = targets.find(({ name }) => name === IDENTITIES);
  if (ours !== undefined) await checkUnleashAgreement(ours.load, unleash.load);
  return { name: UNLEASH, floor: null, aim: null, load: unleash.load };
}

/** Sends each request once, so that what is measured is an identity that is known, then lets the code get hot. */
async function warmUp({ url, method = 'GET', headers = {}, bodies = [], paths = [] }: Load): Promise<void> {
  const waiting = [...bodies.map((body) => ({ url, body })), ...paths.map((path) => ({ url: new URL(path, url) }))];
  const send = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { url, ...body } = next;
      const response = await fetch(url, { method, headers, ...body });
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
}

/** All targets once a round, one after the other, so that a noisy moment falls on all of them alike. */
async function measureAll(targets: Target[], comparisons: Comparison[]): Promise<void> {
  const rounds = new Map<string, Measured[]>(targets.map(({ name }) => [name, []]));
  for (const { load } of targets) {
    await warmUp(load);
    await measure(load, 1);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const target of targets) rounds.get(target.name)?.push(await measure(target.load, SECONDS));
  }
  const ofHello = targets.map(({ name, floor, aim }) => ({ name, target: name, base: BASE, floor, aim }));
  const rows = [...ofHello, ...comparisons].map((comparison) => toRow(comparison, rounds));
  writeResults('http', rows);
  for (const { name, failures } of rows) {
    if (failures > 0)
      console.log(`Not valid: ${failures} requests failed in "${name}" or in what it is compared with.`);
  }
}

function toRow({ name, target, base, floor, aim }: Comparison, rounds: Map<string, Measured[]>) {
  const measured = rounds.get(target) ?? [];
  const baseline = rounds.get(base) ?? [];
  const perSecond = median(measured.map((one) => one.perSecond));
  return {
    name,
    ratio: perSecond / median(baseline.map((one) => one.perSecond)),
    of: base,
    floor,
    aim,
    perSecond: Math.round(perSecond),
    rounds: measured.map((one) => Math.round(one.perSecond)),
    p50Ms: median(measured.map((one) => one.p50Ms)),
    p99Ms: median(measured.map((one) => one.p99Ms)),
    failures: [...new Set([...measured, ...baseline])].reduce((sum, one) => sum + one.failures, 0),
  } satisfies Row;
}
