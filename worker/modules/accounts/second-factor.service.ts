import type { Context } from '../../core/context.ts';
import { invalid } from '../../core/errors.ts';
import { SEALED_PLACES } from '../../core/sealed-places.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { deliverSoon, enqueueMail } from '../mails/mails.service.ts';
import { describeAccountChange } from './account-audit.service.ts';
import { secondFactorEndedMail } from './account-mails.ts';
import { checkCurrentPassword } from './password-check.service.ts';
import { ownUser, personOf } from './profile.service.ts';
import {
  activateApp,
  deleteApp,
  findApp,
  startApp,
  takeBackupCode,
  takeStep,
  type SecondFactorRow,
} from './second-factor.queries.ts';
import { limitTries } from './sign-in.service.ts';
import { isTokenYoung } from './tokens.queries.ts';
import type { User } from './users.queries.ts';

const BACKUP_CODES = 5;
const BACKUP_CODE_LETTERS = 10;
/** Without those that look like others; 32, so that a random byte makes each equally likely. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const PER_MINUTE = { uses: 5, seconds: 60 };
/** Codes are short: who guesses on is kept out for a quarter of an hour. */
const PER_QUARTER = { uses: 10, seconds: 900 };
const SIGN_IN_PROVES_FOR_SECONDS = 600;
const WRONG = ['Invalid or expired code.'];

/** A new secret for an authenticator app, worth nothing until a code confirms it. Throws INVALID while an app is active. */
export async function startSecondFactor(context: Context) {
  const user = await ownUser(context);
  const secret = context.totp.newSecret();
  const sealed = await context.sealer.seal(secret, SEALED_PLACES.secondFactor(user.id));
  if (!(await startApp(context.database.db, user.id, sealed))) throw invalid('MFA method already active.');
  return { qr_link: context.totp.link(secret, user.email), secret };
}

/** Turns the second factor on. Answers the backup codes, which are never shown again. Throws INVALID keyed `code`, THROTTLED. */
export async function confirmSecondFactor(context: Context, code: string) {
  const user = await ownUser(context);
  await limitCodes(context, user.id);
  const app = await findApp(context.database.db, user.id);
  const step = app === null || app.isActive ? null : await stepOf(context, app, code);
  if (app === null || step === null) throw invalid({ code: WRONG });
  const codes = Array.from({ length: BACKUP_CODES }, newBackupCode);
  const hashes = await Promise.all(codes.map(sha256Hex));
  await transact(context, async (write) => {
    if (!(await activateApp(write.db, app, step, hashes))) throw invalid({ code: WRONG });
    const what = { log: 'Two-factor authentication turned on', change: 'UPDATE' as const };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
  });
  return { backup_codes: codes };
}

export type Proof = { current_password?: string | undefined; code?: string | undefined };

/** Turns the authenticator app off for who proves once more to be the owner. Throws INVALID keyed by field, THROTTLED. */
export async function endSecondFactor(context: Context, proof: Proof): Promise<void> {
  const user = await ownUser(context);
  await proveOwner(context, user, proof);
  const mailId = await transact(context, async (write) => {
    if (!(await deleteApp(write.db, user.id))) return null;
    const what = { log: 'Two-factor authentication turned off', change: 'UPDATE' as const };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
    return enqueueMail(write, secondFactorEndedMail(user.email));
  });
  if (mailId !== null) deliverSoon(context, mailId);
}

/**
 * Makes sure that who is signed in is the owner: by a code or the password, or where there is neither app nor password by having just signed
 * in. Throws INVALID keyed by field, THROTTLED.
 */
export async function proveOwner(context: Context, user: User, proof: Proof): Promise<void> {
  if (proof.code !== undefined) {
    if (!(await acceptCode(context, user.id, proof.code))) throw invalid({ code: WRONG });
  } else if (proof.current_password !== undefined) {
    await checkCurrentPassword(context, user, proof.current_password);
  } else {
    await proveBySignIn(context, user);
  }
}

async function proveBySignIn(context: Context, user: User): Promise<void> {
  const { db } = context.database;
  const hasApp = (await findApp(db, user.id))?.isActive === true;
  if (hasApp || user.passwordHash !== null) {
    throw invalid({ code: ['A code of the app, a backup code, or current_password is required.'] });
  }
  if (!(await isTokenYoung(db, user.id, personOf(context).tokenId, SIGN_IN_PROVES_FOR_SECONDS))) {
    throw invalid('Sign in again: for ten minutes afterwards that shows that it is you.');
  }
}

/** Whether the code is the app's, or a backup code; either works once. Throws THROTTLED before it is looked at. */
export async function acceptCode(context: Context, userId: number, code: string): Promise<boolean> {
  await limitCodes(context, userId);
  const { db } = context.database;
  const app = await findApp(db, userId);
  if (app === null || !app.isActive) return false;
  const typed = code.replaceAll(/[\s-]/g, '').toLowerCase();
  const step = await stepOf(context, app, typed);
  return step === null ? takeBackupCode(db, app.id, await sha256Hex(typed)) : takeStep(db, app.id, step);
}

async function stepOf({ sealer, totp, now }: Context, app: SecondFactorRow, code: string): Promise<number | null> {
  return totp.stepOf(await sealer.open(app.sealedSecret, SEALED_PLACES.secondFactor(app.userId)), code, now());
}

/** Counts one more try of a second factor. Throws THROTTLED. */
export async function limitCodes(context: Context, userId: number): Promise<void> {
  await limitTries(context, `mfa-code:${userId}`, PER_MINUTE);
  await limitTries(context, `mfa-codes:${userId}`, PER_QUARTER);
}

function newBackupCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BACKUP_CODE_LETTERS));
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
