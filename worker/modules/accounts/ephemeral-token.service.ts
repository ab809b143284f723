import { EphemeralClaims } from '../../contract/accounts.ts';
import type { Context } from '../../core/context.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { User } from './users.queries.ts';

const LIFETIME_SECONDS = 900;
const PLACE = 'ephemeral-token';

/** Says for a quarter of an hour, and until the password changes, that somebody knew the user's password. */
export async function newEphemeralToken(
  { sealer, now }: Context,
  { id, passwordHash }: Pick<User, 'id' | 'passwordHash'>,
): Promise<string> {
  const until = Math.floor(now().getTime() / 1_000) + LIFETIME_SECONDS;
  return sealer.seal(JSON.stringify({ user: id, until, password: await fingerprint(passwordHash) }), PLACE);
}

/** Whose token it is and for which password, or null if it is none of ours or too old. */
export async function readEphemeralToken({ sealer, now }: Context, token: string) {
  const text = await sealer.open(token, PLACE).catch(() => null);
  if (text === null) return null;
  const claims = EphemeralClaims.parse(JSON.parse(text));
  return claims.until > now().getTime() / 1_000 ? claims : null;
}

/** Tells two stored hashes apart. */
export async function fingerprint(passwordHash: string | null): Promise<string> {
  return (await sha256Hex(passwordHash ?? '')).slice(0, 32);
}
