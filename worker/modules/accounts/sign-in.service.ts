import type { Context } from '../../core/context.ts';
import { DomainError, forbidden, invalid } from '../../core/errors.ts';
import { isOn } from '../../core/settings.ts';
import { endGrant } from '../oauth/end-grants.service.ts';
import { newEphemeralToken } from './ephemeral-token.service.ts';
import { startSession } from './new-session.service.ts';
import { deleteToken } from './tokens.queries.ts';
import { findUserToSignIn, listActiveMfaMethods, touchLastLogin } from './users.queries.ts';

/** For each account, whatever addresses the tries come from. */
const TRIES = { uses: 20, seconds: 60 };

/**
 * Signs in by password. An unknown address costs the same time and gets the same answer as a wrong password. Throws INVALID,
 * FORBIDDEN where passwords are not used, THROTTLED before any hash is computed.
 */
export async function signIn(context: Context, email: string, password: string) {
  if (isOn(context.setting, 'PREVENT_EMAIL_PASSWORD', false)) throw forbidden('Passwords are not used here.');
  await limitTries(context, `login-account:${email.toLowerCase()}`);
  const { db } = context.database;
  const user = await findUserToSignIn(db, email);
  const isRight = await context.passwords.verify(password, user?.passwordHash ?? null);
  if (user === null || !isRight || !user.isActive) {
    throw invalid({ non_field_errors: ['Unable to log in with provided credentials.'] });
  }
  const methods = [...(user.hasApp ? ['app' as const] : []), ...(user.hasPasskey ? ['passkey' as const] : [])];
  const [method] = methods;
  if (method !== undefined) return { ephemeral_token: await newEphemeralToken(context, user), method, methods };
  return openSession(context, user.id);
}

/** A new key for somebody who has proven who they are. */
export async function openSession(context: Context, userId: number): Promise<{ key: string }> {
  const { db } = context.database;
  const [key] = await Promise.all([startSession(context, db, userId), touchLastLogin(db, userId, 0)]);
  return { key };
}

/** Ends the session that the request was made with, or the grant of the application that made it; a master key has neither. */
export async function signOut({ actor, database, now }: Context): Promise<void> {
  if (actor?.kind !== 'user') return;
  if (actor.application !== undefined) await endGrant(database.db, actor.application.family, now());
  if (actor.tokenId !== null) await deleteToken(database.db, actor.id, actor.tokenId);
}

export async function listMethods(context: Context, userId: number) {
  return listActiveMfaMethods(context.database.db, userId);
}

/** Counts one more try of a password or a code, for all isolates together. Throws THROTTLED. */
export async function limitTries({ throttle }: Context, name: string, limit = TRIES): Promise<void> {
  const wait = await throttle.take(name, limit);
  if (wait === null) return;
  throw new DomainError('THROTTLED', `Request was throttled. Expected available in ${Math.ceil(wait)} seconds.`, {
    retryAfter: wait,
  });
}
