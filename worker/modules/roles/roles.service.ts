import type { NewRole, Role, RoleHolderKind, RoleUpdate } from '../../contract/roles.ts';
import type { Db } from '../../../drizzle/db.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact, type AuditEntry } from '../audit/transact.service.ts';
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
export type Window = { limit: number; offset: number };
export type Part<Item> = { count: number; items: Item[] };

/** What happened to a role: `what` follows the word "Role" in the log. */
export type RoleChange = Pick<AuditEntry, 'change' | 'before' | 'after' | 'projectId' | 'environmentId'> & {
  what: string;
};

export async function listRoles(
  { database }: Context,
  organisationId: number,
  window: Window,
  holder?: { kind: RoleHolderKind; id: number },
): Promise<Part<Role>> {
  const rows = await selectRoles(database.db, organisationId, window, holder);
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
    recordAudit(write, toEntry(row, { what: 'created', change: 'CREATE', after: auditable(row) }));
    return toRole(row);
  });
}

export async function updateRole(context: Context, at: RoleAt, input: RoleUpdate): Promise<Role> {
  refuseTags(input);
  return changeRole(context, at, async (db, current) => {
    const { name = current.name, description = current.description } = input;
    const row = { ...current, name, description: description || null };
    const changes = findChanges<object>(auditable(current), auditable(row));
    if (changes === null) return { value: toRole(current) };
    await updateRoleRow(db, at.organisationId, at.roleId, { name, description: row.description });
    return { value: toRole(row), change: { what: 'updated', change: 'UPDATE', ...changes } };
  });
}

export async function deleteRole(context: Context, { organisationId, roleId }: RoleAt): Promise<void> {
  await transact(context, async (write) => {
    const row = found(await deleteRoleRow(write.db, organisationId, roleId));
    recordAudit(write, toEntry(row, { what: 'deleted', change: 'DELETE', before: auditable(row) }));
  });
}

/** A change of a role or of what belongs to it, one at a time for each role; without `change` nothing is logged. Throws NOT_FOUND. */
export async function changeRole<T>(
  context: Context,
  { organisationId, roleId }: RoleAt,
  work: (db: Db, role: RoleRow) => Promise<{ value: T; change?: RoleChange }>,
): Promise<T> {
  return transact(context, async (write) => {
    const role = found(await findRole(write.db, organisationId, roleId, { forChange: true }));
    const { value, change } = await work(write.db, role);
    if (change !== undefined) recordAudit(write, toEntry(role, change));
    return value;
  });
}

export function found<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw notFound();
  return row;
}

function toEntry({ organisationId, id, name }: RoleRow, { what, ...change }: RoleChange): AuditEntry {
  return { organisationId, log: `Role ${what}: ${name}`, type: 'ROLE', objectId: id, ...change };
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
