import type { Db } from '../../../drizzle/db.ts';
import { endGrants } from '../oauth/end-grants.service.ts';
import { deleteTokens } from './tokens.queries.ts';

/** Signs the user out everywhere, but for one token if it is given, and ends what applications may do for them. */
export async function endSessions(db: Db, userId: number, exceptTokenId: number | null): Promise<void> {
  await deleteTokens(db, userId, exceptTokenId);
  await endGrants(db, userId);
}
