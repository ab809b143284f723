import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../../drizzle/migrate.ts';
import { buildWorker } from '../../scripts/local/build-worker.ts';
import { withConnection } from '../../scripts/local/database.ts';
import { startNeonBridge } from '../../scripts/local/neon-bridge.ts';
import { startPostgres } from '../../scripts/local/postgres.ts';
import { CONFIG_FILE, WORKER_FILE } from '../../scripts/local/project.ts';
import { startRuntime } from '../../scripts/local/runtime.ts';
import { createWorkload, type Workload } from '../engine/workload.ts';
import { median, writeResults, type Row } from '../report.ts';
import { startHello } from './hello.ts';
import { storeWorkload, type StoredWorkload } from './store-workload.ts';
import { hasWrk, measure, type Load, type Measured } from './wrk.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 6);

type Target = { name: string; floor: number | null; aim: number | null; load: Load };

if (!hasWrk()) {
  console.log('The HTTP rows need the load generator wrk (Debian: apt-get install wrk).');
} else {
  await run();
}

async function run(): Promise<void> {
  await buildWorker();
  const folder = mkdtempSync(join(tmpdir(), 'halyard-bench-'));
  chmodSync(folder, 0o711);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), durable: true });
  const workload = createWorkload('M', 'comma');
  const stored = await withConnection(postgres.urlOf(), async (client) => {
    await migrateDatabase(client);
    return storeWorkload(client, workload);
  });
  const bridge = await startNeonBridge({ databaseUrl: postgres.urlOf() });
  const runtime = await startRuntime({
    configFile: CONFIG_FILE,
    scriptFile: WORKER_FILE,
    persistFolder: join(folder, 'state'),
    variables: { DATABASE_URL: postgres.urlOf(), NEON_LOCAL: bridge.host },
    log: () => undefined,
  });
  const hello = await startHello();
  try {
    await measureAll(await listTargets(hello.url, runtime.url, stored, workload));
  } finally {
    hello.stop();
    await runtime.stop();
    await bridge.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function listTargets(hello: string, url: string, stored: StoredWorkload, workload: Workload): Promise<Target[]> {
  const key = { 'X-Environment-Key': stored.clientKey };
  const json = { ...key, 'Content-Type': 'application/json' };
  const server = { 'X-Environment-Key': stored.serverKey };
  const bodies = workload.identities.map(({ identifier, traits }) =>
    JSON.stringify({
      identifier,
      traits: Object.entries(traits).map(([trait_key, trait_value]) => ({ trait_key, trait_value })),
    }),
  );
  const evaluated = workload.document.feature_states.slice(0, 5);
  const counts = Object.fromEntries(evaluated.map(({ feature }) => [feature.name, 3]));
  const documentUrl = `${url}/api/v1/environment-document/`;
  const document = await fetch(documentUrl, { headers: server });
  const since = { ...server, 'If-Modified-Since': document.headers.get('last-modified') ?? '' };
  return [
    { name: 'hello', floor: null, aim: null, load: { url: hello } },
    { name: 'GET flags M', floor: 0.6, aim: 0.75, load: { url: `${url}/api/v1/flags/`, headers: key } },
    {
      name: 'POST identities M, traits unchanged',
      floor: 0.33,
      aim: 0.5,
      load: { url: `${url}/api/v1/identities/`, method: 'POST', headers: json, bodies },
    },
    { name: 'GET environment-document M, 200', floor: 0.4, aim: 0.5, load: { url: documentUrl, headers: server } },
    { name: 'GET environment-document M, 304', floor: 0.7, aim: 0.8, load: { url: documentUrl, headers: since } },
    {
      name: 'POST analytics (5 features), acknowledged durable',
      floor: 0.25,
      aim: 0.5,
      load: { url: `${url}/api/v1/analytics/flags/`, method: 'POST', headers: json, bodies: [JSON.stringify(counts)] },
    },
  ];
}

/** Sends each body once, so that what is measured is an identity that is known, then lets the code get hot. */
async function warmUp(load: Load): Promise<void> {
  const waiting = [...(load.bodies ?? [])];
  const send = async () => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      await fetch(load.url, { method: load.method ?? 'GET', headers: load.headers ?? {}, body });
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
  await measure(load, 1);
}

/** All rows once a round, one after the other, so that a noisy moment falls on all of them alike. */
async function measureAll(targets: Target[]): Promise<void> {
  const rounds = new Map<string, Measured[]>(targets.map(({ name }) => [name, []]));
  for (const { load } of targets) await warmUp(load);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const target of targets) rounds.get(target.name)?.push(await measure(target.load, SECONDS));
  }
  const helloRate = median((rounds.get('hello') ?? []).map(({ perSecond }) => perSecond));
  const rows = targets.map(({ name, floor, aim }): Row => {
    const measured = rounds.get(name) ?? [];
    const perSecond = median(measured.map((one) => one.perSecond));
    return {
      name,
      ratio: perSecond / helloRate,
      of: 'hello',
      floor,
      aim,
      perSecond: Math.round(perSecond),
      rounds: measured.map((one) => Math.round(one.perSecond)),
      p50Ms: median(measured.map((one) => one.p50Ms)),
      p99Ms: median(measured.map((one) => one.p99Ms)),
      failures: measured.reduce((sum, one) => sum + one.failures, 0),
    };
  });
  writeResults('http', rows);
}
