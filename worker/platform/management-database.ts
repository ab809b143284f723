import { buildDb } from '../../drizzle/db.ts';
import { DatabaseUnavailable, type Database } from '../core/database.ts';
import { NoSlot, Slots } from '../core/slots.ts';
import { openSqlDatabase, QUERY_LIMIT_MS, type Postgres } from './database.ts';
import { runTransaction } from './transaction.ts';

/** Transactions of one isolate at once: each holds a connection, of which Postgres has few. */
const TRANSACTIONS = 8;
const TRANSACTION_PATIENCE_MS = 8_000;
const TRANSACTION_ABANDONED_MS = 30_000;

/** Postgres for the management plane: with the query builder, and with transactions over the driver's WebSocket. */
export function openManagementDatabase(postgres: Postgres): Database {
  const { ask } = postgres;
  const slots = new Slots('a transaction', TRANSACTIONS, TRANSACTION_PATIENCE_MS, TRANSACTION_ABANDONED_MS);
  return {
    ...openSqlDatabase(postgres),
    db: buildDb((sql, params, shape) => ask((neon) => neon.query({ sql, params }, QUERY_LIMIT_MS, shape))),
    transaction: async (work) => {
      try {
        return await slots.run(() => ask((neon) => runTransaction(neon.openClient(), work)));
      } catch (error) {
        throw error instanceof NoSlot ? new DatabaseUnavailable(error) : error;
      }
    },
  };
}
