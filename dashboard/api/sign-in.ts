import { clearCache } from './cache.ts';
import { requestAnonymously } from './client.ts';
import { RequestFailed, toFailure } from './failure.ts';
import { endSession } from './session.ts';

const AUTH = '/api/v1/auth/';

/** Whose session the browser now has, or a ticket with which a code from the authenticator app makes one. */
export type SignedIn = { email: string } | { ephemeral_token: string };

export async function askForSession(email: string, password: string): Promise<SignedIn> {
  const answer = await askForCookie<{ ephemeral_token?: string } | null>('login/', { email, password });
  const ticket = answer?.ephemeral_token;
  return ticket === undefined ? findSession() : { ephemeral_token: ticket };
}

export async function confirmWithCode(ticket: string, code: string): Promise<{ email: string }> {
  await askForCookie('login/code/', { ephemeral_token: ticket, code });
  return findSession();
}

/** Sends what signs somebody in, so that the session comes in a cookie and no script ever sees a key. `path` is relative to that of all these. */
export function askForCookie<T>(path: string, body: object): Promise<T> {
  return requestAnonymously<T>('POST', AUTH + path, body, { 'x-sign-in': 'cookie' });
}

/** Whose session the browser has. Rejects where it has kept none. */
export async function findSession(): Promise<{ email: string }> {
  try {
    return await requestAnonymously('GET', `${AUTH}users/me/`);
  } catch (error) {
    if (toFailure(error).kind !== 'signed-out') throw error;
    const message =
      'This browser has not kept the cookie that signs you in. Let this address store cookies; a server with USE_SECURE_COOKIES has to be opened by https.';
    throw new RequestFailed({ kind: 'signed-out', message });
  }
}

/** Ends the session on the server, and takes the cookie, which no script could. Rejects where the server could not be told: then it goes on. */
export async function signOut(): Promise<void> {
  try {
    await requestAnonymously('POST', `${AUTH}logout/`);
  } catch (error) {
    if (toFailure(error).kind !== 'signed-out') throw error;
  }
  endSession();
  clearCache();
}
