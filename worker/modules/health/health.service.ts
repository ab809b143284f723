import { withDeadline } from '../../core/deadline.ts';
import type { HalyardEnv } from '../../platform/bindings.ts';
import { depsOf } from '../../platform/deps.ts';
import { readUserPresence } from './health.queries.ts';

const CHECK_LIMIT_MS = 1_000;

export type Readiness = {
  /** `degraded`: flags are served, but changes wait until Postgres is back. */
  status: 'ok' | 'degraded' | 'unavailable';
  storage: 'ok' | 'unavailable';
  database: 'ok' | 'unavailable';
};

/** Whether this Worker can serve flags, and what it does without. Takes at most a second. */
export async function checkReadiness(env: HalyardEnv): Promise<Readiness> {
  const { database } = depsOf(env);
  const [storage, postgres] = await Promise.all([
    answers(env.ENVIRONMENTS.get('readiness')),
    answers(database.query({ sql: 'SELECT 1', params: [] }, CHECK_LIMIT_MS)),
  ]);
  const status = storage === 'unavailable' ? 'unavailable' : postgres === 'unavailable' ? 'degraded' : 'ok';
  return { status, storage, database: postgres };
}

/** What the first page of a dashboard needs to know; null while Postgres cannot say. */
export async function readSelfHostedData(
  env: HalyardEnv,
): Promise<{ has_users: boolean; has_logins: boolean } | null> {
  try {
    return await readUserPresence(depsOf(env).database, CHECK_LIMIT_MS);
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
