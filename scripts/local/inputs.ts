import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './project.ts';

/** Whether the files that a build noted, and the salt, are what they were then. */
export function areInputsUnchanged(note: string, salt: string): boolean {
  try {
    const { files, digest } = JSON.parse(readFileSync(note, 'utf8')) as { files: string[]; digest: string };
    return digestInputs(files, salt) === digest;
  } catch {
    return false;
  }
}

/** Notes the files that a build read; paths are relative to the checkout. */
export function noteInputs(note: string, files: string[], salt: string): void {
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(note, JSON.stringify({ files, digest: digestInputs(files, salt) }));
}

/** Forgets what a build noted, so that one that is cut short is done again. */
export function forgetInputs(note: string): void {
  rmSync(note, { force: true });
}

/** All files below some folders or files of the checkout, relative to it, sorted. */
export function listFiles(paths: string[]): string[] {
  return paths.flatMap((path) => listBelow(join(ROOT, path)).map((file) => relative(ROOT, file))).toSorted();
}

function listBelow(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.flatMap((entry) =>
      entry.isDirectory() ? listBelow(join(path, entry.name)) : join(path, entry.name),
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return [path];
    if (code === 'ENOENT') return [];
    throw error;
  }
}

function digestInputs(files: string[], salt: string): string {
  const hash = createHash('sha256').update(salt);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}
