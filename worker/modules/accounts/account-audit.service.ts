import type { Db } from '../../../drizzle/db.ts';
import type { AuditEntry } from '../audit/transact.service.ts';
import { listOrganisationIds, type User } from './users.queries.ts';

/** A change of an account as each organisation that the user is member of tells it; none for members of none. */
export async function describeAccountChange(
  db: Db,
  user: Pick<User, 'id' | 'uuid'>,
  what: Pick<AuditEntry, 'log' | 'change' | 'before' | 'after'>,
): Promise<AuditEntry[]> {
  const organisationIds = await listOrganisationIds(db, user.id);
  return organisationIds.map((organisationId) => ({
    ...what,
    organisationId,
    type: 'USER',
    objectId: user.id,
    objectUuid: user.uuid,
  }));
}
