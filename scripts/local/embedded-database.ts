import { setTimeout as sleep } from 'node:timers/promises';
import { ensureDatabase } from './database.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import type { Report } from './progress.ts';

export type EmbeddedDatabase = {
  url: string;
  server(): PostgresServer;
  stop(): Promise<void>;
  /** Ends Postgres at once; the next start recovers from its log. */
  abandon(): void;
};

const DATABASE = 'halyard';
const RESTART_DELAY = 1000;

/**
 * Starts the durable Postgres of the main job with its database, and starts it again on the same port whenever it ends
 * by itself, until stop() is called.
 */
export async function startEmbeddedDatabase(folder: string, report: Report): Promise<EmbeddedDatabase> {
  let server = await startPostgres({ folder, durable: true });
  const stopping = new AbortController();
  let starting: Promise<void> = Promise.resolve();

  const restart = async () => {
    while (!stopping.signal.aborted) {
      try {
        server = await startPostgres({ folder, durable: true, port: server.port });
        report('Postgres ended unexpectedly and was started again');
        return watch();
      } catch (error) {
        report(`Postgres cannot be started again: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(RESTART_DELAY);
      }
    }
  };
  const watch = () => {
    void server.exited.then(() => {
      if (!stopping.signal.aborted) starting = restart();
    });
  };

  await ensureDatabase(server.urlOf(), DATABASE);
  watch();
  return {
    url: server.urlOf(DATABASE),
    server: () => server,
    stop: async () => {
      stopping.abort();
      await starting;
      await server.stop();
    },
    abandon: () => {
      stopping.abort();
      process.kill(server.pid, 'SIGQUIT');
    },
  };
}
