import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrateDatabase } from '../../drizzle/migrate.ts';
import { findDemoKeys, seedDemo } from '../../drizzle/seed.ts';
import { buildDashboard } from './build-dashboard.ts';
import { buildWorker } from './build-worker.ts';
import { withConnection } from './database.ts';
import { startEmbeddedDatabase } from './embedded-database.ts';
import { ExpectedError } from './expected-error.ts';
import type { ListenAddress } from './listen-address.ts';
import { startNeonBridge } from './neon-bridge.ts';
import { formatSize, runStep, type Report } from './progress.ts';
import { CONFIG_FILE, DASHBOARD_FOLDER, WORKER_FILE } from './project.ts';
import { startRuntime, type Runtime } from './runtime.ts';

export type HalyardOptions = {
  address: ListenAddress;
  dataFolder: string;
  /** A database to use instead of the embedded one. */
  databaseUrl: string | undefined;
  variables: Record<string, string>;
  /** Whether the demo project is created in an empty database. */
  demo: boolean;
  report: Report;
};

export type Halyard = {
  runtime: Runtime;
  /** The demo project's client-side key; undefined when there is no demo project. */
  demoKey: string | undefined;
  /** Whether somebody has an account. */
  hasUsers: boolean;
};

/** Telemetry also goes out at the start. */
const CRON_OF_START = '0 */8 * * *';

/** What has been started so far, newest last: the order to stop in is the reverse. */
export class Shutdown {
  private readonly stops: (() => Promise<void>)[] = [];
  private readonly kills: (() => void)[] = [];
  private ended: Promise<void> | undefined;

  add(stop: () => Promise<void>, kill?: () => void): void {
    this.stops.push(stop);
    if (kill !== undefined) this.kills.push(kill);
  }

  /** Stops everything, one after the other; one that fails does not keep the rest from being stopped. */
  run(): Promise<void> {
    this.ended ??= (async () => {
      for (let stop = this.stops.pop(); stop !== undefined; stop = this.stops.pop())
        await stop().catch(() => undefined);
    })();
    return this.ended;
  }

  /** For the impatient: ends what must not be left behind, without waiting. */
  kill(): void {
    for (const kill of this.kills) {
      try {
        kill();
      } catch {
        // It has ended already.
      }
    }
  }
}

/** Brings up database, schema, demo project, build, Worker and dashboard. Everything started is given to `shutdown`. */
export async function startHalyard(options: HalyardOptions, shutdown: Shutdown): Promise<Halyard> {
  const { report } = options;
  // The build needs no database, and takes its time on a fresh clone.
  const built = buildAll(report);
  built.catch(() => undefined);
  const databaseUrl = await openDatabase(options, shutdown);
  const demoKey = await prepareDatabase(databaseUrl, options);
  const neonLocal = await openBridge(databaseUrl, shutdown);
  await built;
  const runtime = await runStep(
    report,
    'Server',
    () => serve(options, { ...neonLocal, DATABASE_URL: databaseUrl }, shutdown),
    () => `answers at ${options.address.url}`,
  );
  const hasUsers = await findUsers(options.address.url);
  runtime.fireCron(CRON_OF_START).catch(() => undefined);
  return { runtime, demoKey, hasUsers };
}

/** The request also makes the account that ADMIN_EMAIL and its companions ask for. */
async function findUsers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/version/`, { signal: AbortSignal.timeout(10_000) });
  const { self_hosted_data: data } = (await response.json()) as { self_hosted_data: { has_users: boolean } | null };
  return data?.has_users ?? true;
}

async function buildAll(report: Report): Promise<void> {
  const describe = (built: { rebuilt: boolean; bytes: number; gzip: number }) =>
    built.rebuilt ? `built, ${formatSize(built)}` : 'unchanged';
  await runStep(report, 'Worker', buildWorker, describe);
  await runStep(report, 'Dashboard', buildDashboard, describe);
}

async function openDatabase(options: HalyardOptions, shutdown: Shutdown): Promise<string> {
  const { databaseUrl, report } = options;
  if (databaseUrl !== undefined) {
    await runStep(
      report,
      'Database',
      () => checkDatabase(databaseUrl),
      (name) => `${name}, from DATABASE_URL`,
    );
    return databaseUrl;
  }
  const database = await runStep(
    report,
    'Postgres',
    () => startEmbeddedDatabase(join(options.dataFolder, 'postgres'), report),
    (started) => `ready on port ${started.server().port}`,
  );
  shutdown.add(
    () => database.stop(),
    () => database.abandon(),
  );
  return database.url;
}

async function checkDatabase(databaseUrl: string): Promise<string> {
  try {
    const { host } = new URL(databaseUrl);
    await withConnection(databaseUrl, (client) => client.query('SELECT 1'));
    return host;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ExpectedError(`The database of DATABASE_URL cannot be used: ${message}`);
  }
}

async function prepareDatabase(databaseUrl: string, { demo, report }: HalyardOptions): Promise<string | undefined> {
  return withConnection(databaseUrl, async (client) => {
    await runStep(
      report,
      'Schema',
      () => migrateDatabase(client),
      (n) => (n === 0 ? 'up to date' : `${n} migrations applied`),
    );
    if (demo)
      await runStep(
        report,
        'Demo project',
        () => seedDemo(client),
        () => 'there',
      );
    const [first] = await findDemoKeys(client);
    return first?.clientKey;
  });
}

/** Neon's own driver reaches Neon by itself; any other Postgres needs the bridge. */
async function openBridge(databaseUrl: string, shutdown: Shutdown): Promise<{ NEON_LOCAL?: string }> {
  if (/\.neon\.(tech|build)$/.test(new URL(databaseUrl).hostname)) return {};
  const bridge = await startNeonBridge({ databaseUrl });
  shutdown.add(() => bridge.close());
  return { NEON_LOCAL: bridge.host };
}

async function serve(
  { address, dataFolder, variables, report }: HalyardOptions,
  own: Record<string, string>,
  shutdown: Shutdown,
): Promise<Runtime> {
  const runtime = await startRuntime({
    configFile: CONFIG_FILE,
    scriptFile: WORKER_FILE,
    ...(existsSync(DASHBOARD_FOLDER) ? { dashboardFolder: DASHBOARD_FOLDER } : {}),
    persistFolder: join(dataFolder, 'state'),
    variables: { ...variables, ...own, HALYARD_LOCAL_OUTBOX: isLoopback(address.host) ? 'on' : 'off' },
    host: address.host,
    port: address.port,
    crons: true,
    log: (level, message) => report(level === 'error' || level === 'warn' ? `${level}: ${message}` : message),
  });
  shutdown.add(
    () => runtime.stop(),
    () => process.kill(runtime.pid(), 'SIGKILL'),
  );
  await waitForHealth(address.url);
  return runtime;
}

/** Whether nobody but this machine can reach the server. */
function isLoopback(host: string): boolean {
  return ['localhost', '127.0.0.1', '::1'].includes(host);
}

async function waitForHealth(url: string): Promise<void> {
  let last = 'no answer';
  for (const begin = Date.now(); Date.now() - begin < 20_000; await sleep(50)) {
    try {
      const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) });
      const text = await response.text();
      if (response.ok) return;
      last = `${response.status} ${text.slice(0, 200)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
  }
  throw new ExpectedError(`The server was started but ${url}/health does not answer as it should: ${last}`);
}
