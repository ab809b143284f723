import type { Role } from '../../contract/project-lists.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { listRoles } from './roles.queries.ts';

export async function showRoles({ database }: Context, { organisationId }: Scope): Promise<Role[]> {
  const rows = await listRoles(database.db, organisationId);
  // Tags limit single permissions of a role here, never the role as a whole.
  return rows.map((row) => ({ ...row, tags: [] }));
}
