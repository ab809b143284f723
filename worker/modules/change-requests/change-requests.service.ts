import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { countChangeRequests, listChangeRequests, type ChangeRequestFilter } from './change-requests.queries.ts';

/** The change requests of the scope's environment, or of its project's segments where it has none. */
export async function showChangeRequests(
  { database }: Context,
  { projectId, environmentId }: Scope,
  filter: ChangeRequestFilter,
  window: { limit: number; offset: number },
) {
  const [count, items] = await Promise.all([
    countChangeRequests(database.db, projectId ?? 0, environmentId, filter),
    listChangeRequests(database.db, projectId ?? 0, environmentId, filter, window),
  ]);
  return { count, items };
}
