import type { Context } from '../../core/context.ts';
import { logEvent } from '../../platform/log.ts';

export type InviteMail = {
  email: string;
  organisationName: string;
  /** Address of who invites; null where a master key does. */
  invitedBy: string | null;
  token: string;
};

/** Sends the link with which the invited person joins. Without a way to send mail the invite stays, to be sent again. */
export function sendInviteMail(context: Context, _mail: InviteMail): void {
  logEvent('invite.mail.unsent', { requestId: context.requestId });
}
