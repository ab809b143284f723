import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../scripts/local/free-port.ts';

export type UnleashProcess = { url: string; frontendToken: string; stop: () => Promise<void> };

const SERVER_FILE = join(import.meta.dirname, '..', 'node_modules', 'unleash-server', 'dist', 'server.js');
const CHILD_FILE = fileURLToPath(import.meta.resolve('./until-orphaned.ts'));
/** Both are there from the start. */
const PROJECT = 'default';
const ENVIRONMENT = 'production';
const UNLIMITED = '1000000000';
const START_PATIENCE = 120_000;

export function hasUnleash(): boolean {
  return existsSync(SERVER_FILE);
}

/**
 * Starts unleash-server as it starts itself in production, over an empty database, on 127.0.0.1, and lets it import the
 * file. Resolves when it is healthy; throws with the end of its output when it ends or takes too long.
 */
export async function startUnleashProcess(databaseUrl: string, importFile: string): Promise<UnleashProcess> {
  const frontendToken = `*:${ENVIRONMENT}.${randomBytes(24).toString('hex')}`;
  const port = await findFreePort();
  const child = spawn(process.execPath, [CHILD_FILE, SERVER_FILE], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      TZ: 'UTC',
      DATABASE_URL: databaseUrl,
      DATABASE_SSL: 'false',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(port),
      CHECK_VERSION: 'false',
      SEND_TELEMETRY: 'false',
      IMPORT_FILE: importFile,
      IMPORT_PROJECT: PROJECT,
      IMPORT_ENVIRONMENT: ENVIRONMENT,
      INIT_FRONTEND_API_TOKENS: frontendToken,
      // Both count calls with a frontend token, 20,000 a minute each when they are not raised.
      SDK_API_RATE_LIMIT_PER_MINUTE: UNLIMITED,
      TOKEN_AUTHENTICATION_RATE_LIMIT_PER_MINUTE: UNLIMITED,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => endChild(child);
  try {
    await waitUntilHealthy(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, frontendToken, stop };
}

async function waitUntilHealthy(url: string, child: ChildProcess): Promise<void> {
  let output = '';
  const keep = (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-2000));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('error', (error) => (output += error.message));
  for (const begin = Date.now(); !hasEnded(child) && Date.now() - begin < START_PATIENCE; await sleep(100)) {
    const response = await fetch(`${url}/health`).catch(() => null);
    if (response?.ok === true) return;
  }
  throw new Error(`unleash-server did not start. The end of its output:\n${output}`);
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

async function endChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await ended;
}
