import type { SQL } from 'drizzle-orm';
import type { NewRole, Role, RoleUpdate } from '../../contract/roles.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import type { Part, Window } from '../../http/paginate.ts';
import { recordAudit, transact, type AuditEntry, type Write } from '../audit/transact.service.ts';
import {
  deleteRoleRow,
  findRole,
  insertRole,
  listRoles as selectRoles,
  updateRoleRow,
  type RoleRow,
} from './roles.queries.ts';

/** A role of an organisation, as a path names it. */
export type RoleAt = { organisationId: number; roleId: number };

export async function listRoles(
  { database }: Context,
  organisationId: number,
  window: Window,
  held?: SQL,
): Promise<Part<Role>> {
  const rows = await selectRoles(database.db, organisationId, window, held);
  return { count: rows[0]?.count ?? 0, items: rows.map(toRole) };
}

export async function getRole({ database }: Context, { organisationId, roleId }: RoleAt): Promise<Role> {
  return toRole(found(await findRole(database.db, organisationId, roleId)));
}

export async function createRole(context: Context, organisationId: number, input: NewRole): Promise<Role> {
  refuseTags(input);
  return transact(context, async (write) => {
    const values = { organisationId, name: input.name, description: input.description || null };
    const row = found(await insertRole(write.db, values));
    recordRole(write, row, 'created', { change: 'CREATE', after: auditable(row) });
    return toRole(row);
  });
}

export async function updateRole(context: Context, at: RoleAt, input: RoleUpdate): Promise<Role> {
  refuseTags(input);
  return changeRole(context, at, async (write, current) => {
    const { name = current.name, description = current.description } = input;
    const row = { ...current, name, description: description || null };
    const changes = findChanges<object>(auditable(current), auditable(row));
    if (changes === null) return toRole(current);
    await updateRoleRow(write.db, at.organisationId, at.roleId, { name, description: row.description });
    recordRole(write, row, 'updated', { change: 'UPDATE', ...changes });
    return toRole(row);
  });
}

export async function deleteRole(context: Context, { organisationId, roleId }: RoleAt): Promise<void> {
  await transact(context, async (write) => {
    const row = found(await deleteRoleRow(write.db, organisationId, roleId));
    recordRole(write, row, 'deleted', { change: 'DELETE', before: auditable(row) });
  });
}

/** A change of a role or of what belongs to it; one change of a role at a time. Throws NOT_FOUND. */
export async function changeRole<T>(
  context: Context,
  { organisationId, roleId }: RoleAt,
  work: (write: Write, role: RoleRow) => Promise<T>,
): Promise<T> {
  return transact(context, async (write) =>
    work(write, found(await findRole(write.db, organisationId, roleId, { forChange: true }))),
  );
}

/** `what` follows the word "Role" in the log. */
export function recordRole(
  write: Write,
  { organisationId, id, name }: RoleRow,
  what: string,
  entry: Pick<AuditEntry, 'change' | 'before' | 'after' | 'projectId' | 'environmentId'>,
): void {
  recordAudit(write, { organisationId, log: `Role ${what}: ${name}`, type: 'ROLE', objectId: id, ...entry });
}

export function found<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw notFound();
  return row;
}

function refuseTags({ tags = [] }: RoleUpdate): void {
  if (tags.length > 0) throw invalid({ tags: ['Tags limit single permissions of a role: name them there.'] });
}

function auditable({ name, description }: RoleRow) {
  return { name, description };
}

function toRole({ id, name, description, organisationId }: Omit<RoleRow, 'uuid'>): Role {
  return { id, name, description, organisation: organisationId, tags: [] };
}
