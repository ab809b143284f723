import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { seedDemo, type DemoKeys } from '../../../drizzle/seed.ts';
import { withConnection } from '../../../scripts/local/database.ts';
import { startNeonBridge } from '../../../scripts/local/neon-bridge.ts';
import { CONFIG_FILE, DASHBOARD_FOLDER, WORKER_FILE } from '../../../scripts/local/project.ts';
import { startRuntime, type Runtime, type RuntimeDoubles } from '../../../scripts/local/runtime.ts';
import { openTcpProxy, type TcpProxy } from '../fixtures/tcp-proxy.ts';
import {
  openOlderDatabase,
  openOwnDatabase,
  openSharedDatabase,
  type TestDatabaseServer,
} from './test-database-server.ts';

/** A built Worker and its wrangler.toml. */
export type Release = { scriptFile: string; configFile: string };

const THIS_RELEASE: Release = { scriptFile: WORKER_FILE, configFile: CONFIG_FILE };

export type TestServerOptions = {
  /** What runs at first; this checkout's when absent. */
  release?: Release;
  /** Put the demo project into the database; its keys are in `demo`. */
  seed?: boolean;
  /** A Postgres for this server alone, which can then be frozen and killed. */
  ownPostgres?: boolean;
  /** So many of the newest migrations are not yet applied. */
  lackingMigrations?: number;
  /** What stands in for bindings of the Worker. */
  doubles?: RuntimeDoubles;
  /** More variables for the Worker. */
  variables?: Record<string, string>;
  /** Gets each line that the Worker logs; nothing is printed when absent. */
  log?: (level: string, message: string) => void;
};

export type TestServer = {
  /** `http://127.0.0.1:<port>`; the port stays the same over kill9Workerd() and restart(). */
  url: string;
  databaseUrl: string;
  /** What the Worker's SQL passes on its way to Postgres. */
  wire: TcpProxy;
  /** For SQL beside the Worker, which does not pass the wire. */
  db: Pool;
  /** The demo's environments, first one first; empty without `seed`. */
  demo: DemoKeys[];
  /** The id of the workerd process of now. */
  workerdPid(): number;
  /** Runs the scheduled handler; resolves when it has ended. */
  fireCron(cron?: string, time?: Date): Promise<{ outcome: string }>;
  /** Kills workerd with SIGKILL; resolves when it runs again over the same state. */
  kill9Workerd(): Promise<void>;
  /** Stops the runtime and starts a new one on the same port and state: nothing of the old isolates is left. Another release may follow. */
  restart(next?: Release): Promise<void>;
  /** This checkout follows, as restart() does it. */
  deploy(): Promise<void>;
  /** Like restart(), but KV and Durable Objects begin empty. */
  restartEmpty(): Promise<void>;
  freezePostgres(): void;
  thawPostgres(): void;
  killPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  /** Stops everything and removes database and state. */
  stop(): Promise<void>;
};

/** Starts the built Worker in workerd over a database of its own: about 0.5 s, with `ownPostgres` about 1.5 s. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-server-'));
  const database = await openDatabase(options);
  const demo = options.seed === true ? await withConnection(database.url, (client) => seedDemo(client)) : [];
  const wire = await openTcpProxy(Number(new URL(database.url).port));
  const wired = new URL(database.url);
  wired.host = `127.0.0.1:${wire.port}`;
  const bridge = await startNeonBridge({ databaseUrl: wired.href });
  const db = new Pool({ connectionString: database.url, max: 2, connectionTimeoutMillis: 5000 });
  db.on('error', () => undefined);
  let generation = 0;
  let release = options.release ?? THIS_RELEASE;
  const start = (port?: number): Promise<Runtime> =>
    startRuntime({
      ...release,
      dashboardFolder: DASHBOARD_FOLDER,
      persistFolder: join(folder, String(generation)),
      variables: {
        DJANGO_SECRET_KEY: 'test',
        ...options.variables,
        DATABASE_URL: wired.href,
        NEON_LOCAL: bridge.host,
      },
      ...(port === undefined ? {} : { port }),
      ...(options.doubles === undefined ? {} : { doubles: options.doubles }),
      log: options.log ?? (() => undefined),
    });
  let runtime = await start();
  const restart = async (next = release) => {
    release = next;
    await runtime.stop();
    runtime = await start(runtime.port);
  };
  return {
    url: runtime.url,
    databaseUrl: database.url,
    wire,
    db,
    demo,
    workerdPid: () => runtime.pid(),
    fireCron: (cron = '* * * * *', time = new Date()) => runtime.fireCron(cron, time),
    kill9Workerd: () => runtime.killWorkerd(),
    restart,
    deploy: () => restart(THIS_RELEASE),
    restartEmpty: () => {
      generation += 1;
      return restart();
    },
    freezePostgres: () => database.freeze(),
    thawPostgres: () => database.thaw(),
    killPostgres: () => database.kill(),
    startPostgres: () => database.start(),
    stop: async () => {
      await runtime.stop();
      await bridge.close();
      await wire.close();
      await Promise.race([db.end(), new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
      await database.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openDatabase({ ownPostgres, lackingMigrations = 0 }: TestServerOptions): Promise<TestDatabaseServer> {
  if (lackingMigrations > 0) return openOlderDatabase(lackingMigrations);
  return ownPostgres === true ? openOwnDatabase() : openSharedDatabase();
}
