import type { Client } from '@neondatabase/serverless';
import { buildDb, type Db } from '../../drizzle/db.ts';
import { withDeadline } from '../core/deadline.ts';
import { toDatabaseError } from './database-error.ts';

const CONNECT_LIMIT_MS = 1_500;
const STATEMENT_LIMIT_MS = 20_000;
/** Below the time after which a client gives up, and above what any statement of ours takes. */
const BEGIN = `begin; set local statement_timeout = '15s'; set local lock_timeout = '10s'; set local idle_in_transaction_session_timeout = '20s'`;

/**
 * Runs the work in one transaction over a connection of its own, which ends with it: a connection cannot outlive the request that opened it.
 * Rejects with what the work throws, StatementRefused or DatabaseUnavailable.
 */
export async function runTransaction<T>(client: Client, work: (db: Db) => Promise<T>): Promise<T> {
  // A connection that breaks is reported by the statement that needed it.
  client.on('error', () => undefined);
  let isOpen = false;
  try {
    await guarded(client.connect(), CONNECT_LIMIT_MS, 'connecting to Postgres');
    isOpen = true;
    await guarded(client.query(BEGIN), CONNECT_LIMIT_MS, 'beginning a transaction');
    const db = buildDb(async (sql, params, shape) => {
      const query = client.query({ text: sql, values: params, ...(shape === 'arrays' ? { rowMode: 'array' } : {}) });
      return (await guarded(query, STATEMENT_LIMIT_MS, 'a statement')).rows as unknown[];
    });
    const result = await work(db);
    await guarded(client.query('commit'), STATEMENT_LIMIT_MS, 'the commit');
    return result;
  } finally {
    close(client, isOpen);
  }
}

/** Ends the connection, which undoes what was not committed. One that never opened cannot say goodbye, only be dropped. */
function close(client: Client, isOpen: boolean): void {
  if (isOpen) client.end().catch(() => undefined);
  else (client as unknown as { connection: { stream: { destroy: () => void } } }).connection.stream.destroy();
}

async function guarded<T>(call: Promise<T>, limitMs: number, what: string): Promise<T> {
  try {
    return await withDeadline(call, limitMs, what);
  } catch (error) {
    throw toDatabaseError(error);
  }
}
