import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { environments } from '../../../drizzle/schema/environments.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';
import { userOrganisations } from '../../../drizzle/schema/users.ts';

/** The live organisations of the user, locked so that nobody joins or leaves until the transaction ends. */
export async function lockOrganisations(db: Db, userId: number) {
  return db
    .select({ id: organisations.id, uuid: organisations.uuid, name: organisations.name })
    .from(organisations)
    .innerJoin(userOrganisations, eq(userOrganisations.organisationId, organisations.id))
    .where(and(eq(userOrganisations.userId, userId), isNull(organisations.deletedAt)))
    .orderBy(organisations.id)
    .for('update', { of: organisations });
}

/** Those of the organisations that have members other than the user. */
export async function listSharedOrganisationIds(db: Db, organisationIds: number[], userId: number): Promise<number[]> {
  if (organisationIds.length === 0) return [];
  const rows = await db
    .selectDistinct({ id: userOrganisations.organisationId })
    .from(userOrganisations)
    .where(and(inArray(userOrganisations.organisationId, organisationIds), ne(userOrganisations.userId, userId)));
  return rows.map(({ id }) => id);
}

/** Deletes the organisation softly. Returns the environments that are no longer served. */
export async function deleteOrganisation(db: Db, organisationId: number): Promise<number[]> {
  await db
    .update(organisations)
    .set({ deletedAt: sql`now()` })
    .where(eq(organisations.id, organisationId));
  const rows = await db
    .select({ id: environments.id })
    .from(environments)
    .where(and(eq(environments.organisationId, organisationId), isNull(environments.deletedAt)));
  return rows.map(({ id }) => id);
}
