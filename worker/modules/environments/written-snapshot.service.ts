import type { Db } from '../../../drizzle/db.ts';
import type { EnvironmentSnapshot } from '../../contract/published-environment.ts';
import { toSnapshot } from './environment-document.mappers.ts';
import { documentQueries } from './environment-document.queries.ts';
import { runWithin } from './live-states.queries.ts';

/**
 * As `loadEnvironmentSnapshot`, with what a transaction has written so far. Apart from it, as the query builder must not be evaluated where an
 * isolate starts.
 */
export async function loadSnapshotWithin(db: Db, environmentId: number): Promise<EnvironmentSnapshot | null> {
  const results = [];
  for (const statement of documentQueries(environmentId)) results.push(await runWithin(db, statement, environmentId));
  return toSnapshot(results).snapshot;
}
