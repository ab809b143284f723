import type { Db } from '../../../drizzle/db.ts';
import type { Context } from '../../core/context.ts';
import { randomHex } from '../../core/random-hex.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { readSessionSeconds } from '../../core/session-lifetime.ts';
import { deleteToken, insertToken } from './tokens.queries.ts';

/** Tokens are forty digits on the wire; nothing binds the length of what a cookie holds. */
const BYTES = { token: 20, session: 32 };

/**
 * Signs somebody in who has proven who they are: the answer is a key for the Authorization header, or for the cookie. A session that the
 * cookie held before ends, whoever it was of: nobody has its key any more.
 */
export async function startSession(context: Context, db: Db, userId: number): Promise<string> {
  const { actor, signsInTo: kind, userAgent, setting } = context;
  const key = randomHex(BYTES[kind]);
  await insertToken(db, {
    userId,
    kind,
    tokenHash: await sha256Hex(key),
    userAgent: userAgent.slice(0, 300),
    expiresInSeconds: kind === 'session' ? readSessionSeconds(setting) : null,
  });
  const held = kind === 'session' && actor?.kind === 'user' && actor.credential === 'session' ? actor : null;
  if (held !== null && held.tokenId !== null) await deleteToken(db, held.id, held.tokenId);
  return key;
}
