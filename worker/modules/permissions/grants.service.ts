import type { Grant, GrantUpdate } from '../../contract/permissions.ts';
import type { UserSummary } from '../../contract/users.ts';
import type { Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { listGroupsByIds } from '../groups/groups.service.ts';
import { CATALOGUE, type Level } from './catalogue.ts';
import {
  deleteGrantRow,
  findGrantRow,
  findPrincipalName,
  insertGrant,
  listGrantRows,
  listUserSummaries,
  updateGrantRow,
  type GrantsAt,
  type Principal,
  type StoredGrant,
} from './grant-rows.queries.ts';

/** The grants of one kind at a place; with `principalId` only those of one user or group. */
export async function listGrants(context: Context, at: GrantsAt, principalId: number | null) {
  const rows = await listGrantRows(context.database.db, at, principalId);
  const ids = rows.map((row) => row.principalId);
  const principals = at.principal === 'user' ? await listUsers(context, ids) : await listGroups(context, at, ids);
  return rows.flatMap((row) => {
    const principal = principals.get(row.principalId);
    return principal === undefined ? [] : [{ ...toShown(at, row), [at.principal]: principal }];
  });
}

export async function getGrant({ database }: Context, at: GrantsAt, id: number): Promise<Grant> {
  const row = await findGrantRow(database.db, at, id);
  if (row === null) throw notFound();
  return toGrant(at, row);
}

/** Throws INVALID for unknown permissions, for who is not of the organisation, and for who has a grant here already. */
export async function createGrant(
  context: Context,
  at: GrantsAt,
  principalId: number,
  input: { permissions?: string[] | undefined; admin?: boolean | undefined },
): Promise<Grant> {
  const values = { permissions: checkPermissions(at.level, input.permissions ?? []), admin: input.admin ?? false };
  return transact(context, async (write) => {
    const row = await insertGrant(write.db, at, principalId, values).catch((error: unknown) => {
      throw toRefusal(error, at.principal, principalId);
    });
    if (row === null) throw notFound();
    const name = await findPrincipalName(write.db, at.principal, principalId);
    recordAudit(write, {
      ...toAuditPlace(at),
      log: `Permissions granted: ${at.principal} ${name}`,
      type: 'PERMISSION',
      change: 'CREATE',
      objectId: row.id,
      after: toAudited(at, row),
    });
    return toGrant(at, row);
  });
}

/** Whom a grant is for cannot be changed. */
export async function updateGrant(context: Context, at: GrantsAt, id: number, input: GrantUpdate): Promise<Grant> {
  const permissions = input.permissions && checkPermissions(at.level, input.permissions);
  return transact(context, async (write) => {
    const current = await findGrantRow(write.db, at, id, true);
    if (current === null) throw notFound();
    const principalId = input[at.principal];
    if (principalId !== undefined && principalId !== current.principalId) {
      throw invalid({ [at.principal]: ['A grant cannot be moved to somebody else.'] });
    }
    const row = {
      ...current,
      permissions: permissions ?? current.permissions,
      admin: at.level === 'organisation' ? false : (input.admin ?? current.admin),
    };
    const changes = findChanges<object>(toAudited(at, current), toAudited(at, row));
    if (changes !== null) {
      await updateGrantRow(write.db, at, id, row);
      const name = await findPrincipalName(write.db, at.principal, row.principalId);
      recordAudit(write, {
        ...toAuditPlace(at),
        log: `Permissions changed: ${at.principal} ${name}`,
        type: 'PERMISSION',
        change: 'UPDATE',
        objectId: id,
        ...changes,
      });
    }
    return toGrant(at, row);
  });
}

export async function deleteGrant(context: Context, at: GrantsAt, id: number): Promise<void> {
  await transact(context, async (write) => {
    const row = await deleteGrantRow(write.db, at, id);
    if (row === null) throw notFound();
    const name = await findPrincipalName(write.db, at.principal, row.principalId);
    recordAudit(write, {
      ...toAuditPlace(at),
      log: `Permissions withdrawn: ${at.principal} ${name}`,
      type: 'PERMISSION',
      change: 'DELETE',
      objectId: id,
      before: toAudited(at, row),
    });
  });
}

/** The grants of one kind at the place that a request is allowed at. */
export function grantsAt(scope: Scope, level: Level, principal: Principal): GrantsAt {
  const { organisationId, projectId, environmentId } = scope;
  return { level, principal, organisationId, projectId, environmentId };
}

function checkPermissions(level: Level, permissions: string[]): string[] {
  const unknown = permissions.find((key) => CATALOGUE[level].every((entry) => entry.key !== key));
  if (unknown !== undefined) throw invalid({ permissions: [`Invalid pk "${unknown}" - object does not exist.`] });
  return [...new Set(permissions)].toSorted();
}

function toRefusal(error: unknown, principal: Principal, id: number): unknown {
  const constraint = violatedConstraint(error);
  if (constraint?.endsWith('_unique')) return invalid({ [principal]: [`This ${principal} has a grant here already.`] });
  if (constraint?.endsWith('_member_fk') || constraint?.endsWith('_group_fk')) {
    return invalid({ [principal]: [`Invalid pk "${id}" - object does not exist.`] });
  }
  return error;
}

async function listUsers({ database }: Context, ids: number[]): Promise<Map<number, unknown>> {
  const rows = await listUserSummaries(database.db, ids);
  const toSummary = (row: (typeof rows)[number]): UserSummary => ({
    id: row.id,
    email: row.email,
    first_name: row.firstName,
    last_name: row.lastName,
    last_login: row.lastLogin?.toISOString() ?? null,
    uuid: row.uuid,
  });
  return new Map(rows.map((row) => [row.id, toSummary(row)]));
}

/** compat: members in full at an environment, by id elsewhere. */
async function listGroups(context: Context, at: GrantsAt, ids: number[]): Promise<Map<number, unknown>> {
  const groups = await listGroupsByIds(context, at.organisationId, ids);
  const shown = groups.map((group) =>
    at.level === 'environment' ? group : { ...group, users: group.users.map(({ id }) => id) },
  );
  return new Map(shown.map((group) => [group.id, group]));
}

function toShown({ level }: GrantsAt, { id, permissions, admin }: StoredGrant) {
  return level === 'organisation' ? { id, permissions } : { id, permissions, admin };
}

function toGrant(at: GrantsAt, row: StoredGrant): Grant {
  return { ...toShown(at, row), [at.principal]: row.principalId };
}

function toAudited({ level }: GrantsAt, { permissions, admin }: StoredGrant) {
  return level === 'organisation' ? { permissions } : { permissions, admin };
}

function toAuditPlace({ organisationId, projectId, environmentId }: GrantsAt) {
  return { organisationId, projectId, environmentId };
}
