import { clearCache } from './cache.ts';
import { requestAnonymously } from './client.ts';
import { RequestFailed, toFailure } from './failure.ts';
import { endSession } from './session.ts';

const AUTH = '/api/v1/auth/';

/** What a right password is worth where an account asks for more: one of the methods, with the token, makes a session. */
export type Ticket = { ephemeral_token: string; methods: readonly ('app' | 'passkey')[] };
/** Whose session the browser now has, or what is needed besides. */
export type SignedIn = { email: string } | Ticket;

export async function askForSession(email: string, password: string): Promise<SignedIn> {
  const answer = await askForCookie<Ticket | null>('login/', { email, password });
  return answer === null ? findSession() : answer;
}

export async function confirmWithCode({ ephemeral_token }: Ticket, code: string): Promise<{ email: string }> {
  await askForCookie('login/code/', { ephemeral_token, code });
  return findSession();
}

/** Signs in by a passkey: with a ticket after the password, without one alone. */
export async function confirmWithPasskey(ticket: Ticket | null): Promise<{ email: string }> {
  const { knowsPasskeys, signWithPasskey } = await import('./webauthn.ts');
  if (!knowsPasskeys()) {
    throw new RequestFailed({
      kind: 'conflict',
      message: 'This browser knows no passkeys at this address.',
      code: null,
    });
  }
  const attempt = ticket === null ? {} : { ephemeral_token: ticket.ephemeral_token };
  type Options = Parameters<typeof signWithPasskey>[0];
  const options = await requestAnonymously<Options>('POST', `${AUTH}passkeys/login/options/`, attempt);
  await askForCookie('passkeys/login/', { ...attempt, credential: await signWithPasskey(options) });
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
