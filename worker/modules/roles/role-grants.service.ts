import type { RoleGrantLevel as Level, TaggedPermission } from '../../contract/roles.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid } from '../../core/errors.ts';
import type { Db } from '../../../drizzle/db.ts';
import { findGrantable, findPlaceWithin } from '../permissions/grantable.service.ts';
import {
  deleteRoleGrantRow,
  findRoleGrant,
  insertRoleGrant,
  listRoleGrants as selectRoleGrants,
  setRoleGrant,
  type RoleGrantRow,
} from './role-grants.queries.ts';
import { changeRole, found, getRole, type Part, type RoleAt, type Window } from './roles.service.ts';

/** The grants of a role at one level. */
export type RoleGrantsAt = RoleAt & { level: Level };
/** `placeId` is of the project or environment; at the organisation tags and `admin` have no meaning. */
export type RoleGrantInput = {
  placeId?: number | undefined;
  admin?: boolean | undefined;
  permissions?: readonly (string | { permission_key: string; tags?: number[] | undefined })[] | undefined;
};

export async function listRoleGrants(
  context: Context,
  at: RoleGrantsAt,
  placeId: number | null,
  window: Window,
): Promise<Part<object>> {
  await getRole(context, at);
  const rows = await selectRoleGrants(context.database.db, { ...at, placeId }, window);
  return { count: rows[0]?.count ?? 0, items: rows.map((row) => toRoleGrant(at, row)) };
}

export async function getRoleGrant(context: Context, at: RoleGrantsAt, id: number): Promise<object> {
  await getRole(context, at);
  return toRoleGrant(at, found(await findRoleGrant(context.database.db, at.roleId, at.level, id)));
}

/** Throws INVALID for unknown permissions, for a place and tags of elsewhere, and where the role has a grant already. */
export async function createRoleGrant(context: Context, at: RoleGrantsAt, input: RoleGrantInput): Promise<object> {
  const { level, roleId, organisationId } = at;
  const permissions = readPermissions(level, input.permissions ?? []);
  return changeRole(context, at, async (db) => {
    const place = await findRolePlace(db, at, input.placeId);
    const id = await insertRoleGrant(db, { organisationId, roleId, ...place }).catch((error: unknown) => {
      if (violatedConstraint(error) !== 'role_permissions_unique') throw error;
      throw invalid({ [fieldOf(level)]: ['The role has permissions here already: change them.'] });
    });
    const row = { id, ...place, admin: input.admin ?? false, permissions };
    await setRoleGrant(db, row).catch(refuseTag);
    const after = toAudited(at, row);
    return { value: toRoleGrant(at, row), change: { what: 'given permissions', ...place, change: 'CREATE', after } };
  });
}

/** Where a grant holds cannot be changed. */
export async function updateRoleGrant(
  context: Context,
  at: RoleGrantsAt,
  id: number,
  input: RoleGrantInput,
): Promise<object> {
  const { level, roleId } = at;
  const permissions = input.permissions && readPermissions(level, input.permissions);
  return changeRole(context, at, async (db) => {
    const current = found(await findRoleGrant(db, roleId, level, id));
    if (input.placeId !== undefined && input.placeId !== placeIdOf(level, current)) {
      throw invalid({ [level]: ['A grant cannot be moved elsewhere.'] });
    }
    const { projectId, environmentId } = current;
    const admin = input.admin ?? current.admin;
    const row = { id, projectId, environmentId, admin, permissions: permissions ?? current.permissions };
    const changes = findChanges<object>(toAudited(at, current), toAudited(at, row));
    if (changes === null) return { value: toRoleGrant(at, current) };
    await setRoleGrant(db, row).catch(refuseTag);
    const where = { projectId, environmentId };
    return {
      value: toRoleGrant(at, row),
      change: { what: 'permissions changed', ...where, change: 'UPDATE', ...changes },
    };
  });
}

export async function deleteRoleGrant(context: Context, at: RoleGrantsAt, id: number): Promise<void> {
  await changeRole(context, at, async (db) => {
    const row = found(await findRoleGrant(db, at.roleId, at.level, id));
    const { projectId, environmentId } = row;
    await deleteRoleGrantRow(db, id);
    const before = toAudited(at, row);
    const where = { projectId, environmentId };
    return { value: undefined, change: { what: 'permissions withdrawn', ...where, change: 'DELETE', before } };
  });
}

async function findRolePlace(db: Db, { level, organisationId }: RoleGrantsAt, id = 0) {
  if (level === 'organisation') return { projectId: null, environmentId: null };
  const place = await findPlaceWithin(db, organisationId, level, id);
  if (place === null) throw invalid({ [level]: [`Invalid pk "${id}" - object does not exist.`] });
  return { projectId: place.projectId, environmentId: place.environmentId };
}

/** A key that is named twice holds for the tags of both; without tags it holds for everything. */
function readPermissions(level: Level, input: NonNullable<RoleGrantInput['permissions']>): TaggedPermission[] {
  const byKey = new Map<string, number[]>();
  for (const given of input) {
    const { permission_key: key, tags = [] } = typeof given === 'string' ? { permission_key: given } : given;
    const entry = findGrantable(level, key);
    if (entry === undefined) throw invalid({ permissions: [`Invalid pk "${key}" - object does not exist.`] });
    if (tags.length > 0 && !entry.supports_tag) {
      throw invalid({ permissions: [`${key} cannot be limited to tags.`] });
    }
    const known = byKey.get(key);
    const isUnlimited = tags.length === 0 || known?.length === 0;
    byKey.set(key, isUnlimited ? [] : [...new Set([...(known ?? []), ...tags])].toSorted((a, b) => a - b));
  }
  return [...byKey]
    .map(([key, tags]) => ({ permission_key: key, tags }))
    .toSorted((a, b) => (a.permission_key < b.permission_key ? -1 : 1));
}

function refuseTag(error: unknown): never {
  if (violatedConstraint(error) !== 'role_permission_tags_tag_fk') throw error;
  throw invalid({ permissions: ['Some tags are not of the project.'] });
}

const fieldOf = (level: Level) => (level === 'organisation' ? 'non_field_errors' : level);

function placeIdOf(level: Level, { projectId, environmentId }: RoleGrantRow): number | null {
  return level === 'project' ? projectId : environmentId;
}

function toAudited(at: RoleGrantsAt, row: RoleGrantRow): Record<string, unknown> {
  const { id: _id, role: _role, ...shown } = toRoleGrant(at, row);
  return shown;
}

function toRoleGrant({ level, roleId }: RoleGrantsAt, row: RoleGrantRow) {
  const { id, permissions, admin } = row;
  if (level === 'organisation') return { id, role: roleId, permissions: permissions.map((one) => one.permission_key) };
  return { id, role: roleId, [level]: placeIdOf(level, row), permissions, admin };
}
