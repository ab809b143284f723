import type { Group, GroupSummary, GroupUpdate, NewGroup } from '../../contract/groups.ts';
import { fulfils, type Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { forbidden, invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { toGroup } from './groups.mappers.ts';
import {
  countGroups,
  deleteGroupRow,
  findGroup,
  insertGroup,
  isGroupAdmin,
  listGroupMembers,
  listGroups as selectGroups,
  updateGroupRow,
  type GroupFilter,
  type GroupRow,
} from './groups.queries.ts';

type Window = { limit: number; offset: number };

/** All groups to who manages them, else those that the caller administers. */
export async function listGroups(context: Context, scope: Scope, window: Window) {
  const { db } = context.database;
  const filter = visibleTo(context, scope);
  const [count, rows] = await Promise.all([countGroups(db, filter), selectGroups(db, filter, window)]);
  return { count, items: await withMembers(context, rows) };
}

export async function listGroupSummaries({ database }: Context, scope: Scope): Promise<GroupSummary[]> {
  const rows = await selectGroups(database.db, { organisationId: scope.organisationId });
  return rows.map(({ id, name }) => ({ id, name }));
}

/** The groups that the caller is in. */
export async function listOwnGroups({ database, actor }: Context, scope: Scope, window: Window) {
  const filter = { organisationId: scope.organisationId, joinedBy: actor?.kind === 'user' ? actor.id : 0 };
  const [count, rows] = await Promise.all([
    countGroups(database.db, filter),
    selectGroups(database.db, filter, window),
  ]);
  return { count, items: rows.map(({ id, name }) => ({ id, name })) };
}

export async function getGroup(context: Context, scope: Scope, id: number): Promise<Group> {
  await requireGroupAdmin(context, scope, id);
  return findGroupWithMembers(context, scope, id);
}

export async function createGroup(context: Context, scope: Scope, input: NewGroup): Promise<Group> {
  const { organisationId } = scope;
  return transact(context, async (write) => {
    const values = {
      organisationId,
      name: input.name,
      isDefault: input.is_default ?? false,
      externalId: input.external_id || null,
    };
    const row = await insertGroup(write.db, values).catch(refuseKnownId);
    if (row === undefined) throw notFound();
    recordAudit(write, {
      organisationId,
      log: `Group created: ${row.name}`,
      type: 'GROUP',
      change: 'CREATE',
      objectId: row.id,
      after: { name: row.name, is_default: row.isDefault },
    });
    return toGroup(row, []);
  });
}

export async function updateGroup(context: Context, scope: Scope, id: number, input: GroupUpdate): Promise<Group> {
  const { organisationId } = scope;
  await requireGroupAdmin(context, scope, id);
  await transact(context, async (write) => {
    const current = await findGroup(write.db, organisationId, id);
    if (current === null) throw notFound();
    const update = { ...input, ...(input.external_id === undefined ? {} : { external_id: input.external_id || null }) };
    const before = { name: current.name, is_default: current.isDefault, external_id: current.externalId };
    const changes = findChanges<object>(before, { ...before, ...update });
    if (changes === null) return;
    const values = {
      name: input.name ?? current.name,
      isDefault: input.is_default ?? current.isDefault,
      externalId: update.external_id === undefined ? current.externalId : update.external_id,
    };
    const row = await updateGroupRow(write.db, organisationId, id, values).catch(refuseKnownId);
    if (row === null) throw notFound();
    recordAudit(write, {
      organisationId,
      log: `Group updated: ${values.name}`,
      type: 'GROUP',
      change: 'UPDATE',
      objectId: id,
      ...changes,
    });
  });
  return findGroupWithMembers(context, scope, id);
}

export async function deleteGroup(context: Context, scope: Scope, id: number): Promise<void> {
  const { organisationId } = scope;
  await requireGroupAdmin(context, scope, id);
  await transact(context, async (write) => {
    const row = await deleteGroupRow(write.db, organisationId, id);
    if (row === null) throw notFound();
    recordAudit(write, {
      organisationId,
      log: `Group deleted: ${row.name}`,
      type: 'GROUP',
      change: 'DELETE',
      objectId: id,
      before: { name: row.name },
    });
  });
}

/** Throws FORBIDDEN for who neither manages groups nor administers this one, whether it exists or not. */
export async function requireGroupAdmin({ actor, database }: Context, scope: Scope, id: number): Promise<void> {
  if (fulfils(scope.grants, 'MANAGE_USER_GROUPS')) return;
  const isAdmin = actor?.kind === 'user' && (await isGroupAdmin(database.db, scope.organisationId, id, actor.id));
  if (!isAdmin) throw forbidden();
}

export async function findGroupWithMembers({ database }: Context, scope: Scope, id: number): Promise<Group> {
  const [row, members] = await Promise.all([
    findGroup(database.db, scope.organisationId, id),
    listGroupMembers(database.db, [id]),
  ]);
  if (row === null) throw notFound();
  return toGroup(row, members);
}

/** Those of the groups that are the organisation's, with their members. */
export async function listGroupsByIds(context: Context, organisationId: number, ids: number[]): Promise<Group[]> {
  if (ids.length === 0) return [];
  return withMembers(context, await selectGroups(context.database.db, { organisationId, ids }));
}

async function withMembers({ database }: Context, rows: GroupRow[]): Promise<Group[]> {
  const members = await listGroupMembers(
    database.db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toGroup(row, members));
}

function visibleTo({ actor }: Context, { grants, organisationId }: Scope): GroupFilter {
  if (fulfils(grants, 'MANAGE_USER_GROUPS')) return { organisationId };
  return { organisationId, administeredBy: actor?.kind === 'user' ? actor.id : 0 };
}

function refuseKnownId(error: unknown): never {
  if (violatedConstraint(error) !== 'groups_external_id_unique') throw error;
  throw invalid({ external_id: ['Another group of the organisation has this external id.'] });
}
