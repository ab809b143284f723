import { mkdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { ExpectedError } from './expected-error.ts';
import { Shutdown } from './halyard.ts';
import { takeLock } from './lock.mjs';
import { printFailure } from './progress.ts';

/**
 * Runs a server until it is told to end: takes the folder for this process, ends in order on the first Ctrl-C (or when
 * the launcher is gone), at once on the second, and prints failures.
 */
export async function runSession(dataFolder: string, start: (shutdown: Shutdown) => Promise<void>): Promise<void> {
  const shutdown = new Shutdown();
  let firstSignal = 0;
  const end = (code: number) => {
    void shutdown.run().then(() => process.exit(code));
  };
  const onSignal = () => {
    // A terminal sends Ctrl-C to the whole group and npm passes it on too, so that one press comes in several times.
    if (firstSignal !== 0 && Date.now() - firstSignal < 500) return;
    if (firstSignal !== 0) {
      shutdown.kill();
      process.exit(130);
    }
    firstSignal = Date.now();
    console.log('\nStopping (press again to end at once)');
    end(0);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  watchLauncher(onSignal);
  try {
    lockFolder(dataFolder, shutdown);
    await start(shutdown);
  } catch (error) {
    if (firstSignal !== 0) return;
    printFailure(error);
    end(1);
  }
}

function lockFolder(dataFolder: string, shutdown: Shutdown): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
    const lock = takeLock(join(dataFolder, 'lock'));
    if ('release' in lock) return shutdown.add(async () => lock.release());
    throw new ExpectedError(
      `Halyard already runs over ${dataFolder} (process ${lock.holder}). Stop that one first, or name another folder: HALYARD_DATA=/some/folder PORT=8788 npm start`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new ExpectedError(
      `You may not write to ${dataFolder}. If another user started it here before, give the folder to yourself (chown -R), or move it away.`,
    );
  }
}

/** The launcher holds the other end of a pipe, which closes with it even when it is killed. */
function watchLauncher(onGone: () => void): void {
  const descriptor = Number(process.env['HALYARD_LAUNCHER_PIPE'] ?? 0);
  if (descriptor === 0) return;
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  pipe.on('error', () => undefined);
  pipe.on('close', onGone);
  pipe.resume();
  pipe.unref();
}
