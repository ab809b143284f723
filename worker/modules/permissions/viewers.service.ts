import type { Db } from '../../../drizzle/db.ts';
import { selectProjectViewers } from './viewers.queries.ts';

/** Which of the users may see the project; the rest are of elsewhere, unknown, or without the permission. One statement. */
export async function findProjectViewers(
  db: Db,
  place: { organisationId: number; projectId: number },
  userIds: readonly number[],
): Promise<Set<number>> {
  return new Set(await selectProjectViewers(db, place, userIds));
}
