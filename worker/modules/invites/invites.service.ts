import type { Invite, InviteWithAuthor, NewInvite } from '../../contract/invites.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { randomKey } from '../../core/random-key.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { findSite } from '../accounts/site.service.ts';
import { recordAudit, transact, type Write } from '../audit/transact.service.ts';
import { deliverSoon } from '../mails/mails.service.ts';
import { lockOrganisation } from '../organisations/organisations.service.ts';
import { sendInviteMail, type InviteMail } from './invite-mail.service.ts';
import { toInvite, toInviteWithAuthor } from './invites.mappers.ts';
import {
  countInvites,
  deleteInvite as deleteInviteRow,
  findInvite,
  insertInvite,
  listInvites as selectInvites,
  listMemberEmails,
  listOwnGroupIds,
  updateInviteToken,
} from './invites.queries.ts';

const TOKEN_LENGTH = 43;
const LIFETIME_MS = 7 * 24 * 3_600_000;

export async function listInvites(
  { database }: Context,
  organisationId: number,
  window: { limit: number; offset: number },
) {
  const [count, rows] = await Promise.all([
    countInvites(database.db, organisationId),
    selectInvites(database.db, organisationId, window),
  ]);
  return { count, items: rows.map(toInviteWithAuthor) };
}

export async function getInvite({ database }: Context, organisationId: number, id: number): Promise<InviteWithAuthor> {
  const row = await findInvite(database.db, organisationId, id);
  if (row === null) throw notFound();
  return toInviteWithAuthor(row);
}

/**
 * Invites people by mail, all or none. Throws INVALID for somebody who is a member or invited already, for the same address twice and
 * for a group of another organisation.
 */
export async function createInvites(context: Context, organisationId: number, list: NewInvite[]): Promise<Invite[]> {
  const drafts = await Promise.all(list.map((invite) => draft(context, invite)));
  const site = await findSite(context);
  const { made, mailIds } = await transact(context, async (write) => {
    const organisation = await lockOrganisation(write, organisationId);
    await checkInvites(write, organisationId, list);
    const made: Invite[] = [];
    const mailIds: string[] = [];
    for (const { invite, token, tokenHash, expiresAt } of drafts) {
      const id = await insert(write, organisationId, invite, { tokenHash, expiresAt });
      const row = await findInvite(write.db, organisationId, id);
      if (row !== null) made.push(toInvite(row));
      recordAudit(write, {
        organisationId,
        log: `Invite created: ${invite.email}`,
        type: 'INVITE',
        change: 'CREATE',
        objectId: id,
        after: { email: invite.email, role: invite.role ?? 'USER' },
      });
      mailIds.push(await sendInviteMail(write, site, toMail(context, invite.email, organisation.name, token)));
    }
    return { made, mailIds };
  });
  for (const id of mailIds) deliverSoon(context, id);
  return made;
}

/** Sends a new mail with a new link; the one sent before no longer works. */
export async function resendInvite(context: Context, organisationId: number, id: number): Promise<InviteWithAuthor> {
  const { token, tokenHash, expiresAt } = await newToken(context);
  const site = await findSite(context);
  const { row, mailId } = await transact(context, async (write) => {
    const { name } = await lockOrganisation(write, organisationId);
    const row = await findInvite(write.db, organisationId, id);
    if (row === null) throw notFound();
    await updateInviteToken(write.db, id, { tokenHash, expiresAt });
    recordAudit(write, {
      organisationId,
      log: `Invite sent again: ${row.email}`,
      type: 'INVITE',
      change: 'UPDATE',
      objectId: id,
    });
    return { row, mailId: await sendInviteMail(write, site, toMail(context, row.email, name, token)) };
  });
  deliverSoon(context, mailId);
  return toInviteWithAuthor(row);
}

export async function deleteInvite(context: Context, organisationId: number, id: number): Promise<void> {
  await transact(context, async (write) => {
    const row = await deleteInviteRow(write.db, organisationId, id);
    if (row === null) throw notFound();
    recordAudit(write, {
      organisationId,
      log: `Invite withdrawn: ${row.email}`,
      type: 'INVITE',
      change: 'DELETE',
      objectId: id,
      before: { email: row.email, role: row.role },
    });
  });
}

async function checkInvites(write: Write, organisationId: number, list: NewInvite[]): Promise<void> {
  const emails = list.map(({ email }) => email.toLowerCase());
  if (new Set(emails).size < emails.length) throw invalid({ email: ['An address may be given only once.'] });
  const groupIds = [...new Set(list.flatMap((invite) => invite.permission_groups ?? []))];
  const own = await listOwnGroupIds(write.db, organisationId, groupIds);
  const foreign = groupIds.find((id) => !own.includes(id));
  if (foreign !== undefined) throw invalid({ permission_groups: [`Invalid pk "${foreign}" - object does not exist.`] });
  const [member] = await listMemberEmails(write.db, organisationId, emails);
  if (member !== undefined) throw invalid({ email: [`${member} is already a member of the organisation.`] });
}

async function insert(
  write: Write,
  organisationId: number,
  invite: NewInvite,
  token: { tokenHash: string; expiresAt: Date },
): Promise<number> {
  const { actor } = write.context;
  const invitedById = actor?.kind === 'user' ? actor.id : null;
  const { email, role = 'USER' } = invite;
  try {
    const groupIds = [...new Set(invite.permission_groups)];
    return await insertInvite(write.db, { organisationId, email, role, invitedById, ...token }, groupIds);
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'invites_email_unique') throw invalid({ email: [`${email} is already invited.`] });
    if (constraint === 'invite_groups_group_fk') throw invalid({ permission_groups: ['A group does not exist.'] });
    throw error;
  }
}

async function draft(context: Context, invite: NewInvite) {
  return { invite, ...(await newToken(context)) };
}

async function newToken(context: Context): Promise<{ token: string; tokenHash: string; expiresAt: Date }> {
  const token = randomKey(TOKEN_LENGTH);
  const expiresAt = new Date(context.now().getTime() + LIFETIME_MS);
  return { token, tokenHash: await sha256Hex(token), expiresAt };
}

function toMail({ actor }: Context, email: string, organisationName: string, token: string): InviteMail {
  return { email, organisationName, invitedBy: actor?.kind === 'user' ? actor.email : null, token };
}
