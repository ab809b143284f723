import type { Db } from '../../../drizzle/db.ts';
import { deleteGrantsOfUser } from './grants.queries.ts';
import { revokeFamily } from './tokens.queries.ts';

/** No application acts for the user any longer. */
export async function endGrants(db: Db, userId: number): Promise<void> {
  await deleteGrantsOfUser(db, userId);
}

/** Ends one grant of an application with all its tokens. */
export async function endGrant(db: Db, family: string, now: Date): Promise<void> {
  await revokeFamily(db, family, now);
}
