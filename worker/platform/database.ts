import { CircuitBreaker } from '../core/circuit-breaker.ts';
import { DatabaseUnavailable, findDatabaseError, type SqlDatabase } from '../core/database.ts';
import type { HalyardEnv } from './bindings.ts';
import type { Neon } from './neon.ts';

export const QUERY_LIMIT_MS = 1_500;
const SNAPSHOT_LIMIT_MS = 10_000;

/** The way to Postgres of an isolate or of a Durable Object, behind one circuit breaker. */
export type Postgres = {
  /** Rejects with what the call rejects with, or with DatabaseUnavailable. */
  ask: <T>(call: (neon: Neon) => Promise<T>) => Promise<T>;
  /** Whether Postgres is being spared. */
  readBreaker: CircuitBreaker['read'];
};

/** The driver is loaded with the first statement: most isolates that serve flags never send one. */
export function openPostgres(env: Pick<HalyardEnv, 'DATABASE_URL' | 'NEON_LOCAL'>): Postgres {
  const breaker = new CircuitBreaker('Postgres');
  const isOutage = (error: unknown) => findDatabaseError(error) instanceof DatabaseUnavailable;
  let driver: Neon | null = null;
  const ask: Postgres['ask'] = async (call) => {
    try {
      return await breaker.run(async () => {
        if (!env.DATABASE_URL) throw new DatabaseUnavailable(new Error('DATABASE_URL is not set'));
        driver ??= (await import('./neon.ts')).openNeon(env.DATABASE_URL, env.NEON_LOCAL);
        return call(driver);
      }, isOutage);
    } catch (error) {
      throw error instanceof Error && error.name === 'CircuitOpen' ? new DatabaseUnavailable(error) : error;
    }
  };
  return { ask, readBreaker: () => breaker.read() };
}

/** Postgres for what sends plain statements: the SDK plane and the Durable Objects. */
export function openSqlDatabase({ ask }: Pick<Postgres, 'ask'>): SqlDatabase {
  return {
    query: (statement, limitMs = QUERY_LIMIT_MS) => ask((neon) => neon.query(statement, limitMs)),
    readSnapshot: (statements, limitMs = SNAPSHOT_LIMIT_MS) => ask((neon) => neon.readSnapshot(statements, limitMs)),
  };
}
