import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, readCommand, signal } from './processes.ts';

/** What Postgres notes of itself in its data folder; `ready` once it takes connections. */
export type Postmaster = { pid: number; port: number; ready: boolean };

/** Reads postmaster.pid; undefined when there is none or it is not written out yet. */
export function readPostmaster(dataFolder: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Stops a Postgres that outlived its launcher, so that the next one is watched again, and removes a postmaster.pid whose
 * number now belongs to some other program.
 */
export async function clearLeftoverPostgres(dataFolder: string): Promise<void> {
  const left = readPostmaster(dataFolder);
  if (left === undefined || !isRunning(left.pid)) return;
  if (!readCommand(left.pid).includes('postgres')) {
    if (existsSync(dataFolder)) rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
    return;
  }
  await stopPostmaster(left.pid, () => isRunning(left.pid));
}

/** Stops a postmaster: fast for up to 5 s, then at once, then by force. */
export async function stopPostmaster(pid: number, isAlive: () => boolean): Promise<void> {
  if (!isAlive()) return;
  signal(pid, 'SIGCONT');
  for (const [name, patience] of [
    ['SIGINT', 5000],
    ['SIGQUIT', 2000],
    ['SIGKILL', 2000],
  ] as const) {
    signal(pid, name);
    for (let waited = 0; waited < patience; waited += 20) {
      if (!isAlive()) return;
      await sleep(20);
    }
  }
}
