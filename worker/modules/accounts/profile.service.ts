import type { Actor } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { DomainError } from '../../core/errors.ts';
import { countOf } from '../../core/settings.ts';
import { logFailure } from '../../platform/log.ts';
import { toCurrentUser } from './users.mappers.ts';
import { findUser, touchLastLogin, type User } from './users.queries.ts';

export type UserActor = Extract<Actor, { kind: 'user' }>;

/** The signed-in person, for operations that only people may use. */
export function personOf({ actor }: Context): UserActor {
  if (actor?.kind === 'user') return actor;
  throw new DomainError('UNAUTHENTICATED', 'Authentication credentials were not provided.');
}

/** The caller's own row. Throws UNAUTHENTICATED if it has just been deleted. */
export async function ownUser(context: Context): Promise<User> {
  const user = await findUser(context.database.db, personOf(context).id);
  if (user === null) throw new DomainError('UNAUTHENTICATED', 'Invalid token.');
  return user;
}

/** The caller's account; notes that the caller is here, at most every 30 minutes or what the deployment says. */
export async function getCurrentUser(context: Context) {
  const user = await ownUser(context);
  const minutes = countOf(context.setting, 'LAST_LOGIN_UPDATE_THRESHOLD_MINUTES', 30);
  const isRecent = user.lastLogin !== null && context.now().getTime() - user.lastLogin.getTime() < minutes * 60_000;
  if (!isRecent) {
    const noting = touchLastLogin(context.database.db, user.id, minutes).catch((error: unknown) => {
      logFailure('user.visit.failed', error, { userId: user.id });
    });
    context.defer(noting);
  }
  return toCurrentUser(user);
}
