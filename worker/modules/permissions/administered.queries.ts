import { and, eq, isNull } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';
import { userOrganisations } from '../../../drizzle/schema/users.ts';

export async function listAdministeredOrganisationIds(db: Db, userId: number): Promise<number[]> {
  const rows = await db
    .select({ id: organisations.id })
    .from(userOrganisations)
    .innerJoin(organisations, eq(organisations.id, userOrganisations.organisationId))
    .where(
      and(eq(userOrganisations.userId, userId), eq(userOrganisations.role, 'ADMIN'), isNull(organisations.deletedAt)),
    );
  return rows.map(({ id }) => id);
}
