import { asc, eq } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { roles } from '../../../drizzle/schema/roles.ts';

export async function listRoles(db: Db, organisationId: number) {
  return db
    .select({ id: roles.id, name: roles.name, description: roles.description, organisation: roles.organisationId })
    .from(roles)
    .where(eq(roles.organisationId, organisationId))
    .orderBy(asc(roles.id));
}
