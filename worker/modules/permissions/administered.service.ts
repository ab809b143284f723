import type { Context } from '../../core/context.ts';
import { listAdministeredOrganisationIds } from './administered.queries.ts';

/** The organisations that the caller administers. */
export async function findAdministeredOrganisationIds({ actor, database }: Context): Promise<number[]> {
  if (actor === null) return [];
  if (actor.kind === 'master-key') return actor.isAdmin ? [actor.organisationId] : [];
  return listAdministeredOrganisationIds(database.db, actor.id);
}
