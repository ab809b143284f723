import type { Context } from '../core/context.ts';
import type { Reply } from './reply.ts';

/** What somebody gets who has signed in: the key, or with a cookie all but the key; where nothing else is left, 204. */
export function signedInReply({ signsInTo }: Context, status: 200 | 201, answer: { key: string }): Reply {
  if (signsInTo === 'token') return { status, body: answer };
  const { key, ...rest } = answer;
  // compat: with cookies upstream answers sign-ups alone with a body.
  return status === 201 ? { status, body: rest, session: key } : { status: 204, session: key };
}

/** What somebody gets who has signed out. */
export function signedOutReply({ actor }: Context): Reply {
  const hadCookie = actor?.kind === 'user' && actor.credential === 'session';
  return { status: 204, ...(hadCookie ? { session: null } : {}) };
}
