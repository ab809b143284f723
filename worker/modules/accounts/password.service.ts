import type { Context } from '../../core/context.ts';
import { randomHex } from '../../core/random-hex.ts';
import { countOf } from '../../core/settings.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { deliverSoon, enqueueMail } from '../mails/mails.service.ts';
import { describeAccountChange } from './account-audit.service.ts';
import { passwordResetMail } from './account-mails.ts';
import { endSessions } from './end-sessions.service.ts';
import {
  countPasswordResets,
  deletePasswordResets,
  hasOpenPasswordReset,
  insertPasswordReset,
  takePasswordReset,
} from './confirmations.queries.ts';
import { LINK_BYTES, LINK_SECONDS, linkFault, readUser, takingEqualTime } from './link.service.ts';
import { linkTo } from './links.ts';
import { checkCurrentPassword, checkNewPassword } from './password-check.service.ts';
import { ownUser, personOf } from './profile.service.ts';
import { findSite } from './site.service.ts';
import { findUserByEmail, lockUser, updateUser } from './users.queries.ts';

type NewPassword = { new_password: string; re_new_password: string };

/** Changes the caller's password and ends the caller's other sessions. */
export async function changePassword(
  context: Context,
  input: NewPassword & { current_password: string },
): Promise<void> {
  const user = await ownUser(context);
  await checkCurrentPassword(context, user, input.current_password);
  checkNewPassword(user, input);
  const passwordHash = await context.passwords.hash(input.new_password);
  await transact(context, async (write) => {
    await updateUser(write.db, user.id, { passwordHash });
    await endSessions(write.db, user.id, personOf(context).tokenId);
    await deletePasswordResets(write.db, user.id);
    const what = { log: `Password changed: ${user.email}`, change: 'UPDATE' as const };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
  });
}

/** Mails a link, at most five a day for each user. Nobody learns whether there is such an account, also not by the time it takes. */
export async function requestPasswordReset(context: Context, email: string): Promise<void> {
  await takingEqualTime(sendPasswordReset(context, email));
}

async function sendPasswordReset(context: Context, email: string): Promise<void> {
  const user = await findUserByEmail(context.database.db, email);
  if (user === null || !user.isActive) return;
  const most = countOf(context.setting, 'MAX_PASSWORD_RESET_EMAILS', 5);
  const cooldown = countOf(context.setting, 'PASSWORD_RESET_EMAIL_COOLDOWN', 86_400);
  const site = await findSite(context);
  const token = randomHex(LINK_BYTES);
  const tokenHash = await sha256Hex(token);
  const mailId = await transact(context, async (write) => {
    const locked = await lockUser(write.db, user.id);
    if (locked === null || (await countPasswordResets(write.db, user.id, cooldown)) >= most) return null;
    await insertPasswordReset(write.db, { userId: user.id, tokenHash, seconds: LINK_SECONDS });
    return enqueueMail(write, passwordResetMail(user.email, linkTo(site, 'password-reset', user.id, token)));
  });
  if (mailId !== null) deliverSoon(context, mailId);
}

/** Sets a password by a mailed link, which works once, and ends all sessions. Throws INVALID. */
export async function confirmPasswordReset(
  context: Context,
  input: NewPassword & { uid: string; token: string },
): Promise<void> {
  const user = await readUser(context, input.uid);
  const tokenHash = await sha256Hex(input.token);
  if (!(await hasOpenPasswordReset(context.database.db, user.id, tokenHash))) throw linkFault();
  checkNewPassword(user, input);
  const passwordHash = await context.passwords.hash(input.new_password);
  await transact(context, async (write) => {
    if (!(await takePasswordReset(write.db, user.id, tokenHash))) throw linkFault();
    await updateUser(write.db, user.id, { passwordHash });
    await endSessions(write.db, user.id, null);
    await deletePasswordResets(write.db, user.id);
    const what = { log: `Password set by a mailed link: ${user.email}`, change: 'UPDATE' as const };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
  });
}
