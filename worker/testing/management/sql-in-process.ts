import { neonConfig } from '@neondatabase/serverless';
import { Pool } from 'pg';
import { answerSql } from '../../../scripts/local/neon-sql.ts';

type Request = { body: string; headers: Record<string, string>; signal?: AbortSignal };

/** By connection string, which the driver sends with each statement. */
const pools = new Map<string, Pool>();
const never = new AbortController().signal;

/**
 * Answers the driver's statements in this process, as the loopback bridge answers them by HTTP, which costs more than most statements do.
 * Transactions still go through the bridge's WebSocket.
 */
export function answerSqlInProcess(databaseUrl: string): { close: () => Promise<void> } {
  const pool = new Pool({ connectionString: databaseUrl, max: 10 });
  pool.on('error', () => undefined);
  pools.set(databaseUrl, pool);
  neonConfig.fetchFunction = answer;
  const close = async () => {
    pools.delete(databaseUrl);
    if (pools.size === 0) neonConfig.fetchFunction = undefined;
    await pool.end();
  };
  return { close };
}

async function answer(address: string, { body, headers, signal }: Request): Promise<Response> {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const pool = pools.get(named['neon-connection-string'] ?? '');
  // A database that was opened without this goes through its own bridge.
  if (pool === undefined) return fetch(address, { method: 'POST', body, headers, signal: signal ?? null });
  const { status, body: reply } = await answerSql(pool, JSON.parse(body), named, signal ?? never);
  return Response.json(reply, { status });
}
