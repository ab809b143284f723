import type { EnvironmentSnapshot } from '../../contract/published-environment.ts';
import type { SqlDatabase } from '../../core/database.ts';
import { formatMicroseconds } from '../../core/time.ts';
import { documentQueries } from './environment-document.queries.ts';
import { toSnapshot } from './environment-document.mappers.ts';
import { stampEnvironmentUpdatedAt } from './environments.queries.ts';
import { deleteOutboxRows } from './outbox.queries.ts';

/**
 * Reads everything that an environment's next publication holds, in one database snapshot, with the outbox rows it
 * settles. The snapshot is null when there is no such environment any more.
 */
export async function loadEnvironmentSnapshot(
  database: SqlDatabase,
  environmentId: number,
): Promise<{ snapshot: EnvironmentSnapshot | null; outboxIds: string[] }> {
  return toSnapshot(await database.readSnapshot(documentQueries(environmentId)));
}

/** Records that the outbox rows are published, and as of when (epoch microseconds). */
export async function settleOutbox(
  database: SqlDatabase,
  environmentId: number,
  outboxIds: string[],
  updatedAt: number | null,
): Promise<void> {
  if (updatedAt !== null) {
    await stampEnvironmentUpdatedAt(database.query, environmentId, formatMicroseconds(updatedAt));
  }
  await deleteOutboxRows(database.query, environmentId, outboxIds);
}
