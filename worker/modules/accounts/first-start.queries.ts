import type { Db } from '../../../drizzle/db.ts';
import { organisations, subscriptions } from '../../../drizzle/schema/organisations.ts';
import { projects } from '../../../drizzle/schema/projects.ts';
import { userOrganisations } from '../../../drizzle/schema/users.ts';

/** An organisation with its subscription and one administrator. */
export async function insertFirstOrganisation(db: Db, name: string, userId: number) {
  const [row] = await db.insert(organisations).values({ name }).returning();
  if (row === undefined) throw new Error('the organisation was not inserted');
  await db.insert(subscriptions).values({ organisationId: row.id });
  await db.insert(userOrganisations).values({ userId, organisationId: row.id, role: 'ADMIN' });
  return row;
}

export async function insertFirstProject(db: Db, organisationId: number, name: string) {
  const [row] = await db.insert(projects).values({ organisationId, name }).returning();
  if (row === undefined) throw new Error('the project was not inserted');
  return row;
}
