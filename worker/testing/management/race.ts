import { Pool } from 'pg';
import { buildDb } from '../../../drizzle/db.ts';
import type { Database } from '../../core/database.ts';
import { toDatabaseError } from '../../platform/database-error.ts';
import type { Answer, Management } from './management.ts';

/**
 * Makes all calls at the same time. They use connections that are open already: opening fifty at once takes longer than a request
 * may wait, and would decide the race.
 */
export async function race(management: Management, calls: (() => Promise<Answer>)[]): Promise<Answer[]> {
  const { database } = management.ports;
  const pool = new Pool({ connectionString: management.pool.options.connectionString, max: 20 });
  management.ports.database = { ...database, ...overPool(pool) };
  try {
    return await Promise.all(calls.map((call) => call()));
  } finally {
    management.ports.database = database;
    await pool.end();
  }
}

function overPool(pool: Pool): Pick<Database, 'db' | 'transaction'> {
  return {
    db: buildDb((sql, params, shape) => run(pool, sql, params, shape)),
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(buildDb((sql, params, shape) => run(client, sql, params, shape)));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
  };
}

async function run(
  client: Pick<Pool, 'query'>,
  text: string,
  values: unknown[],
  shape: 'arrays' | 'objects',
): Promise<unknown[]> {
  try {
    const query = shape === 'arrays' ? { text, values, rowMode: 'array' as const } : { text, values };
    return (await client.query(query)).rows;
  } catch (error) {
    throw toDatabaseError(error);
  }
}
