import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.mjs';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halyard-lock-'));
  path = join(folder, 'deep', 'lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function take(): () => void {
  const lock = takeLock(path);
  if (!('release' in lock)) throw new Error(`held by ${lock.holder}`);
  return lock.release;
}

test('lock: taken twice → the second learns who holds it; released → it can be taken', () => {
  const release = take();

  expect(takeLock(path)).toEqual({ holder: process.pid });
  release();
  take();

  expect(readdirSync(join(folder, 'deep'))).toEqual(['lock']);
});

test('lock: its holder was killed → taken over', async () => {
  const module = JSON.stringify(fileURLToPath(new URL('lock.mjs', import.meta.url)));
  const script = `import(${module}).then((m) => { m.takeLock(${JSON.stringify(path)}); process.kill(process.pid, 'SIGKILL'); })`;
  await once(spawn(process.execPath, ['-e', script], { stdio: 'inherit' }), 'exit');

  expect(take).not.toThrow();
});

test('lock: the process id now belongs to another program → taken over', () => {
  take()();
  writeFileSync(path, `${process.pid} 1`);

  expect(take).not.toThrow();
});

test('lock: released by one that no longer holds it → the holder keeps it', () => {
  const release = take();
  writeFileSync(path, 'someone else');

  release();

  expect(readdirSync(join(folder, 'deep'))).toEqual(['lock']);
});
