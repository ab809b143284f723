import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';

/** Drizzle's query builder over whatever runs one statement: a single request, or a transaction's connection. */
export type Db = PgRemoteDatabase;

/** Runs one statement; rows as arrays in column order, or as objects by column name. */
export type RunStatement = (sql: string, params: unknown[], shape: 'arrays' | 'objects') => Promise<unknown[]>;

export function buildDb(run: RunStatement): Db {
  return drizzle(async (sql, params, method) => ({
    rows: await run(sql, params, method === 'execute' ? 'objects' : 'arrays'),
  }));
}
