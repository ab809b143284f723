import { neon, neonConfig, NeonDbError, type NeonQueryFunction } from '@neondatabase/serverless';
import { CircuitBreaker } from '../core/circuit-breaker.ts';
import type { HalyardEnv } from './bindings.ts';

export type Row = Record<string, unknown>;
export type Statement = { sql: string; params: unknown[] };

export type Database = {
  /** Runs one statement. Rejects with DatabaseUnavailable within the time limit. */
  query(statement: Statement, limitMs?: number): Promise<Row[]>;
  /** Runs all statements in one read-only transaction that sees one snapshot. */
  readSnapshot(statements: Statement[], limitMs?: number): Promise<Row[][]>;
  /** Runs all statements in one read-committed transaction. */
  transaction(statements: Statement[], limitMs?: number): Promise<Row[][]>;
};

/** Postgres could not be asked: no address, no connection, no answer in time, or it is being spared after failures. */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('the database is not available', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

const QUERY_LIMIT_MS = 1_500;
const SNAPSHOT_LIMIT_MS = 10_000;

/** An error that Postgres itself gave for the statement; anything else means that Postgres could not be asked. */
function isStatementError(error: unknown): boolean {
  if (!(error instanceof NeonDbError) || typeof error.code !== 'string') return false;
  // Classes 08 (connection), 53 (resources) and 57 (shutting down, starting up) say that the server is not well.
  return !/^(08|53|57)/.test(error.code);
}

function configureBridge(address: string): void {
  neonConfig.fetchEndpoint = () => `http://${address}/sql`;
  neonConfig.wsProxy = () => `${address}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineTLS = false;
  neonConfig.pipelineConnect = false;
}

/** Connects to Postgres by Neon's HTTP protocol; every call is one request and has a time limit. */
export function openDatabase(env: HalyardEnv): Database {
  if (env.NEON_LOCAL) configureBridge(env.NEON_LOCAL);
  const breaker = new CircuitBreaker('Postgres');
  const url = env.DATABASE_URL;
  const client: NeonQueryFunction<false, false> | null = url ? neon(url) : null;

  async function guarded<T>(limitMs: number, call: (sql: typeof client & object, signal: AbortSignal) => Promise<T>) {
    try {
      return await breaker.run(
        () => {
          if (client === null) throw new Error('DATABASE_URL is not set');
          return call(client, AbortSignal.timeout(limitMs));
        },
        (error) => !isStatementError(error),
      );
    } catch (error) {
      throw isStatementError(error) ? error : new DatabaseUnavailable(error);
    }
  }

  return {
    query: ({ sql, params }, limitMs = QUERY_LIMIT_MS) =>
      guarded(limitMs, (client, signal) => client.query(sql, params, { fetchOptions: { signal } }) as Promise<Row[]>),
    readSnapshot: (statements, limitMs = SNAPSHOT_LIMIT_MS) =>
      guarded(
        limitMs,
        (client, signal) =>
          client.transaction(
            statements.map(({ sql, params }) => client.query(sql, params)),
            { isolationLevel: 'RepeatableRead', readOnly: true, fetchOptions: { signal } },
          ) as Promise<Row[][]>,
      ),
    transaction: (statements, limitMs = QUERY_LIMIT_MS) =>
      guarded(
        limitMs,
        (client, signal) =>
          client.transaction(
            statements.map(({ sql, params }) => client.query(sql, params)),
            { isolationLevel: 'ReadCommitted', fetchOptions: { signal } },
          ) as Promise<Row[][]>,
      ),
  };
}
