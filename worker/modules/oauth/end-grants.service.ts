import type { Db } from '../../../drizzle/db.ts';
import { deleteGrantsOfUser } from './grants.queries.ts';
import { revokeFamily } from './tokens.queries.ts';

/** No application acts for the user any longer. */
export function endGrants(db: Db, userId: number): Promise<void> {
  return deleteGrantsOfUser(db, userId);
}

/** Ends what one authorisation gave an application. */
export function endGrant(db: Db, family: string, now: Date): Promise<void> {
  return revokeFamily(db, family, now);
}
