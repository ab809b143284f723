import type { Context } from '../../core/context.ts';
import { invalid, type DomainError } from '../../core/errors.ts';
import { readUid } from './links.ts';
import { findUser, type User } from './users.queries.ts';

/** Of the secret in a link. */
export const LINK_BYTES = 32;
/** How long a link works that changes who may sign in. */
export const LINK_SECONDS = 3_600;
export const ACTIVATION_SECONDS = 3 * 86_400;
/** More than the work behind takes on a good day. */
const FLOOR_MS = 300;

/** The user whom a link names. Throws INVALID. */
export async function readUser(context: Context, uid: string): Promise<User> {
  const id = readUid(uid);
  if (id === null) throw invalid({ uid: ["Invalid user id or user doesn't exist."] });
  const user = await findUser(context.database.db, id);
  // As for a wrong token: nobody shall learn which users there are.
  if (user === null) throw linkFault();
  return user;
}

export function linkFault(): DomainError {
  return invalid({ token: ['Invalid token for given user.'] });
}

/** Ends no sooner than usual, so that the time does not tell how much there was to do. */
export async function takingEqualTime(work: Promise<void>): Promise<void> {
  await Promise.all([work, new Promise((resolve) => setTimeout(resolve, FLOOR_MS))]);
}
