import type { Write } from '../audit/transact.service.ts';
import { enqueueMail } from '../mails/mails.service.ts';

export type InviteMail = {
  email: string;
  organisationName: string;
  /** Address of who invites; null where a master key does. */
  invitedBy: string | null;
  token: string;
};

/** Longest part of an organisation's name that a mail shows: strangers write names, and a mail must stay ours. */
const LONGEST_NAME = 100;

/** Writes the mail with the link with which the invited person joins. Give the id to `deliverSoon` after the transaction. */
export async function sendInviteMail(write: Write, site: string, mail: InviteMail): Promise<string> {
  const name = mail.organisationName.replaceAll(/\s+/g, ' ').slice(0, LONGEST_NAME);
  const inviter = mail.invitedBy ?? 'Somebody';
  return enqueueMail(write, {
    to: mail.email,
    subject: `Invitation to ${name}`,
    text: `${inviter} invites you to join the organisation "${name}".\n\nJoin within seven days here:\n${site}/invite/${mail.token}\n\nIf you do not know them, there is nothing to do.\n`,
  });
}
