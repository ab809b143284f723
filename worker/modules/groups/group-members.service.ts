import type { Group } from '../../contract/groups.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { forbidden, invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact, type Write } from '../audit/transact.service.ts';
import {
  deleteGroupMembers,
  insertGroupMembers,
  listGroupsToJoin,
  lockGroupMember,
  updateGroupAdmin,
} from './group-members.queries.ts';
import { findGroup } from './groups.queries.ts';
import { findGroupWithMembers, requireGroupAdmin } from './groups.service.ts';

/** Throws INVALID for users who are not of the organisation: then nobody is added. */
export async function addGroupUsers(
  context: Context,
  scope: Scope,
  groupId: number,
  userIds: number[],
): Promise<Group> {
  const { organisationId } = scope;
  await requireGroupAdmin(context, scope, groupId);
  refuseOneself(context, scope, userIds);
  await transact(context, async (write) => {
    const group = await findGroup(write.db, organisationId, groupId);
    if (group === null) throw notFound();
    const rows = [...new Set(userIds)].map((userId) => ({ organisationId, groupId, userId }));
    const added = await insertGroupMembers(write.db, rows).catch(refuseStrangers);
    if (added.length === 0) return;
    recordAudit(write, {
      organisationId,
      log: `Members added to group: ${group.name}`,
      type: 'GROUP',
      change: 'UPDATE',
      objectId: groupId,
      after: { added_users: added.map(({ userId }) => userId) },
    });
  });
  return findGroupWithMembers(context, scope, groupId);
}

/** Users who are not in the group are passed over. */
export async function removeGroupUsers(
  context: Context,
  scope: Scope,
  groupId: number,
  userIds: number[],
): Promise<Group> {
  const { organisationId } = scope;
  await requireGroupAdmin(context, scope, groupId);
  refuseOneself(context, scope, userIds);
  await transact(context, async (write) => {
    const group = await findGroup(write.db, organisationId, groupId);
    if (group === null) throw notFound();
    const removed = userIds.length === 0 ? [] : await deleteGroupMembers(write.db, organisationId, groupId, userIds);
    if (removed.length === 0) return;
    recordAudit(write, {
      organisationId,
      log: `Members removed from group: ${group.name}`,
      type: 'GROUP',
      change: 'UPDATE',
      objectId: groupId,
      before: { removed_users: removed.map(({ userId }) => userId) },
    });
  });
  return findGroupWithMembers(context, scope, groupId);
}

/** Throws NOT_FOUND for who is not in the group. */
export async function setGroupAdmin(
  context: Context,
  scope: Scope,
  { groupId, userId, groupAdmin }: { groupId: number; userId: number; groupAdmin: boolean },
): Promise<void> {
  const { organisationId } = scope;
  const member = { organisationId, groupId, userId };
  await transact(context, async (write) => {
    const current = await lockGroupMember(write.db, member);
    if (current === null) throw notFound();
    if (current.groupAdmin === groupAdmin) return;
    await updateGroupAdmin(write.db, member, groupAdmin);
    recordAudit(write, {
      organisationId,
      log: groupAdmin ? `Group administrator named: user ${userId}` : `Group administrator dismissed: user ${userId}`,
      type: 'GROUP',
      change: 'UPDATE',
      objectId: groupId,
      before: { group_admin: current.groupAdmin },
      after: { group_admin: groupAdmin },
    });
  });
}

/** Adds a new member to groups; those that are gone meanwhile are passed over. */
export async function addToGroups(
  { db }: Write,
  member: { organisationId: number; userId: number; groupIds: number[]; withDefaults: boolean },
): Promise<void> {
  const { organisationId, userId } = member;
  const groupIds = await listGroupsToJoin(db, organisationId, member.groupIds, member.withDefaults);
  await insertGroupMembers(
    db,
    groupIds.map((groupId) => ({ organisationId, groupId, userId })),
  );
}

/** Group administrators choose the others; whether they are in themselves is for the organisation's to say. */
function refuseOneself({ actor }: Context, { grants }: Scope, userIds: number[]): void {
  if (grants.isOrganisationAdmin || actor?.kind !== 'user') return;
  if (userIds.includes(actor.id)) throw forbidden('You may neither add nor remove yourself.');
}

function refuseStrangers(error: unknown): never {
  if (violatedConstraint(error) !== 'group_memberships_member_fk') throw error;
  throw invalid({ user_ids: ['Some users are not members of the organisation.'] });
}
