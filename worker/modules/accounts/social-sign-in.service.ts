import type { SocialSignIn } from '../../contract/accounts.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { forbidden, ProviderFailed } from '../../core/errors.ts';
import { isOn } from '../../core/settings.ts';
import { recordAudit, transact, type Write } from '../audit/transact.service.ts';
import { describeAccountChange } from './account-audit.service.ts';
import { closeConfirmations, closePasswordResets } from './confirmations.queries.ts';
import { EmailUnproven } from './ask-provider.ts';
import { askGithub, askGoogle, type ProvidedIdentity } from './identity-providers.service.ts';
import { startSession } from './new-session.service.ts';
import { checkMaySignUp, emailTaken } from './sign-up.service.ts';
import { endSessions } from './end-sessions.service.ts';
import {
  findUserByEmail,
  findUserBySubject,
  insertUser,
  lockUser,
  touchLastLogin,
  updateUser,
  type Provider,
  type User,
} from './users.queries.ts';

export const NAMES = { google: 'Google', github: 'GitHub' };
const ASK = { google: askGoogle, github: askGithub };
const LONGEST_NAME = 150;

type Invitation = Omit<SocialSignIn, 'access_token'>;

/** Signs in by what a provider gave to a client. Throws FORBIDDEN, and ProviderFailed with a sentence for the answer. */
export async function signInSocially(context: Context, provider: Provider, input: SocialSignIn) {
  return signInAs(context, provider, await ASK[provider](context, input.access_token), input);
}

/**
 * Signs in whom a provider vouches for, by its subject, else by an address that the provider has proven; who has no account gets one, where
 * signing up is open to them. Throws FORBIDDEN, and ProviderFailed with a sentence for the answer.
 */
export async function signInAs(context: Context, provider: Provider, identity: ProvidedIdentity, input: Invitation) {
  if (identity.subject.length > 50) throw new ProviderFailed('The provider’s name for this account is too long.');
  const known = await findUserBySubject(context.database.db, provider, identity.subject);
  if (known === null && identity.email === null) {
    throw new EmailUnproven(
      `${NAMES[provider]} has no verified email address of this account. Verify one there, then sign in again.`,
    );
  }
  try {
    const { key, isNewUser } = await transact(context, async (write) => {
      const { user, how } = await findOrMake(context, write, provider, identity, input);
      if (!user.isActive) throw forbidden('This account is not active.');
      const what = { log: `Signs in with ${NAMES[provider]} from now on`, change: 'UPDATE' as const };
      const entries = how === 'linked' ? await describeAccountChange(write.db, user, what) : [];
      for (const entry of entries) recordAudit(write, entry);
      const key = await startSession(context, write.db, user.id);
      await touchLastLogin(write.db, user.id, 0);
      return { key, isNewUser: how === 'made' };
    });
    return { key, is_new_user: isNewUser };
  } catch (error) {
    throw violatedConstraint(error) === 'users_email_unique' ? emailTaken('email') : error;
  }
}

async function findOrMake(
  context: Context,
  { db }: Write,
  provider: Provider,
  identity: ProvidedIdentity,
  input: Invitation,
): Promise<{ user: User; how: 'known' | 'linked' | 'made' }> {
  const bySubject = await findUserBySubject(db, provider, identity.subject);
  if (bySubject !== null) return { user: bySubject, how: 'known' };
  const email = (identity.email ?? '').toLowerCase();
  const subject = provider === 'google' ? { googleUserId: identity.subject } : { githubUserId: identity.subject };
  const byEmail = await findUserByEmail(db, email);
  if (byEmail !== null) {
    const user = (await lockUser(db, byEmail.id)) ?? byEmail;
    await updateUser(db, user.id, subject);
    // Without activation by mail anybody may have made this account with the other's address, and still know its password.
    if (!isOn(context.setting, 'ENABLE_EMAIL_ACTIVATION', false)) {
      await updateUser(db, user.id, { passwordHash: null });
      await endSessions(db, user.id, null);
      await closePasswordResets(db, user.id);
      await closeConfirmations(db, user.id, 'email-reset');
    }
    return { user, how: 'linked' };
  }
  await checkMaySignUp(context, email, input);
  const user = await insertUser(db, {
    email,
    ...subject,
    firstName: identity.firstName.slice(0, LONGEST_NAME),
    lastName: identity.lastName.slice(0, LONGEST_NAME),
    signUpType: input.sign_up_type || null,
    marketingConsentGiven: input.marketing_consent_given ?? false,
  });
  return { user, how: 'made' };
}
