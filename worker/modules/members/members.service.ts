import type { Member, MemberWithOrganisation } from '../../contract/members.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact, type AuditEntry, type Write } from '../audit/transact.service.ts';
import { lockOrganisation } from '../organisations/organisations.service.ts';
import { toMember } from './members.mappers.ts';
import {
  countAdministratorsBut,
  deleteMembers,
  insertMember,
  selectMembers,
  selectMembersAmong,
  selectMembersBut,
  updateMemberRole,
  type MemberRole,
} from './members.queries.ts';

const LAST_ADMIN = 'An organisation needs at least one administrator.';

export async function listMembers(
  { database, actor }: Context,
  organisationId: number,
  excludeCaller: boolean,
): Promise<Member[]> {
  const rows =
    excludeCaller && actor?.kind === 'user'
      ? await selectMembersBut(database.db, organisationId, actor.id)
      : await selectMembers(database.db, organisationId);
  return rows.map(toMember);
}

/** Removes members, all or none. Throws INVALID for somebody who is none, and if no administrator would be left. */
export async function removeMembers(context: Context, organisationId: number, userIds: number[]): Promise<void> {
  if (userIds.length === 0) return;
  await transact(context, async (write) => {
    await lockOrganisation(write, organisationId);
    const members = await selectMembersAmong(write.db, organisationId, userIds);
    const missing = userIds.find((userId) => members.every(({ id }) => id !== userId));
    if (missing !== undefined) throw invalid({ id: [`User ${missing} is not a member of the organisation.`] });
    await requireAdministratorsBut(write, organisationId, userIds);
    await deleteMembers(write.db, organisationId, userIds);
    for (const { id, email, role } of members) {
      recordAudit(write, {
        organisationId,
        log: `Member removed: ${email}`,
        type: 'MEMBER',
        change: 'DELETE',
        objectId: id,
        before: { email, role },
      });
    }
  });
}

/** Throws NOT_FOUND for somebody who is no member, and INVALID if no administrator would be left. */
export async function updateRole(
  context: Context,
  organisationId: number,
  userId: number,
  role: MemberRole,
): Promise<MemberWithOrganisation> {
  return transact(context, async (write) => {
    const organisation = await lockOrganisation(write, organisationId);
    const [member] = await selectMembersAmong(write.db, organisationId, [userId]);
    if (member === undefined) throw notFound();
    if (member.role !== role) {
      if (role !== 'ADMIN') await requireAdministratorsBut(write, organisationId, [userId]);
      await updateMemberRole(write.db, organisationId, userId, role);
      recordAudit(write, {
        organisationId,
        log: `Role of a member changed: ${member.email}`,
        type: 'MEMBER',
        change: 'UPDATE',
        objectId: userId,
        before: { role: member.role },
        after: { role },
      });
    }
    return { ...toMember({ ...member, role }), organisation: { id: organisation.id, name: organisation.name } };
  });
}

/** Makes the user a member: what to record of it, or null if they are one already; their role then stays. */
export async function addMember(
  write: Write,
  member: { organisationId: number; userId: number; email: string; role: MemberRole },
  how: string,
): Promise<AuditEntry | null> {
  const { organisationId, userId, email, role } = member;
  if (!(await insertMember(write.db, { organisationId, userId, role }))) return null;
  const log = `Member joined ${how}: ${email}`;
  return { organisationId, log, type: 'MEMBER', change: 'CREATE', objectId: userId, after: { email, role } };
}

async function requireAdministratorsBut(write: Write, organisationId: number, userIds: number[]): Promise<void> {
  if ((await countAdministratorsBut(write.db, organisationId, userIds)) === 0) throw invalid(LAST_ADMIN);
}
