import type { Database } from '../../core/database.ts';
import { withDeadline } from '../../core/deadline.ts';
import { readUserPresence } from './health.queries.ts';

const CHECK_LIMIT_MS = 1_000;

export type Readiness = {
  /** `degraded`: flags are served, but changes wait until Postgres is back. */
  status: 'ok' | 'degraded' | 'unavailable';
  storage: 'ok' | 'unavailable';
  database: 'ok' | 'unavailable';
};

type ReadinessParts = { database: Database; environments: { get(key: string): Promise<unknown> } };

/** Whether this Worker can serve flags, and what it does without. Takes at most a second. */
export async function checkReadiness({ database, environments }: ReadinessParts): Promise<Readiness> {
  const [storage, postgres] = await Promise.all([
    answers(environments.get('readiness')),
    answers(database.query({ sql: 'SELECT 1', params: [] }, CHECK_LIMIT_MS)),
  ]);
  const status = storage === 'unavailable' ? 'unavailable' : postgres === 'unavailable' ? 'degraded' : 'ok';
  return { status, storage, database: postgres };
}

/** What the first page of a dashboard needs to know; null while Postgres cannot say. */
export async function readSelfHostedData(
  database: Database,
): Promise<{ has_users: boolean; has_logins: boolean } | null> {
  try {
    return await readUserPresence(database, CHECK_LIMIT_MS);
  } catch {
    return null;
  }
}

async function answers(work: Promise<unknown>): Promise<'ok' | 'unavailable'> {
  try {
    await withDeadline(work, CHECK_LIMIT_MS, 'the readiness check');
    return 'ok';
  } catch {
    return 'unavailable';
  }
}
