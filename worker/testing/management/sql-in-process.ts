import { neonConfig } from '@neondatabase/serverless';
import { Pool } from 'pg';
import { answerSql } from '../../../scripts/local/neon-sql.ts';

type Request = { body: string; headers: Record<string, string>; signal?: AbortSignal };

/**
 * Answers the driver's statements in this process, as the loopback bridge answers them by HTTP, which costs more than most statements do.
 * Transactions still go through the bridge's WebSocket.
 */
export function answerSqlInProcess(databaseUrl: string): { close: () => Promise<void> } {
  const pool = new Pool({ connectionString: databaseUrl, max: 10 });
  pool.on('error', () => undefined);
  const never = new AbortController().signal;
  neonConfig.fetchFunction = async (_address: string, { body, headers, signal }: Request) => {
    const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const answer = await answerSql(pool, JSON.parse(body), named, signal ?? never);
    return Response.json(answer.body, { status: answer.status });
  };
  const close = async () => {
    neonConfig.fetchFunction = undefined;
    await pool.end();
  };
  return { close };
}
