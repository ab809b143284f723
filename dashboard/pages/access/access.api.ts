import { request, requestAnonymously } from '../../api/client.ts';
import { clearCache } from '../../api/cache.ts';
import { startSession } from '../../api/session.ts';
import {
  askForCookie,
  askForSession,
  confirmWithCode,
  confirmWithPasskey,
  findSession,
  type Ticket,
} from '../../api/sign-in.ts';
import type { Provider } from '../../api/sign-in-providers.ts';
import { inviteOf } from './providers.ts';

type Account = { email: string; password: string; first_name: string; last_name: string };
type Invitation = { sign_up_type?: 'INVITE_EMAIL' | 'INVITE_LINK'; invite_hash?: string };

/** Null once somebody is signed in; else what `signInByCode` and `signInByPasskey` need besides. */
export async function signIn(email: string, password: string): Promise<Ticket | null> {
  const answer = await askForSession(email, password);
  if (!('email' in answer)) return answer;
  begin(answer);
  return null;
}

export async function signInByCode(ticket: Ticket, code: string): Promise<void> {
  begin(await confirmWithCode(ticket, code));
}

/** Without a ticket the passkey is all that is needed. */
export async function signInByPasskey(ticket: Ticket | null): Promise<void> {
  begin(await confirmWithPasskey(ticket));
}

export async function signUp(account: Account, more: Invitation & { superuser?: true }): Promise<void> {
  const { is_active: isActive } = await askForCookie<{ is_active: boolean }>('users/', { ...account, ...more });
  if (isActive) begin(await findSession());
}

/** Signs in by an access token that Google gave to this page; who has no account gets one, if they may. */
export async function signInByGoogle(token: string, invitation: Invitation): Promise<void> {
  await askForCookie('oauth/google/', { access_token: token, ...invitation });
  begin(await findSession());
}

/** Where a provider asks who somebody is. This browser alone can come back from there. */
export async function askWhereToGo(provider: Provider, next: string): Promise<string> {
  type Started = { authorize_url: string };
  return (await askForCookie<Started>(`providers/${provider}/start/`, { next, ...inviteOf(next) })).authorize_url;
}

/** Signs in whoever is back; the answer is where they were going. */
export async function finishTrip(provider: Provider, code: string, state: string): Promise<string> {
  const { next } = await askForCookie<{ next: string }>(`providers/${provider}/finish/`, { code, state });
  begin(await findSession());
  return next;
}

function begin({ email }: { email: string }): void {
  clearCache();
  startSession(email);
}

/** Whether anybody has an account; null where the server cannot say. */
export async function hasUsers(): Promise<boolean | null> {
  type Version = { self_hosted_data: { has_users: boolean } | null };
  try {
    return (await requestAnonymously<Version>('GET', '/version/')).self_hosted_data?.has_users ?? null;
  } catch {
    return null;
  }
}

export function askForReset(email: string): Promise<void> {
  return requestAnonymously('POST', '/api/v1/auth/users/reset_password/', { email });
}

export function resetPassword(uid: string, token: string, password: string): Promise<void> {
  const body = { uid, token, new_password: password, re_new_password: password };
  return requestAnonymously('POST', '/api/v1/auth/users/reset_password_confirm/', body);
}

export function activate(uid: string, token: string): Promise<void> {
  return requestAnonymously('POST', '/api/v1/auth/users/activation/', { uid, token });
}

/** Takes up an invitation, by link or by mail: the address does not tell which. */
export async function join(hash: string): Promise<{ id: number; name: string }> {
  const part = encodeURIComponent(hash);
  try {
    return await request('POST', `/api/v1/users/join/link/${part}/`);
  } catch {
    return request('POST', `/api/v1/users/join/${part}/`);
  }
}
