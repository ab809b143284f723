import type { DetailedPermissions, OwnPermissions } from '../../contract/permissions.ts';
import { fulfils, type Need, type Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { forbidden, invalid, notFound } from '../../core/errors.ts';
import type { Level } from './catalogue.ts';
import { findMasterKeyGrants, findMembershipRole, findUserGrants, type GrantRow } from './grants.queries.ts';
import { toDetailedPermissions, toOwnPermissions } from './own-permissions.mappers.ts';

const ADMIN: Record<Level, Need> = {
  organisation: 'ORGANISATION_ADMIN',
  project: 'PROJECT_ADMIN',
  environment: 'ENVIRONMENT_ADMIN',
};

/** compat: below the organisation a master key is told that it is none of the people this is about. */
export async function getOwnPermissions(context: Context, scope: Scope, level: Level): Promise<OwnPermissions> {
  const { actor, database } = context;
  if (actor?.kind === 'master-key') {
    if (level !== 'organisation')
      throw invalid('This endpoint is for users only: master API keys have no permissions.');
    return toOwnPermissions(level, actor.isAdmin, await findMasterKeyGrants(database.db, actor.id, scope));
  }
  if (actor === null) throw forbidden();
  const { isAdmin, rows } = await findAll(context, scope, actor.id);
  return toOwnPermissions(level, isAdmin, rows);
}

/** The caller's own permissions at the scope and at what lies above it. */
export async function getOwnPermissionsAtAll(context: Context, scope: Scope): Promise<Record<Level, OwnPermissions>> {
  if (context.actor?.kind !== 'user') throw forbidden();
  const { isAdmin, rows } = await findAll(context, scope, context.actor.id);
  return {
    organisation: toOwnPermissions('organisation', isAdmin, rows),
    project: toOwnPermissions('project', isAdmin, rows),
    environment: toOwnPermissions('environment', isAdmin, rows),
  };
}

/** A member's permissions, for administrators of the level. Throws NOT_FOUND for who is no member. */
export async function getPermissionsOf(
  context: Context,
  scope: Scope,
  level: Level,
  userId: number,
): Promise<OwnPermissions> {
  const { isAdmin, rows } = await findAll(context, scope, userId);
  return toOwnPermissions(level, isAdmin, rows);
}

/** Each permission with its sources: one's own, or for administrators of the level a member's. Throws FORBIDDEN, NOT_FOUND. */
export async function getDetailedPermissions(
  context: Context,
  scope: Scope,
  level: Level,
  userId: number,
): Promise<DetailedPermissions> {
  const isOwn = context.actor?.kind === 'user' && context.actor.id === userId;
  if (!isOwn && !fulfils(scope.grants, ADMIN[level])) throw forbidden();
  const { isAdmin, rows } = await findAll(context, scope, userId);
  return toDetailedPermissions(level, isAdmin, rows);
}

async function findAll(
  { database }: Context,
  scope: Scope,
  userId: number,
): Promise<{ isAdmin: boolean; rows: GrantRow[] }> {
  const [role, rows] = await Promise.all([
    findMembershipRole(database.db, scope.organisationId, userId),
    findUserGrants(database.db, userId, scope),
  ]);
  if (role === null) throw notFound();
  return { isAdmin: role === 'ADMIN', rows };
}
