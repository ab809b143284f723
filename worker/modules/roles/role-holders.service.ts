import type { Db } from '../../../drizzle/db.ts';
import type { Role, RoleHolderKind as HolderKind } from '../../contract/roles.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid, notFound } from '../../core/errors.ts';
import {
  deleteRoleHolder,
  findHolder,
  insertRoleHolder,
  listRoleHolders as selectRoleHolders,
  lockKey,
  updateRoleHolder,
  type Holder,
  type RoleHolderRow,
} from './role-holders.queries.ts';
import { changeRole, found, getRole, listRoles, type Part, type RoleAt, type Window } from './roles.service.ts';

/** Those of one kind who hold a role. */
export type RoleHoldersAt = RoleAt & { kind: HolderKind };
type Key = number | string;

export async function listRoleHolders(context: Context, at: RoleHoldersAt, window: Window): Promise<Part<object>> {
  const role = await getRole(context, at);
  const rows = await selectRoleHolders(context.database.db, at.roleId, at.kind, window);
  return { count: rows[0]?.count ?? 0, items: rows.map((row) => toRoleHolder(at, role.name, row)) };
}

export async function getRoleHolder(context: Context, at: RoleHoldersAt, id: number): Promise<object> {
  const role = await getRole(context, at);
  return toRoleHolder(at, role.name, await findRow(context.database.db, at, id));
}

/** Throws INVALID for who is not of the organisation, for who holds the role already, and for keys of administrators. */
export async function addRoleHolder(context: Context, at: RoleHoldersAt, key: Key): Promise<object> {
  return changeRole(context, at, async (db, role) => {
    const holder = await requireHolder(db, at, key);
    const id = await insertRoleHolder(db, at, at.kind, holder.id).catch(refuseTwice(at.kind));
    const value = toRoleHolder(at, role.name, { ...holder, id, holderId: holder.id });
    return { value, change: { what: 'given', change: 'UPDATE', after: { [at.kind]: holder.name } } };
  });
}

/** Gives the role to somebody else instead. */
export async function changeRoleHolder(
  context: Context,
  at: RoleHoldersAt,
  id: number,
  key: Key | undefined,
): Promise<object> {
  return changeRole(context, at, async (db, role) => {
    const current = await findRow(db, at, id);
    const holder = key === undefined ? null : await requireHolder(db, at, key);
    if (holder === null || holder.id === current.holderId) return { value: toRoleHolder(at, role.name, current) };
    await updateRoleHolder(db, id, at.kind, holder.id).catch(refuseTwice(at.kind));
    const changes = { before: { [at.kind]: current.name }, after: { [at.kind]: holder.name } };
    const value = toRoleHolder(at, role.name, { ...holder, id, holderId: holder.id });
    return { value, change: { what: 'given to another', change: 'UPDATE', ...changes } };
  });
}

export async function removeRoleHolder(context: Context, at: RoleHoldersAt, id: number): Promise<void> {
  await changeRole(context, at, async (db) => {
    const { holderId, name } = await findRow(db, at, id);
    await deleteRoleHolder(db, at.roleId, at.kind, holderId);
    return { value: undefined, change: { what: 'taken', change: 'UPDATE', before: { [at.kind]: name } } };
  });
}

/** The roles that somebody of the organisation holds, without those of their groups. Throws NOT_FOUND. */
export async function listRolesOf(
  context: Context,
  organisationId: number,
  holder: { kind: HolderKind; key: Key },
  window: Window,
): Promise<Part<Role>> {
  const { id } = found(await findHolder(context.database.db, organisationId, holder.kind, toKey(holder.key)));
  return listRoles(context, organisationId, window, { kind: holder.kind, id });
}

export async function takeRoleFrom(context: Context, at: RoleHoldersAt, key: Key): Promise<void> {
  await changeRole(context, at, async (db) => {
    const { id, name } = found(await findHolder(db, at.organisationId, at.kind, toKey(key)));
    if (!(await deleteRoleHolder(db, at.roleId, at.kind, id))) throw notFound();
    return { value: undefined, change: { what: 'taken', change: 'UPDATE', before: { [at.kind]: name } } };
  });
}

async function requireHolder(db: Db, { organisationId, kind }: RoleHoldersAt, key: Key): Promise<Holder> {
  const find = () => findHolder(db, organisationId, kind, toKey(key));
  const known = await find();
  if (known !== null && kind === 'master_api_key') await lockKey(db, known.id);
  const holder = known === null || kind !== 'master_api_key' ? known : await find();
  if (holder === null) throw invalid({ [kind]: [`Invalid pk "${key}" - object does not exist.`] });
  if (holder.isAdmin) throw invalid({ [kind]: ['The key is an administrator: no role adds to what it may do.'] });
  return holder;
}

async function findRow(db: Db, at: RoleHoldersAt, id: number): Promise<RoleHolderRow> {
  const [row] = await selectRoleHolders(db, at.roleId, at.kind, { limit: 1, offset: 0 }, id);
  return found(row);
}

/** A key by its prefix, which may be followed by its hash. */
function toKey(key: Key): Key {
  return typeof key === 'number' ? key : (key.split('.', 1)[0] ?? '').replaceAll('\0', '');
}

function refuseTwice(kind: HolderKind): (error: unknown) => never {
  return (error) => {
    if (violatedConstraint(error) !== 'role_assignments_unique') throw error;
    throw invalid({ [kind]: ['This one holds the role already.'] });
  };
}

function toRoleHolder({ kind, roleId }: RoleHoldersAt, roleName: string, { id, key }: RoleHolderRow) {
  return { id, role: roleId, [kind]: key, ...(kind === 'master_api_key' ? { role_name: roleName } : {}) };
}
