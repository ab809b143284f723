import type { Db } from '../../../drizzle/db.ts';
import type { Context } from '../../core/context.ts';
import { randomHex } from '../../core/random-hex.ts';
import { countOf, isOn } from '../../core/settings.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { deliverSoon, enqueueMail } from '../mails/mails.service.ts';
import { describeAccountChange } from './account-audit.service.ts';
import { activationMail } from './account-mails.ts';
import {
  countConfirmations,
  insertConfirmation,
  isAwaitingActivation,
  takeConfirmation,
} from './confirmations.queries.ts';
import { ACTIVATION_SECONDS, LINK_BYTES, linkFault, readUser, takingEqualTime } from './link.service.ts';
import { linkTo } from './links.ts';
import { findUserByEmail, lockUser, updateUser } from './users.queries.ts';
import { findSite } from './site.service.ts';

/** Whether new accounts must be activated by a mailed link. */
export function isActivationAsked({ setting }: Pick<Context, 'setting'>): boolean {
  return isOn(setting, 'ENABLE_EMAIL_ACTIVATION', false);
}

/** Writes the link and its mail in the transaction that makes the account. */
export async function enqueueActivation(
  write: { db: Db; context: Context },
  user: { id: number; email: string },
  site: string,
): Promise<string> {
  const token = randomHex(LINK_BYTES);
  const tokenHash = await sha256Hex(token);
  await insertConfirmation(write.db, 'activation', { userId: user.id, tokenHash, seconds: ACTIVATION_SECONDS });
  return enqueueMail(write, activationMail(user.email, linkTo(site, 'activate', user.id, token)));
}

/** Activates an account by its link. Throws INVALID. */
export async function activate(context: Context, input: { uid: string; token: string }): Promise<void> {
  const user = await readUser(context, input.uid);
  const tokenHash = await sha256Hex(input.token);
  await transact(context, async (write) => {
    if (!(await takeConfirmation(write.db, user.id, 'activation', tokenHash))) throw linkFault();
    await updateUser(write.db, user.id, { isActive: true });
    const what = {
      log: `Account activated: ${user.email}`,
      change: 'UPDATE' as const,
      before: { is_active: user.isActive },
      after: { is_active: true },
    };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
  });
}

/** Mails the link again to accounts that have never been active, at most five a day; as silent as a password reset. */
export async function resendActivation(context: Context, email: string): Promise<void> {
  await takingEqualTime(sendActivation(context, email));
}

async function sendActivation(context: Context, email: string): Promise<void> {
  const user = isActivationAsked(context) ? await findUserByEmail(context.database.db, email) : null;
  if (user === null || user.isActive) return;
  const most = countOf(context.setting, 'MAX_PASSWORD_RESET_EMAILS', 5);
  const cooldown = countOf(context.setting, 'PASSWORD_RESET_EMAIL_COOLDOWN', 86_400);
  const site = await findSite(context);
  const mailId = await transact(context, async (write) => {
    const locked = await lockUser(write.db, user.id);
    // An account that somebody has closed must not open itself again.
    if (locked === null || !(await isAwaitingActivation(write.db, user.id))) return null;
    if ((await countConfirmations(write.db, user.id, 'activation', cooldown)) >= most) return null;
    return enqueueActivation(write, user, site);
  });
  if (mailId !== null) deliverSoon(context, mailId);
}
