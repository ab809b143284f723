import type { TestProject } from 'vitest/node';
import { migrateDatabase } from '../../drizzle/migrate.ts';
import { withConnection } from './database.ts';
import { createTemplateDatabase, startThrowAwayPostgres, type ThrowAwayPostgres } from './test-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's Postgres, database `postgres`. */
    postgresUrl: string;
  }
}

export const TEMPLATE_DATABASE = 'halyard_template';

type SharedServer = { users: number; server: Promise<ThrowAwayPostgres> };

// Each vitest project loads this file anew in the one main process; the symbol is how they find the one server.
const shared = globalThis as { [key: symbol]: SharedServer | undefined };
const KEY = Symbol.for('halyard.test-postgres');

/** Vitest's global set-up: one Postgres for the run, shared by the projects that need it, with the migrated template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const entry = (shared[KEY] ??= { users: 0, server: startMigratedServer() });
  entry.users += 1;
  project.provide('postgresUrl', (await entry.server).urlOf());
  return async () => {
    entry.users -= 1;
    if (entry.users > 0) return;
    shared[KEY] = undefined;
    await (await entry.server).remove();
  };
}

async function startMigratedServer(): Promise<ThrowAwayPostgres> {
  const server = await startThrowAwayPostgres();
  try {
    await createTemplateDatabase(server.urlOf(), TEMPLATE_DATABASE, (url) =>
      withConnection(url, (client) => migrateDatabase(client)),
    );
  } catch (error) {
    await server.remove();
    throw error;
  }
  return server;
}
