import type { Db } from '../../../drizzle/db.ts';
import { endGrants } from '../oauth/grants.service.ts';
import { deleteTokens } from './tokens.queries.ts';

/** Signs the user out everywhere, applications included, but for one token if it is given. */
export async function endSessions(db: Db, userId: number, exceptId: number | null): Promise<void> {
  await deleteTokens(db, userId, exceptId);
  await endGrants(db, userId);
}
