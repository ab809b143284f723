import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Takes a lock file for this process. A lock whose holder is gone is taken over.
 * @param {string} path
 * @returns {{ release: () => void } | { holder: number }} the lock, or the id of the process that holds it
 */
export function takeLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}`;
  const text = describeProcess(process.pid);
  for (;;) {
    writeFileSync(own, text);
    try {
      // A link is made whole or not at all, so nobody reads a lock that is half written.
      linkSync(own, path);
      return { release: () => releaseLock(path, text) };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    } finally {
      rmSync(own, { force: true });
    }
    const present = readText(path);
    if (present === undefined) continue;
    const holder = Number(present.split(' ')[0]);
    if (present !== '' && present === describeProcess(holder)) return { holder };
    removeStale(path, own, present);
  }
}

/** Moves the lock away before it is removed: another starter may have replaced it in between, and gets it back. */
function removeStale(path, own, expected) {
  try {
    renameSync(path, own);
  } catch {
    return;
  }
  if (readText(own) !== expected) linkSync(own, path);
  rmSync(own, { force: true });
}

function releaseLock(path, text) {
  if (readText(path) === text) rmSync(path, { force: true });
}

/** The id with the start time of the process, where the system tells it: ids are used again. Empty when it is gone. */
function describeProcess(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return '';
  }
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return `${pid}`;
  return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
