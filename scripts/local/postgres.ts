import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, chmodSync, closeSync, constants, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from './expected-error.ts';
import { findFreePort } from './free-port.ts';
import {
  choosePostgresAccount,
  giveToAccount,
  spawnPostgresProgram,
  type PostgresAccount,
} from './postgres-account.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { openPostgresData } from './postgres-data.ts';
import { clearLeftoverPostgres, readPostmaster, stopPostmaster } from './postgres-leftover.ts';

export type PostgresOptions = {
  /** Holds the data, the password and the log; created when missing. */
  folder: string;
  /**
   * True: every commit is on disk before it is acknowledged. False: it is with the operating system, which saves it from
   * the death of the server but not of the machine.
   */
  durable: boolean;
  /** A fixed port on 127.0.0.1; a free one when absent. */
  port?: number;
};

export type PostgresServer = {
  pid: number;
  port: number;
  password: string;
  /** How it is run: as the caller, as the user nobody, or in a user namespace. */
  account: PostgresAccount['name'];
  dataFolder: string;
  /** Connection address of a database, `postgres` when none is named. */
  urlOf(database?: string): string;
  /** Resolves when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** Fast shutdown; resolves when the server has ended. May be called again. */
  stop(): Promise<void>;
};

const START_PATIENCE = 10_000;
const READY_PATIENCE = 120_000;
const RETRY_DELAY = 250;
// For a moment after a kill the old server's children still hold its shared memory; and a free port may have been taken.
const TRANSIENT = /shared memory|lock file|still in use|Address already in use|could not (bind|create any TCP)/;

/**
 * Starts the embedded Postgres on 127.0.0.1 over the folder, creating the database cluster the first time, and resolves
 * when it takes connections. Only one launcher may use a folder at a time. Throws ExpectedError with the end of the log.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  openFolderForWriting(options.folder);
  const account = choosePostgresAccount(options.folder, findPostgresBinaries());
  await clearLeftoverPostgres(account.dataFolder);
  const password = await openPostgresData(options.folder, account, options.durable);
  giveToAccount(account, account.dataFolder);
  const logFile = join(options.folder, 'postgres.log');
  const begin = Date.now();
  for (;;) {
    const port = options.port ?? (await findFreePort());
    const started = await tryStart(account, logFile, port, options.durable);
    if (started !== undefined) return describeServer(account, started, port, password);
    if (Date.now() - begin > START_PATIENCE || !TRANSIENT.test(readTail(logFile))) break;
    await sleep(RETRY_DELAY);
  }
  throw new ExpectedError(`Postgres did not start. The end of ${logFile}:\n${readTail(logFile)}`);
}

function openFolderForWriting(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new ExpectedError(
      `You may not write to ${folder}. If another user started it here before, give the folder to yourself (chown -R), or move it away.`,
    );
  }
}

type StartedPostgres = { child: ChildProcess; pid: number; exited: Promise<void> };

async function tryStart(
  account: PostgresAccount,
  logFile: string,
  port: number,
  durable: boolean,
): Promise<StartedPostgres | undefined> {
  const log = openLog(logFile);
  const child = spawnPostgresProgram(account, 'postgres', ['-D', account.dataFolder, ...listSettings(port, durable)], {
    // Its own process group: Ctrl-C is for the launcher, which stops the server after the last query.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const pid = child.pid;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  if (pid === undefined) return undefined;
  const endWatch = stopWithLauncher(pid);
  void exited.then(endWatch);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const begin = Date.now();
  while (!hasEnded() && Date.now() - begin < READY_PATIENCE) {
    const postmaster = readPostmaster(account.dataFolder);
    if (postmaster?.pid === pid && postmaster.ready) return { child, pid, exited };
    await sleep(10);
  }
  if (!hasEnded()) await stopPostmaster(pid, () => !hasEnded());
  return undefined;
}

function describeServer(
  account: PostgresAccount,
  { child, pid, exited }: StartedPostgres,
  port: number,
  password: string,
): PostgresServer {
  return {
    pid,
    port,
    password,
    account: account.name,
    dataFolder: account.dataFolder,
    urlOf: (database = 'postgres') => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
    exited,
    stop: () => stopPostmaster(pid, () => child.exitCode === null && child.signalCode === null),
  };
}

function listSettings(port: number, durable: boolean): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    'wal_level=minimal',
    'max_wal_senders=0',
    // A query whose client went away ends, rather than holding its locks until it is done.
    'client_connection_check_interval=1s',
  ];
  // Commits still reach the system before they are acknowledged, so that tests may kill the server and lose none.
  if (!durable) settings.push('fsync=off', 'full_page_writes=off', 'autovacuum=off');
  return settings.flatMap((setting) => ['-c', setting]);
}

/**
 * Postgres outlives a launcher that is killed. A shell waits on a pipe that only the launcher holds: when the launcher is
 * gone, however it ended, the pipe closes and the shell asks Postgres for a fast shutdown.
 */
function stopWithLauncher(pid: number): () => void {
  const script = `trap '' INT TERM HUP; read -r line; [ "$line" = done ] || kill -INT ${pid}`;
  const watcher = spawn('/bin/sh', ['-c', script], { detached: true, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  return () => watcher.stdin.end('done\n');
}

function openLog(path: string): number {
  const tooLong = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000;
  const log = openSync(path, tooLong ? 'w' : 'a', 0o600);
  chmodSync(path, 0o600);
  return log;
}

function readTail(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
