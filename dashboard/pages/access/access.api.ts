import { request, requestAnonymously } from '../../api/client.ts';
import { clearCache } from '../../api/cache.ts';
import { startSession } from '../../api/session.ts';
import { askForSession, confirmWithCode } from '../../api/sign-in.ts';
import type { Provider } from './providers.ts';

type Account = { email: string; password: string; first_name: string; last_name: string };
type Invitation = { sign_up_type?: 'INVITE_EMAIL' | 'INVITE_LINK'; invite_hash?: string };

/** Null once somebody is signed in; else what `signInByCode` needs beside the code that the account asks for. */
export async function signIn(email: string, password: string): Promise<string | null> {
  const answer = await askForSession(email, password);
  if (!('key' in answer)) return answer.ephemeral_token;
  clearCache();
  startSession(answer.key, email);
  return null;
}

export async function signInByCode(email: string, ticket: string, code: string): Promise<void> {
  const { key } = await confirmWithCode(ticket, code);
  clearCache();
  startSession(key, email);
}

export async function signUp(account: Account, more: Invitation & { superuser?: true }): Promise<void> {
  const body = { ...account, ...more };
  const { key, is_active: isActive } = await requestAnonymously<{ key: string; is_active: boolean }>(
    'POST',
    '/api/v1/auth/users/',
    body,
  );
  if (!isActive) return;
  clearCache();
  startSession(key, account.email);
}

/** Signs in by what a provider gave; who has no account gets one, if they may. */
export async function signInBy(provider: Provider, secret: string, invitation: Invitation): Promise<void> {
  const body = { access_token: secret, ...invitation };
  const { key } = await requestAnonymously<{ key: string }>('POST', `/api/v1/auth/oauth/${provider}/`, body);
  const me = { authorization: `Token ${key}` };
  const { email } = await requestAnonymously<{ email: string }>('GET', '/api/v1/auth/users/me/', undefined, me);
  clearCache();
  startSession(key, email);
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
