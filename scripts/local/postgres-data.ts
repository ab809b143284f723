import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExpectedError } from './expected-error.ts';
import { giveToAccount, spawnPostgresProgram, type PostgresAccount } from './postgres-account.ts';

// The builtin provider knows upper and lower case beyond ASCII, as hosted Postgres does; plain C does not.
const INITDB_SETTINGS =
  '-U postgres -A scram-sha-256 -E UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions'.split(
    ' ',
  );

/** Creates the data folder if there is none, and returns the password of the user `postgres`. */
export async function openPostgresData(folder: string, account: PostgresAccount, durable: boolean): Promise<string> {
  const passwordFile = join(folder, 'password');
  if (existsSync(join(account.dataFolder, 'PG_VERSION'))) {
    checkMajorVersion(account);
    if (existsSync(passwordFile)) {
      writeAuthentication(account);
      return readFileSync(passwordFile, 'utf8').trim();
    }
    throw new ExpectedError(
      `The password of the database is missing (${passwordFile}). Restore it, or move ${folder} away to begin with an empty database.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  // initdb works beside the final place and the rename comes last, so that a run that was cut short leaves no half-made database.
  const draft = `${account.dataFolder}.new`;
  rmSync(draft, { recursive: true, force: true });
  await runInitdb(account, draft, password, durable);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  renameSync(draft, account.dataFolder);
  writeAuthentication(account);
  return password;
}

/**
 * The password is asked for in the clear, over loopback only: the Worker's driver needs 300 ms of its own time for each exchange
 * by SCRAM, and every transaction opens a connection. What is stored of the password stays hashed.
 */
function writeAuthentication(account: PostgresAccount): void {
  writeFileSync(join(account.dataFolder, 'pg_hba.conf'), 'host all all 127.0.0.1/32 password\n');
}

async function runInitdb(account: PostgresAccount, target: string, password: string, durable: boolean): Promise<void> {
  const passwordFile = join(dirname(account.dataFolder), `.initdb-${process.pid}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.owner !== undefined) chownSync(passwordFile, account.owner, account.owner);
  // Postgres's user may not create entries in the parent, so the empty folder is made for it.
  mkdirSync(target, { mode: 0o700 });
  giveToAccount(account, target);
  try {
    const child = spawnPostgresProgram(
      account,
      'initdb',
      ['-D', target, `--pwfile=${passwordFile}`, ...INITDB_SETTINGS, ...(durable ? [] : ['--no-sync'])],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new ExpectedError(`Postgres could not create its data folder ${target}: ${errors.trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function checkMajorVersion(account: PostgresAccount): void {
  const present = readFileSync(join(account.dataFolder, 'PG_VERSION'), 'utf8').trim();
  const wanted = account.binaries.version.split('.')[0];
  if (present === wanted) return;
  throw new ExpectedError(
    `The data in ${account.dataFolder} was made by Postgres ${present}, but Postgres ${wanted} is installed. Move the folder away to begin with an empty database.`,
  );
}
