import type { CurrentUser } from '../../../worker/contract/accounts.ts';
import { BOOTSTRAP_PREFIX } from '../../api/bootstrap.ts';
import { clearCache, invalidate, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';
import { endSession, readAuthorization, startSession } from '../../api/session.ts';

const USERS = '/api/v1/auth/users/';
const ME = `${USERS}me/`;

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
  // Whose session this is, for when it ends.
  startSession((readAuthorization() ?? '').replace(/^Token /, ''), email);
  invalidate(ME);
  invalidate(BOOTSTRAP_PREFIX);
}

export type PasswordDraft = { current_password: string; new_password: string; re_new_password: string };

export async function changePassword(draft: PasswordDraft): Promise<void> {
  await request('POST', `${USERS}set_password/`, draft);
}

export async function deleteAccount(password: string, deletesOrphans: boolean): Promise<void> {
  await request('DELETE', ME, { current_password: password, delete_orphan_organisations: deletesOrphans });
  endSession();
  clearCache();
}
