import type { Organisation } from '../../contract/organisations.ts';
import type { Actor } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { forbidden, invalid, notFound } from '../../core/errors.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { addToGroups } from '../groups/group-members.service.ts';
import { addMember } from '../members/members.service.ts';
import { getOrganisation, isSet, lockOrganisation } from '../organisations/organisations.service.ts';
import { findInviteLinkByToken } from './invite-links.queries.ts';
import { deleteInvite, listInviteGroupIds, lockInviteByToken } from './invites.queries.ts';

const EXPIRED = 'This invite has expired.';

/** Takes up an invite by mail, which is then used up. Throws NOT_FOUND, and INVALID if it is late or somebody else's. */
export async function joinByInvite(context: Context, token: string): Promise<Organisation> {
  const person = personOf(context.actor);
  const tokenHash = await sha256Hex(token);
  const organisationId = await transact(context, async (write) => {
    const invite = await lockInviteByToken(write.db, tokenHash);
    if (invite === null) throw notFound();
    if (invite.expiresAt !== null && invite.expiresAt <= context.now()) throw invalid(EXPIRED);
    if (invite.email.toLowerCase() !== person.email.toLowerCase()) {
      throw invalid('This invite was sent to another email address.');
    }
    const { organisationId, role } = invite;
    await lockOrganisation(write, organisationId);
    const groupIds = await listInviteGroupIds(write.db, invite.id);
    const { id: userId, email } = person;
    const joined = await addMember(write, { organisationId, userId, email, role }, 'by invite');
    await addToGroups(write, { organisationId, userId, groupIds, withDefaults: joined !== null });
    await deleteInvite(write.db, organisationId, invite.id);
    const log = `Invite used up by a member: ${email}`;
    recordAudit(write, joined ?? { organisationId, log, type: 'INVITE', change: 'DELETE', objectId: invite.id });
    return organisationId;
  });
  return getOrganisation(context, organisationId);
}

/** Joins through a link, which stays. Who is a member already keeps their role. Throws NOT_FOUND, FORBIDDEN, INVALID. */
export async function joinByLink(context: Context, token: string): Promise<Organisation> {
  const { id: userId, email } = personOf(context.actor);
  if (isSet(context, 'DISABLE_INVITE_LINKS')) throw forbidden('Invite links are disabled.');
  const link = await findInviteLinkByToken(context.database.db, await sha256Hex(token));
  if (link === null) throw notFound();
  if (link.expiresAt !== null && link.expiresAt <= context.now()) throw invalid(EXPIRED);
  const { organisationId, role } = link;
  await transact(context, async (write) => {
    await lockOrganisation(write, organisationId);
    const joined = await addMember(write, { organisationId, userId, email, role }, 'by link');
    if (joined === null) return;
    await addToGroups(write, { organisationId, userId, groupIds: [], withDefaults: true });
    recordAudit(write, joined);
  });
  return getOrganisation(context, organisationId);
}

function personOf(actor: Actor | null): Extract<Actor, { kind: 'user' }> {
  if (actor?.kind !== 'user') throw forbidden();
  return actor;
}
