import type { CurrentUser } from '../../../worker/contract/accounts.ts';
import { BOOTSTRAP_PREFIX } from '../../api/bootstrap.ts';
import { clearCache, invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';
import { endSession, rememberEmail } from '../../api/session.ts';
import type { Proof } from './owner-proof.tsx';
import { SESSIONS } from './sessions.api.ts';

const USERS = '/api/v1/auth/users/';
const ME = `${USERS}me/`;
const METHODS = '/api/v1/auth/mfa/user-active-methods/';
const APP = '/api/v1/auth/app/';

export type Names = { first_name: string; last_name: string };

export function useAccount(): View<CurrentUser> {
  return useResource(ME);
}

export async function changeNames(names: Names): Promise<void> {
  await request('PATCH', ME, names);
  invalidate(ME);
  invalidate(BOOTSTRAP_PREFIX);
}

export async function changeEmail(email: string, password: string): Promise<void> {
  await request('POST', `${USERS}set_email/`, { new_email: email, current_password: password });
  rememberEmail(email);
  invalidate(ME);
  invalidate(BOOTSTRAP_PREFIX);
}

export function useSecondFactors(): View<{ name: string }[]> {
  return useResource(METHODS);
}

/** What an authenticator app is to be told; worth nothing until a code has confirmed it. */
export function startSecondFactor(): Promise<{ qr_link: string; secret: string }> {
  return request('POST', `${APP}activate/`);
}

/** Resolves to the backup codes, which are told this once. */
export async function confirmSecondFactor(code: string): Promise<string[]> {
  const answer = await request<{ backup_codes: string[] }>('POST', `${APP}activate/confirm/`, { code });
  invalidate(METHODS);
  return answer.backup_codes;
}

export async function endSecondFactor(proof: Proof): Promise<void> {
  await request('POST', `${APP}deactivate/`, proof);
  invalidate(METHODS);
}

export type PasswordDraft = { current_password: string; new_password: string; re_new_password: string };

export async function changePassword(draft: PasswordDraft): Promise<void> {
  await request('POST', `${USERS}set_password/`, draft);
  invalidate(SESSIONS);
}

export async function deleteAccount(password: string, deletesOrphans: boolean): Promise<void> {
  await request('DELETE', ME, { current_password: password, delete_orphan_organisations: deletesOrphans });
  endSession();
  clearCache();
}
