import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../../../scripts/local/test-database.ts';
import { withConnection } from '../../../scripts/local/database.ts';
import { startPostgres, type PostgresServer } from '../../../scripts/local/postgres.ts';
import { listProcessTree, signal } from '../../../scripts/local/processes.ts';
import { startThrowAwayPostgres } from '../../../scripts/local/test-postgres.ts';
import { migrateDatabase, MIGRATIONS_FOLDER } from '../../../drizzle/migrate.ts';

/** The database of one test server. The last four refuse on the run's shared Postgres, where other tests would suffer. */
export type TestDatabaseServer = {
  url: string;
  remove(): Promise<void>;
  /** Stops every process of Postgres where it is: connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Kills every process of Postgres with SIGKILL; connections are refused from then on. */
  kill(): Promise<void>;
  /** Starts a killed Postgres again on the same port and data. */
  start(): Promise<void>;
};

/** A clone of the migrated template on the Postgres of the run: about 50 ms. */
export async function openSharedDatabase(): Promise<TestDatabaseServer> {
  return refuseFaults(await createTestDatabase());
}

/** A database on the Postgres of the run that lacks the newest migrations. */
export async function openOlderDatabase(lacking: number): Promise<TestDatabaseServer> {
  const database = await createTestDatabase({ empty: true });
  const folder = mkdtempSync(join(tmpdir(), 'halyard-migrations-'));
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
  const journalFile = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(journalFile, 'utf8')) as { entries: object[] };
  writeFileSync(journalFile, JSON.stringify({ ...journal, entries: journal.entries.slice(0, -lacking) }));
  await withConnection(database.url, (client) => migrateDatabase(client, folder));
  rmSync(folder, { recursive: true });
  return refuseFaults(database);
}

function refuseFaults(database: TestDatabase): TestDatabaseServer {
  const refuse = () => {
    throw new Error('start the test server with ownPostgres: true to freeze or kill its Postgres');
  };
  return {
    url: database.url,
    remove: () => database.drop(),
    freeze: refuse,
    thaw: refuse,
    kill: refuse,
    start: refuse,
  };
}

/** A migrated Postgres for this test alone: about 1 s. */
export async function openOwnDatabase(): Promise<TestDatabaseServer> {
  const own = await startThrowAwayPostgres();
  let server: PostgresServer = own;
  const sendAll = (name: NodeJS.Signals) => {
    for (const pid of listProcessTree(server.pid)) signal(pid, name);
  };
  await withConnection(own.urlOf(), (client) => migrateDatabase(client));
  return {
    url: own.urlOf(),
    freeze: () => sendAll('SIGSTOP'),
    thaw: () => sendAll('SIGCONT'),
    kill: async () => {
      sendAll('SIGKILL');
      await server.exited;
    },
    start: async () => {
      server = await startPostgres({ folder: own.folder, durable: false, port: own.port });
    },
    remove: async () => {
      sendAll('SIGCONT');
      await server.stop();
      await own.remove();
    },
  };
}
