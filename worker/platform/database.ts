import { neon, neonConfig } from '@neondatabase/serverless';
import { buildDb } from '../../drizzle/db.ts';
import { CircuitBreaker } from '../core/circuit-breaker.ts';
import { DatabaseUnavailable, findDatabaseError, type Database } from '../core/database.ts';
import { NoSlot, Slots } from '../core/slots.ts';
import type { HalyardEnv } from './bindings.ts';
import { toDatabaseError } from './database-error.ts';
import { runTransaction } from './transaction.ts';

const QUERY_LIMIT_MS = 1_500;
const SNAPSHOT_LIMIT_MS = 10_000;
/** Transactions of one isolate at once: each holds a connection, of which Postgres has few. */
const TRANSACTIONS = 8;
const TRANSACTION_PATIENCE_MS = 8_000;
const TRANSACTION_ABANDONED_MS = 30_000;

/** The breaker says whether Postgres is being spared. */
type OpenDatabase = Database & { readBreaker: CircuitBreaker['read'] };

/** Connects to Postgres: by Neon's HTTP protocol, one request a call, and for transactions by its WebSocket. */
export function openDatabase(env: Pick<HalyardEnv, 'DATABASE_URL' | 'NEON_LOCAL'>): OpenDatabase {
  if (env.NEON_LOCAL) useBridge(env.NEON_LOCAL);
  const breaker = new CircuitBreaker('Postgres');
  const slots = new Slots('a transaction', TRANSACTIONS, TRANSACTION_PATIENCE_MS, TRANSACTION_ABANDONED_MS);
  const url = env.DATABASE_URL;
  const client = url ? neon(url) : null;

  async function guarded<T>(call: () => Promise<T>): Promise<T> {
    const isOutage = (error: unknown) => findDatabaseError(error) instanceof DatabaseUnavailable;
    try {
      return await breaker.run(call, isOutage);
    } catch (error) {
      throw error instanceof Error && error.name === 'CircuitOpen' ? new DatabaseUnavailable(error) : error;
    }
  }

  function ask<T>(call: (sql: NonNullable<typeof client>) => Promise<unknown>): Promise<T> {
    return guarded(async () => {
      if (client === null) throw new DatabaseUnavailable(new Error('DATABASE_URL is not set'));
      try {
        return (await call(client)) as T;
      } catch (error) {
        throw toDatabaseError(error);
      }
    });
  }

  return {
    readBreaker: () => breaker.read(),
    query: (statement, limitMs = QUERY_LIMIT_MS) =>
      ask((sql) =>
        sql.query(statement.sql, statement.params, { fetchOptions: { signal: AbortSignal.timeout(limitMs) } }),
      ),
    readSnapshot: (statements, limitMs = SNAPSHOT_LIMIT_MS) =>
      ask((sql) =>
        sql.transaction(
          statements.map((statement) => sql.query(statement.sql, statement.params)),
          { isolationLevel: 'RepeatableRead', readOnly: true, fetchOptions: { signal: AbortSignal.timeout(limitMs) } },
        ),
      ),
    db: buildDb((statement, params, shape) =>
      ask((sql) =>
        sql.query(statement, params, {
          arrayMode: shape === 'arrays',
          fetchOptions: { signal: AbortSignal.timeout(QUERY_LIMIT_MS) },
        }),
      ),
    ),
    transaction: async (work) => {
      try {
        return await slots.run(() =>
          guarded(() => {
            if (!url) throw new DatabaseUnavailable(new Error('DATABASE_URL is not set'));
            return runTransaction(url, work);
          }),
        );
      } catch (error) {
        throw error instanceof NoSlot ? new DatabaseUnavailable(error) : error;
      }
    },
  };
}

/** Points the driver at the loopback bridge that speaks Neon's protocol in front of a plain Postgres. */
function useBridge(address: string): void {
  neonConfig.fetchEndpoint = () => `http://${address}/sql`;
  neonConfig.wsProxy = () => `${address}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineTLS = false;
  neonConfig.pipelineConnect = false;
}
