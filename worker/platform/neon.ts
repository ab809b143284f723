import { Client, neon, neonConfig } from '@neondatabase/serverless';
import type { Row, Statement } from '../core/database.ts';
import { toDatabaseError } from './database-error.ts';

/** Postgres by Neon's HTTP protocol, one request a call. Rejects with StatementRefused or DatabaseUnavailable. */
export type Neon = {
  query: <T = Row>(statement: Statement, limitMs: number, shape?: 'arrays' | 'objects') => Promise<T[]>;
  /** All statements in one read-only transaction that sees one snapshot. */
  readSnapshot: (statements: Statement[], limitMs: number) => Promise<Row[][]>;
  /** A connection by the WebSocket protocol, not yet opened. */
  openClient: () => Client;
};

/** `bridge` is the address of the loopback bridge, if that stands in front of a plain Postgres. */
export function openNeon(url: string, bridge?: string): Neon {
  if (bridge) useBridge(bridge);
  const sql = neon(url);
  return {
    query: <T>({ sql: text, params }: Statement, limitMs: number, shape = 'objects') =>
      answered<T[]>(sql.query(text, params, { arrayMode: shape === 'arrays', fetchOptions: limit(limitMs) })),
    readSnapshot: (statements, limitMs) =>
      answered<Row[][]>(
        sql.transaction(
          statements.map((statement) => sql.query(statement.sql, statement.params)),
          { isolationLevel: 'RepeatableRead', readOnly: true, fetchOptions: limit(limitMs) },
        ),
      ),
    openClient: () => new Client({ connectionString: url }),
  };
}

const limit = (milliseconds: number) => ({ signal: AbortSignal.timeout(milliseconds) });

async function answered<T>(call: Promise<unknown>): Promise<T> {
  try {
    return (await call) as T;
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/** Points the driver at the loopback bridge that speaks Neon's protocol in front of a plain Postgres. */
function useBridge(address: string): void {
  neonConfig.fetchEndpoint = () => `http://${address}/sql`;
  neonConfig.wsProxy = () => `${address}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineTLS = false;
  neonConfig.pipelineConnect = false;
}
