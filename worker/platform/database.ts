import { neon, neonConfig, NeonDbError } from '@neondatabase/serverless';
import { CircuitBreaker } from '../core/circuit-breaker.ts';
import { DatabaseUnavailable, StatementRefused, type Database } from '../core/database.ts';
import type { HalyardEnv } from './bindings.ts';

const QUERY_LIMIT_MS = 1_500;
const SNAPSHOT_LIMIT_MS = 10_000;

/**
 * SQLSTATEs that blame the server and not the statement: connection, read-only after a failover, sign-in, missing database,
 * resources, shutting down or starting up, its system and its inside.
 */
const UNWELL = /^(08|25006|28|3D|53|57|58|XX)/;

/** Connects to Postgres by Neon's HTTP protocol; every call is one request. */
export function openDatabase(env: HalyardEnv): Database {
  if (env.NEON_LOCAL) useBridge(env.NEON_LOCAL);
  const breaker = new CircuitBreaker('Postgres');
  const client = env.DATABASE_URL ? neon(env.DATABASE_URL) : null;

  async function guarded<T>(call: (sql: NonNullable<typeof client>) => Promise<unknown>): Promise<T> {
    return breaker
      .run(
        async () => {
          if (client === null) throw new DatabaseUnavailable(new Error('DATABASE_URL is not set'));
          try {
            return (await call(client)) as T;
          } catch (error) {
            throw toDatabaseError(error);
          }
        },
        (error) => !(error instanceof StatementRefused),
      )
      .catch((error: unknown) => {
        throw error instanceof StatementRefused || error instanceof DatabaseUnavailable
          ? error
          : new DatabaseUnavailable(error);
      });
  }

  return {
    query: (statement, limitMs = QUERY_LIMIT_MS) =>
      guarded((sql) =>
        sql.query(statement.sql, statement.params, { fetchOptions: { signal: AbortSignal.timeout(limitMs) } }),
      ),
    readSnapshot: (statements, limitMs = SNAPSHOT_LIMIT_MS) =>
      guarded((sql) =>
        sql.transaction(
          statements.map((statement) => sql.query(statement.sql, statement.params)),
          { isolationLevel: 'RepeatableRead', readOnly: true, fetchOptions: { signal: AbortSignal.timeout(limitMs) } },
        ),
      ),
  };
}

function toDatabaseError(error: unknown): Error {
  if (error instanceof NeonDbError && typeof error.code === 'string' && !UNWELL.test(error.code)) {
    return new StatementRefused(error.code, error.message, error.constraint ?? null, error);
  }
  return new DatabaseUnavailable(error);
}

/** Points the driver at the loopback bridge that speaks Neon's protocol in front of a plain Postgres. */
function useBridge(address: string): void {
  neonConfig.fetchEndpoint = () => `http://${address}/sql`;
  neonConfig.wsProxy = () => `${address}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineTLS = false;
  neonConfig.pipelineConnect = false;
}
