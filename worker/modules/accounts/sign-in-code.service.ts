import type { Context } from '../../core/context.ts';
import { DomainError } from '../../core/errors.ts';
import { fingerprint, readEphemeralToken } from './ephemeral-token.service.ts';
import { acceptCode } from './second-factor.service.ts';
import { openSession } from './sign-in.service.ts';
import { findUser, type User } from './users.queries.ts';

/** The second half of signing in. Throws UNAUTHENTICATED for a token or code that is wrong, used or too old, THROTTLED for each user. */
export async function signInByCode(context: Context, token: string, code: string): Promise<{ key: string }> {
  const user = await openSignInAttempt(context, token);
  if (!(await acceptCode(context, user.id, code))) throw refused();
  return openSession(context, user.id);
}

/** Who has given the right password. Throws UNAUTHENTICATED for a token that is wrong or too old. */
export async function openSignInAttempt(context: Context, token: string): Promise<User> {
  const claims = await readEphemeralToken(context, token);
  const user = claims === null ? null : await findUser(context.database.db, claims.user);
  if (claims === null || user === null || !user.isActive) throw refused();
  if ((await fingerprint(user.passwordHash)) !== claims.password) throw refused();
  return user;
}

function refused(): DomainError {
  return new DomainError('UNAUTHENTICATED', 'Invalid or expired token or code.');
}
