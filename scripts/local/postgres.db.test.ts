import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runStatement } from './database.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { isRunning, listProcessTree, readCommand, signal } from './processes.ts';

const isRoot = process.getuid?.() === 0;
const holder = fileURLToPath(new URL('fixtures/hold-postgres.ts', import.meta.url));

let root: string;
let folder: string;
const servers: PostgresServer[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'halyard-postgres-test-'));
  chmodSync(root, 0o755);
  folder = join(root, 'postgres');
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server.stop();
    if (!server.dataFolder.startsWith(root)) rmSync(dirname(server.dataFolder), { recursive: true, force: true });
  }
  rmSync(root, { recursive: true, force: true });
});

async function start(options: { folder?: string; durable?: boolean } = {}): Promise<PostgresServer> {
  const server = await startPostgres({ folder, durable: false, ...options });
  servers.push(server);
  return server;
}

async function startHolder(): Promise<{ launcher: ChildProcess; pid: number; watcher: number }> {
  const launcher = spawn(process.execPath, [holder, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(launcher.stdout!, 'data')) as [Buffer];
  const { pid } = JSON.parse(line.toString()) as { pid: number };
  const watcher = listProcessTree(launcher.pid!).find((child) => readCommand(child).includes(`kill -INT ${pid}`));
  return { launcher, pid, watcher: watcher! };
}

async function waitUntilGone(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 8000 && isRunning(pid); waited += 20) await sleep(20);
  return !isRunning(pid);
}

test('postgres: run by root → as nobody; run by anyone else → as that user', async () => {
  const server = await start();

  expect(server.account).toBe(isRoot ? 'nobody' : 'self');
  expect(statSync(`/proc/${server.pid}`).uid).toBe(isRoot ? 65_534 : process.getuid?.());
  expect(statSync(join(server.dataFolder)).mode & 0o077).toBe(0);
});

test('postgres: below a folder that other users cannot enter → starts, and again with its rows', async () => {
  const closed = join(root, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const first = await start({ folder: join(closed, 'postgres') });
  await runStatement(first.urlOf(), 'CREATE TABLE kept AS SELECT 7 AS n');
  await first.stop();

  const second = await start({ folder: join(closed, 'postgres') });

  expect((await runStatement(second.urlOf(), 'SELECT n FROM kept')).rows).toEqual([{ n: 7 }]);
  expect(second.dataFolder).toBe(first.dataFolder);
});

test('postgres: password → only its owner can read it, and another one is refused', async () => {
  const server = await start();
  const wrong = new URL(server.urlOf());
  wrong.password = 'wrong';

  expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
  await expect(runStatement(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

test('postgres: durable → commits are synced; otherwise not', async () => {
  const durable = await start({ durable: true });
  const fast = await start({ folder: join(root, 'fast') });

  expect((await runStatement(durable.urlOf(), 'SHOW fsync')).rows).toEqual([{ fsync: 'on' }]);
  expect((await runStatement(fast.urlOf(), 'SHOW fsync')).rows).toEqual([{ fsync: 'off' }]);
});

test('postgres: all its processes killed → starts again at once with what was committed', async () => {
  const server = await start();
  await runStatement(server.urlOf(), 'CREATE TABLE kept AS SELECT 7 AS n');

  for (const pid of listProcessTree(server.pid)) signal(pid, 'SIGKILL');
  await server.exited;
  const again = await start();

  expect((await runStatement(again.urlOf(), 'SELECT n FROM kept')).rows).toEqual([{ n: 7 }]);
});

test('postgres: only its main process killed → starts again although the children lived on for a moment', async () => {
  const server = await start();
  await runStatement(server.urlOf(), 'CREATE TABLE kept AS SELECT 7 AS n');

  signal(server.pid, 'SIGKILL');
  await server.exited;
  const again = await start();

  expect((await runStatement(again.urlOf(), 'SELECT n FROM kept')).rows).toEqual([{ n: 7 }]);
});

test('postgres: launcher killed → Postgres ends by itself', async () => {
  const { launcher, pid } = await startHolder();

  launcher.kill('SIGKILL');

  expect(await waitUntilGone(pid)).toBe(true);
});

test('postgres: launcher and its watcher killed → the next start stops the survivor and goes on with its data', async () => {
  const { launcher, pid, watcher } = await startHolder();
  signal(watcher, 'SIGKILL');
  launcher.kill('SIGKILL');
  await once(launcher, 'exit');
  expect(isRunning(pid)).toBe(true);

  const server = await start();

  expect(isRunning(pid)).toBe(false);
  expect((await runStatement(server.urlOf(), 'SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
});

test('postgres: postmaster.pid names a living process that is something else → starts, and leaves that one alone', async () => {
  const first = await start();
  await first.stop();
  const other = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  writeFileSync(
    join(first.dataFolder, 'postmaster.pid'),
    `${other.pid}\n${first.dataFolder}\n1\n5432\n\n127.0.0.1\n 1 1\nready\n`,
  );

  const second = await start();

  expect(isRunning(second.pid)).toBe(true);
  expect(isRunning(other.pid!)).toBe(true);
  other.kill('SIGKILL');
});

test('postgres: a first start that was cut short → the half-made data is replaced', async () => {
  mkdirSync(join(folder, 'data.new', 'base'), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'data.new', 'PG_VERSION'), '18\n');

  const server = await start();

  expect((await runStatement(server.urlOf(), 'SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
});

test('postgres: data of another major version → a message that says so', async () => {
  const server = await start();
  await server.stop();
  writeFileSync(join(server.dataFolder, 'PG_VERSION'), '9\n');

  await expect(start()).rejects.toThrow(/made by Postgres 9/);
});

test('postgres: cannot start → the message holds the end of its log', async () => {
  const server = await start();
  await server.stop();
  writeFileSync(join(server.dataFolder, 'postgresql.conf'), 'nonsense_setting = 1\n');

  await expect(start()).rejects.toThrow(/nonsense_setting/);
  expect(readFileSync(join(folder, 'postgres.log'), 'utf8')).toContain('nonsense_setting');
});
