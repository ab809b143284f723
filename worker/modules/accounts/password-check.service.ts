import type { Context } from '../../core/context.ts';
import { invalid } from '../../core/errors.ts';
import { findPasswordFaults } from './password-rules.ts';
import { limitTries } from './sign-in.service.ts';
import type { User } from './users.queries.ts';

/** Makes sure that whoever asks knows the account's password. Throws INVALID keyed `current_password`, THROTTLED before any hash. */
export async function checkCurrentPassword(context: Context, user: User, password: string): Promise<void> {
  await limitTries(context, `password-check:${user.id}`);
  const isRight = await context.passwords.verify(password, user.passwordHash);
  if (!isRight) throw invalid({ current_password: ['Invalid password.'] });
}

type NewPassword = { new_password: string; re_new_password: string };

/** Throws INVALID for a new password that was typed in two ways or is a bad one. */
export function checkNewPassword(user: User, { new_password: password, re_new_password: again }: NewPassword): void {
  if (password !== again) throw invalid({ non_field_errors: ["The two password fields didn't match."] });
  const faults = findPasswordFaults(password, [user.email, user.firstName, user.lastName]);
  if (faults.length > 0) throw invalid({ new_password: faults });
}
