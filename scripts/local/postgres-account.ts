import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { chmodSync, chownSync, lchownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from './expected-error.ts';
import { copyPostgresBinaries, openFolder, type PostgresBinaries } from './postgres-binaries.ts';

const NOBODY = 65534;
const SHARED_FOLDER = '/var/lib/halyard';

/** How the Postgres programs are run: by whom, from where, and where their data may live. */
export type PostgresAccount = {
  name: 'self' | 'nobody' | 'namespace';
  binaries: PostgresBinaries;
  /** The data folder; its parent exists. */
  dataFolder: string;
  /** The owner that the data folder must have; undefined where it is whoever runs us. */
  owner: number | undefined;
};

/**
 * Postgres refuses to run as root, so root runs it as the user 65534 (nobody) if that user can enter the programs and
 * the folder; else from a copy of both in /var/lib/halyard; else in a user namespace. Throws ExpectedError when nothing works.
 */
export function choosePostgresAccount(folder: string, installed: PostgresBinaries): PostgresAccount {
  const inPlace = join(folder, 'data');
  if (process.getuid?.() !== 0) return { name: 'self', binaries: installed, dataFolder: inPlace, owner: undefined };
  const shared = openFolder(SHARED_FOLDER);
  const runnable = canNobodyRun(installed);
  const binaries = runnable || shared === undefined ? installed : copyPostgresBinaries(installed, shared);
  if (runnable || canNobodyRun(binaries)) {
    const moved = readMovedFolder(folder);
    const dataFolder = moved ?? (canNobodyEnter(folder) ? inPlace : shared && moveDataFolder(folder, shared));
    if (dataFolder !== undefined) return { name: 'nobody', binaries, dataFolder, owner: NOBODY };
  }
  if (canNamespaceRun(installed)) return { name: 'namespace', binaries: installed, dataFolder: inPlace, owner: 0 };
  throw new ExpectedError(
    'Postgres refuses to run as root, and here it can run neither as the user 65534 (nobody) nor in a user namespace. ' +
      'Run this as an ordinary user, or set DATABASE_URL to a database of your own.',
  );
}

/** Starts one of the Postgres programs under the account. */
export function spawnPostgresProgram(
  account: PostgresAccount,
  program: 'initdb' | 'postgres',
  parameters: string[],
  options: SpawnOptions,
): ChildProcess {
  const path = account.binaries[program];
  const environment = { ...process.env, TZ: 'UTC', LC_ALL: 'C', PGDATA: undefined, PGPORT: undefined };
  const settings = { ...options, cwd: '/', env: environment };
  if (account.name === 'namespace') return spawn('unshare', ['-U', path, ...parameters], settings);
  if (account.name === 'nobody') return spawn(path, parameters, { ...settings, uid: NOBODY, gid: NOBODY });
  return spawn(path, parameters, settings);
}

/** Gives everything below the path to the account, where it is not its own already. */
export function giveToAccount(account: PostgresAccount, path: string): void {
  if (account.owner === undefined || !existsSync(path)) return;
  if (statSync(path).uid === account.owner) return;
  giveTree(path, account.owner);
}

function giveTree(path: string, owner: number): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) giveTree(child, owner);
    else lchownSync(child, owner, owner);
  }
  // The folder itself comes last, so that a change that was cut short is taken up again at the next start.
  chownSync(path, owner, owner);
}

function canNobodyRun(binaries: PostgresBinaries): boolean {
  return spawnSync(binaries.postgres, ['--version'], { uid: NOBODY, gid: NOBODY, cwd: '/' }).status === 0;
}

function canNobodyEnter(folder: string): boolean {
  const mode = statSync(folder).mode & 0o7777;
  if ((mode & 0o001) === 0) chmodSync(folder, mode | 0o001);
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: NOBODY, gid: NOBODY, cwd: '/' });
  return probe.status === 0;
}

function canNamespaceRun(binaries: PostgresBinaries): boolean {
  return spawnSync('unshare', ['-U', binaries.postgres, '--version'], { cwd: '/' }).status === 0;
}

function readMovedFolder(folder: string): string | undefined {
  const note = join(folder, 'location');
  if (!existsSync(note)) return undefined;
  const path = readFileSync(note, 'utf8').trim();
  return existsSync(path) ? join(path, 'data') : undefined;
}

/** Makes a data folder outside of a folder that nobody else can enter, and notes its place in the latter. */
function moveDataFolder(folder: string, shared: string): string {
  const place = mkdtempSync(join(shared, 'data-'));
  chmodSync(place, 0o711);
  const present = join(folder, 'data');
  const target = join(place, 'data');
  if (existsSync(present)) {
    mkdirSync(target, { mode: 0o700 });
    cpSync(present, target, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    giveTree(target, NOBODY);
    chmodSync(target, 0o700);
  }
  const note = join(folder, 'location');
  writeFileSync(`${note}.new`, `${place}\n`);
  renameSync(`${note}.new`, note);
  rmSync(present, { recursive: true, force: true });
  return target;
}
