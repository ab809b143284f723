import {
  applicationsOf,
  fulfils,
  type AccessRule,
  type Actor,
  type Grants,
  type Permission,
  type Place,
  type ResourceKind,
  type Scope,
  type Source,
} from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { DomainError, forbidden, invalid, notFound } from '../../core/errors.ts';
import { findMasterKeyGrants, findMembershipRole, findUserGrants, type GrantRow } from './grants.queries.ts';
import { findEnvironmentPlace, findPlaceById, findPlaceByUuid } from './places.queries.ts';

type ValueAt = (at: { path?: string; query?: string; body?: string }) => unknown;

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const MAX_INT32 = 2_147_483_647;

/**
 * Judges a request by the rule of its operation: at most three round trips. Who is not of the resource's organisation is told what they
 * would be told if there were no such resource.
 */
export async function authorise(context: Context, rule: AccessRule, valueAt: ValueAt): Promise<Scope | null> {
  if ('who' in rule && rule.who === 'public') return null;
  const actor = context.actor;
  if (actor === null) throw new DomainError('UNAUTHENTICATED', 'Authentication credentials were not provided.');
  requireScope(actor, rule);
  requireSecondFactor(actor, rule);
  if ('who' in rule) {
    if (rule.who === 'user' && actor.kind !== 'user') throw forbidden();
    return null;
  }
  const place = await findPlaceOf(context, rule.resource, rule.at, valueAt);
  const grants = place === null ? null : await findGrants(context, actor, place);
  if (place === null || grants === null) throw missing(rule.at);
  if (rule.peopleOnly === true && actor.kind !== 'user') throw forbidden();
  if (!rule.needs.some((need) => fulfils(grants, need))) throw forbidden();
  return { ...place, grants };
}

/** An application may do less than the person for whom it acts. */
function requireScope(actor: Actor, rule: AccessRule): void {
  if (actor.kind !== 'user' || actor.application === undefined) return;
  const admitted = applicationsOf(rule);
  if (admitted === 'any' || admitted === actor.application.scope) return;
  const message = 'The application was not given leave to do this.';
  throw new DomainError('FORBIDDEN', message, { wireCode: 'insufficient_scope' });
}

function requireSecondFactor(actor: Actor, rule: AccessRule): void {
  if (actor.kind !== 'user' || !actor.lacksSecondFactor) return;
  if ('who' in rule && rule.who !== 'public' && rule.mayLackSecondFactor === true) return;
  const message = 'An organisation of yours asks for two-factor authentication: turn it on in your account first.';
  throw new DomainError('FORBIDDEN', message, { wireCode: 'second_factor_required' });
}

/** What the actor may do at the place; null for somebody from elsewhere. */
export async function findGrants(context: Context, actor: Actor, place: Place): Promise<Grants | null> {
  const { db } = context.database;
  if (actor.kind === 'master-key') {
    if (actor.organisationId !== place.organisationId) return null;
    if (actor.isAdmin) return toGrants(true, []);
    return toGrants(false, await findMasterKeyGrants(db, actor.id, place));
  }
  return findUserPlaceGrants(context, actor.id, place);
}

async function findUserPlaceGrants(
  { database: { db } }: Context,
  userId: number,
  place: Place,
): Promise<Grants | null> {
  const [role, rows] = await Promise.all([
    findMembershipRole(db, place.organisationId, userId),
    findUserGrants(db, userId, place),
  ]);
  return role === null ? null : toGrants(role === 'ADMIN', rows);
}

/** The place that a text names, with what the caller may do there. Null for what is not there, and for somebody from elsewhere. */
export async function findScope(
  context: Context,
  kind: 'project' | 'environment',
  text: string,
): Promise<Scope | null> {
  const place = await findPlaceOf(context, kind, { query: kind }, () => text);
  const grants = place === null || context.actor === null ? null : await findGrants(context, context.actor, place);
  return place === null || grants === null ? null : { ...place, grants };
}

/** As `findScope` for somebody who is not the caller, but has been proven to be there. */
export async function findUserScope(
  context: Context,
  userId: number,
  kind: 'project' | 'environment',
  text: string,
): Promise<Scope | null> {
  const place = await findPlaceOf(context, kind, { query: kind }, () => text);
  const grants = place === null ? null : await findUserPlaceGrants(context, userId, place);
  return place === null || grants === null ? null : { ...place, grants };
}

/** Throws FORBIDDEN unless the scope fulfils the need: for what depends on more of the input than its resource. */
export function requirePermission(scope: Scope, need: Permission): void {
  if (!fulfils(scope.grants, need)) throw forbidden();
}

/** The union of all sources. */
export function toGrants(isOrganisationAdmin: boolean, rows: readonly GrantRow[]): Grants {
  const isAdminOf = (level: GrantRow['level']) => rows.some((row) => row.level === level && row.admin);
  return {
    isOrganisationAdmin,
    isProjectAdmin: isOrganisationAdmin || isAdminOf('project'),
    isEnvironmentAdmin: isOrganisationAdmin || isAdminOf('project') || isAdminOf('environment'),
    permissions: new Set(rows.filter((row) => row.tags.length === 0).flatMap((row) => row.permissions as Permission[])),
    tagged: rows
      .filter((row) => row.tags.length > 0)
      .map((row) => ({ permissions: row.permissions as Permission[], tags: row.tags })),
  };
}

async function findPlaceOf(context: Context, kind: ResourceKind, at: Source, valueAt: ValueAt): Promise<Place | null> {
  const { db } = context.database;
  if ('pathUuid' in at) {
    const uuid = String(valueAt({ path: at.pathUuid }));
    return UUID.test(uuid) ? findPlaceByUuid(db, kind, uuid) : null;
  }
  const value = valueAt(at);
  if (value === undefined && 'query' in at) throw invalid({ [at.query]: ['This field is required.'] });
  if ((value === undefined || value === null) && 'body' in at) {
    throw invalid({ [at.body]: [value === null ? 'This field may not be null.' : 'This field is required.'] });
  }
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value);
  if (kind === 'version') return UUID.test(text) ? findPlaceByUuid(db, kind, text) : null;
  if (kind === 'environment') return text.length > 100 || text.includes('\0') ? null : findEnvironmentPlace(db, text);
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return id >= 1 && id <= MAX_INT32 ? findPlaceById(db, kind, id) : null;
}

/** A missing resource in the body or query is a fault of the input; compat: Flagsmith refuses both with 403 or 400. */
function missing(at: Source): DomainError {
  if ('body' in at) return forbidden();
  return notFound();
}
