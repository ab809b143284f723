import type { Db } from '../../../drizzle/db.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { randomHex } from '../../core/random-hex.ts';
import { countOf } from '../../core/settings.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { deliverSoon, enqueueMail } from '../mails/mails.service.ts';
import { describeAccountChange } from './account-audit.service.ts';
import { emailChangedMail, emailResetMail } from './account-mails.ts';
import {
  closePasswordResets,
  countConfirmations,
  insertConfirmation,
  takeConfirmation,
} from './confirmations.queries.ts';
import { LINK_BYTES, LINK_SECONDS, linkFault, readUser, takingEqualTime } from './link.service.ts';
import { linkTo } from './links.ts';
import { checkCurrentPassword } from './password-check.service.ts';
import { ownUser } from './profile.service.ts';
import { emailTaken } from './sign-up.service.ts';
import { findSite } from './site.service.ts';
import { findUserByEmail, lockUser, updateUser, type User } from './users.queries.ts';

/** Changes the caller's email address and tells the old one. */
export async function changeEmail(
  context: Context,
  input: { current_password: string; new_email: string },
): Promise<void> {
  const user = await ownUser(context);
  await checkCurrentPassword(context, user, input.current_password);
  await setEmail(context, user, input.new_email.toLowerCase(), async () => undefined);
}

/** Mails a link to change the address with, at most five a day for each user; as silent as a password reset. */
export async function requestEmailReset(context: Context, email: string): Promise<void> {
  await takingEqualTime(sendEmailReset(context, email));
}

/** Sets the address by a mailed link, which works once. Throws INVALID. */
export async function confirmEmailReset(
  context: Context,
  input: { uid: string; token: string; new_email: string },
): Promise<void> {
  const user = await readUser(context, input.uid);
  const tokenHash = await sha256Hex(input.token);
  await setEmail(context, user, input.new_email.toLowerCase(), async (db) => {
    if (!(await takeConfirmation(db, user.id, 'email-reset', tokenHash))) throw linkFault();
  });
}

async function setEmail(
  context: Context,
  user: User,
  email: string,
  confirm: (db: Db) => Promise<void>,
): Promise<void> {
  let mailId: string | null;
  try {
    mailId = await transact(context, async (write) => {
      await confirm(write.db);
      const before = await lockUser(write.db, user.id);
      if (before === null || before.email === email) return null;
      await updateUser(write.db, user.id, { email });
      // Whoever reads the old address must not be able to come in.
      await closePasswordResets(write.db, user.id);
      const what = {
        log: `Email address changed: ${email}`,
        change: 'UPDATE' as const,
        before: { email: before.email },
        after: { email },
      };
      for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
      return enqueueMail(write, emailChangedMail(before.email));
    });
  } catch (error) {
    throw violatedConstraint(error) === 'users_email_unique' ? emailTaken('new_email') : error;
  }
  if (mailId !== null) deliverSoon(context, mailId);
}

async function sendEmailReset(context: Context, email: string): Promise<void> {
  const user = await findUserByEmail(context.database.db, email);
  if (user === null || !user.isActive) return;
  const most = countOf(context.setting, 'MAX_PASSWORD_RESET_EMAILS', 5);
  const cooldown = countOf(context.setting, 'PASSWORD_RESET_EMAIL_COOLDOWN', 86_400);
  const site = await findSite(context);
  const token = randomHex(LINK_BYTES);
  const tokenHash = await sha256Hex(token);
  const mailId = await transact(context, async (write) => {
    const locked = await lockUser(write.db, user.id);
    const sent = await countConfirmations(write.db, user.id, 'email-reset', cooldown);
    if (locked === null || sent >= most) return null;
    await insertConfirmation(write.db, 'email-reset', { userId: user.id, tokenHash, seconds: LINK_SECONDS });
    return enqueueMail(write, emailResetMail(user.email, linkTo(site, 'email-reset', user.id, token)));
  });
  if (mailId !== null) deliverSoon(context, mailId);
}
