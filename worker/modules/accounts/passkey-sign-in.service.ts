import type { PasskeySignIn } from '../../contract/passkeys.ts';
import type { Context } from '../../core/context.ts';
import { DomainError, forbidden } from '../../core/errors.ts';
import { isOn } from '../../core/settings.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { describeAccountChange } from './account-audit.service.ts';
import {
  CHALLENGE_SECONDS,
  describeCredentials,
  findParty,
  newChallenge,
  useChallenge,
} from './passkey-challenge.service.ts';
import { checkResponse, checkSignature, PasskeyRefused } from './passkey-response.ts';
import { findPasskey, listPasskeys, takeCounter } from './passkeys.queries.ts';
import { userHandle } from './passkeys.service.ts';
import { limitCodes } from './second-factor.service.ts';
import { openSignInAttempt } from './sign-in-code.service.ts';
import { openSession } from './sign-in.service.ts';
import { findUser, type User } from './users.queries.ts';

/** What a passkey is asked to sign. Throws UNAUTHENTICATED for a token that is wrong or too old, FORBIDDEN where passwords are not used. */
export async function startPasskeySignIn(context: Context, token: string | undefined) {
  refuseWithoutPasswords(context);
  const party = await findParty(context);
  const user = token === undefined ? null : await openSignInAttempt(context, token);
  return {
    public_key: {
      challenge: await newChallenge(context, user === null ? 'sign-in' : 'second-factor', user?.id ?? null),
      rpId: party.id,
      timeout: CHALLENGE_SECONDS * 1_000,
      userVerification: user === null ? 'required' : 'preferred',
      allowCredentials: user === null ? [] : describeCredentials(await listPasskeys(context.database.db, user.id)),
    },
  };
}

/**
 * Signs in by a passkey: after a password with any of the user's, alone with one that has checked who uses it. Throws UNAUTHENTICATED for
 * whatever is wrong, THROTTLED for each user, FORBIDDEN where passwords are not used.
 */
export async function signInByPasskey(
  context: Context,
  { ephemeral_token: token, credential: { id, response } }: PasskeySignIn,
): Promise<{ key: string }> {
  refuseWithoutPasswords(context);
  const party = await findParty(context);
  const attempt = token === undefined ? null : await openSignInAttempt(context, token);
  if (attempt !== null) await limitCodes(context, attempt.id);
  try {
    await useChallenge(context, attempt === null ? 'sign-in' : 'second-factor', attempt?.id ?? null, response);
    const passkey = await findPasskey(context.database.db, id);
    const user = passkey === null ? null : (attempt ?? (await findUser(context.database.db, passkey.userId)));
    if (passkey === null || user === null || !user.isActive || passkey.userId !== user.id) {
      throw new PasskeyRefused('The passkey is not known.');
    }
    const handle = response.userHandle ?? null;
    if (handle === null ? attempt === null : handle !== userHandle(user)) {
      throw new PasskeyRefused('The passkey is for another account.');
    }
    const expected = { party, type: 'webauthn.get' as const, needsVerified: attempt === null };
    const { counter } = await checkResponse(response, expected);
    await checkSignature(response, passkey);
    if (!(await takeCounter(context.database.db, passkey.id, counter))) {
      await recordCopy(context, user, passkey.name);
      throw new PasskeyRefused('The passkey may have been copied.');
    }
    return await openSession(context, user.id);
  } catch (error) {
    if (error instanceof PasskeyRefused) throw new DomainError('UNAUTHENTICATED', error.message);
    throw error;
  }
}

/** compat: a deployment that lets in by its providers alone turns passwords off, and what stands in for them. */
function refuseWithoutPasswords({ setting }: Context): void {
  if (isOn(setting, 'PREVENT_EMAIL_PASSWORD', false)) throw forbidden('Passkeys are not used here.');
}

async function recordCopy(context: Context, user: User, name: string): Promise<void> {
  const what = { log: 'Passkey refused: its counter went back', change: 'UPDATE' as const, after: { passkey: name } };
  await transact(context, async (write) => {
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
  });
}
