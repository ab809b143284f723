import type { SignUp } from '../../contract/accounts.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { forbidden, invalid } from '../../core/errors.ts';
import { isOn } from '../../core/settings.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { transact } from '../audit/transact.service.ts';
import { deliverSoon } from '../mails/mails.service.ts';
import { enqueueActivation, isActivationAsked } from './activation.service.ts';
import { isEmailInvited, isLinkValid } from './invitations.queries.ts';
import { findPasswordFaults } from './password-rules.ts';
import { startSession } from './new-session.service.ts';
import { findSite } from './site.service.ts';
import { toSignedUp } from './users.mappers.ts';
import { findUserByEmail, hasUsers, insertUser, lockFirstUser, type NewUser, type User } from './users.queries.ts';

const NOT_FIRST = 'A superuser can only sign up while nobody else has an account.';

/** Makes an account and signs it in. Throws FORBIDDEN where sign-up is closed, INVALID by field, THROTTLED. */
export async function signUp(context: Context, input: SignUp) {
  const email = input.email.toLowerCase();
  if (isOn(context.setting, 'PREVENT_EMAIL_PASSWORD', false)) throw forbidden('Passwords are not used here.');
  await checkMaySignUp(context, email, input);
  const faults = findPasswordFaults(input.password, [email, input.first_name, input.last_name]);
  if (faults.length > 0) throw invalid({ password: faults });
  const { db } = context.database;
  const [known, isTooLate] = await Promise.all([
    findUserByEmail(db, email),
    input.superuser === true ? hasUsers(db) : false,
  ]);
  if (known !== null) throw emailTaken('email');
  if (isTooLate) throw invalid({ superuser: [NOT_FIRST] });
  const row = {
    email,
    firstName: input.first_name,
    lastName: input.last_name,
    passwordHash: await context.passwords.hash(input.password),
    signUpType: input.sign_up_type || null,
    marketingConsentGiven: input.marketing_consent_given ?? false,
  };
  const { user, key } = await register(context, row, input.superuser === true);
  return toSignedUp(user, key);
}

async function register(context: Context, row: NewUser, isSuperuser: boolean): Promise<{ user: User; key: string }> {
  const site = isActivationAsked(context) ? await findSite(context) : null;
  try {
    const { user, key, mailId } = await transact(context, async (write) => {
      if (isSuperuser && !(await lockFirstUser(write.db))) throw invalid({ superuser: [NOT_FIRST] });
      const isActive = site === null;
      const user = await insertUser(write.db, { ...row, isActive, isSuperuser, isStaff: isSuperuser });
      const key = await startSession(context, write.db, user.id);
      return { user, key, mailId: site === null ? null : await enqueueActivation(write, user, site) };
    });
    if (mailId !== null) deliverSoon(context, mailId);
    return { user, key };
  } catch (error) {
    throw violatedConstraint(error) === 'users_email_unique' ? emailTaken('email') : error;
  }
}

type Invitation = Pick<SignUp, 'sign_up_type' | 'invite_hash'>;

/** Whether this person may make an account here, by whatever way. Throws FORBIDDEN. */
export async function checkMaySignUp(context: Context, email: string, input: Invitation): Promise<void> {
  const { setting, database } = context;
  if (isOn(setting, 'PREVENT_SIGNUP', false)) throw forbidden('Signing up is not possible here.');
  if (isOn(setting, 'ALLOW_REGISTRATION_WITHOUT_INVITE', true)) return;
  const isInvited =
    (input.sign_up_type === 'INVITE_EMAIL' && (await isEmailInvited(database.db, email))) ||
    (input.sign_up_type === 'INVITE_LINK' &&
      (await isLinkValid(database.db, await sha256Hex(input.invite_hash ?? ''))));
  if (!isInvited) throw forbidden('Signing up needs an invitation.');
}

export function emailTaken(field: string) {
  return invalid({ [field]: ['A user with this email address already exists.'] });
}
