import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { randomHex } from '../../core/random-hex.ts';
import { isOn } from '../../core/settings.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { transact, type Write } from '../audit/transact.service.ts';
import { insertPasswordReset } from './confirmations.queries.ts';
import { LINK_BYTES, LINK_SECONDS } from './link.service.ts';
import { linkTo } from './links.ts';
import { findSite, toSite } from './site.service.ts';
import { upsertSite } from './sites.queries.ts';
import { hasUsers, insertUser, lockFirstUser, type User } from './users.queries.ts';

/** Throws NOT_FOUND once somebody has an account. */
export async function checkNobodyIsHere({ database }: Context): Promise<void> {
  if (await hasUsers(database.db)) throw notFound();
}

/** Makes the first superuser, who sets a password by the link in the answer. Throws NOT_FOUND once somebody has an account. */
export async function makeFirstSuperuser(
  context: Context,
  { email, siteName, siteDomain }: { email: string; siteName: string; siteDomain: string },
): Promise<{ message: string; passwordResetUrl: string }> {
  const token = randomHex(LINK_BYTES);
  const user = await insertWithLink(context, email, token, async ({ db }) => {
    await upsertSite(db, { name: siteName, domain: siteDomain });
  });
  if (user === null) throw notFound();
  const site = context.setting('FLAGSMITH_DOMAIN') ?? siteDomain;
  return {
    message: 'The superuser was created. Set a password within an hour.',
    passwordResetUrl: linkTo(toSite(site), 'password-reset', user.id, token),
  };
}

/** Makes the superuser whom ADMIN_EMAIL names. Throws INVALID where that is not wanted, or once somebody has an account. */
export async function makeNamedSuperuser(
  context: Context,
): Promise<{ adminUserCreated: true; passwordResetUrl: string }> {
  const email = context.setting('ADMIN_EMAIL')?.trim();
  const isWanted = isOn(context.setting, 'ALLOW_ADMIN_INITIATION_VIA_URL', true);
  if (!isWanted || !email) throw invalid('No administrator can be created here.');
  const site = await findSite(context);
  const token = randomHex(LINK_BYTES);
  const user = await insertWithLink(context, email, token, async () => undefined);
  if (user === null) throw invalid('Somebody has an account already.');
  return { adminUserCreated: true, passwordResetUrl: linkTo(site, 'password-reset', user.id, token) };
}

async function insertWithLink(
  context: Context,
  email: string,
  token: string,
  more: (write: Write) => Promise<void>,
): Promise<User | null> {
  const tokenHash = await sha256Hex(token);
  return transact(context, async (write) => {
    const user = await insertSuperuser(write, email, null);
    if (user === null) return null;
    await insertPasswordReset(write.db, { userId: user.id, tokenHash, seconds: LINK_SECONDS });
    await more(write);
    return user;
  });
}

/** Null if somebody has an account; nobody else can make a first one at the same time. */
export async function insertSuperuser({ db }: Write, email: string, passwordHash: string | null): Promise<User | null> {
  if (!(await lockFirstUser(db))) return null;
  return insertUser(db, { email: email.toLowerCase(), passwordHash, isSuperuser: true, isStaff: true });
}
