import type { Actor } from '../../core/access.ts';
import type { OnboardingChange, UserChange } from '../../contract/accounts.ts';
import type { Context } from '../../core/context.ts';
import { DomainError, invalid } from '../../core/errors.ts';
import { countOf } from '../../core/settings.ts';
import { logFailure } from '../../platform/log.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { describeAccountChange } from './account-audit.service.ts';
import { toAccountUser, toCurrentUser } from './users.mappers.ts';
import { findUser, lockUser, mergeOnboarding, touchLastLogin, updateUser, type User } from './users.queries.ts';

export type UserActor = Extract<Actor, { kind: 'user' }>;

/** The signed-in person, for operations that only people may use. */
export function personOf({ actor }: Context): UserActor {
  if (actor?.kind === 'user') return actor;
  throw new DomainError('UNAUTHENTICATED', 'Authentication credentials were not provided.');
}

/** The caller's own row. Throws UNAUTHENTICATED if it has just been deleted. */
export async function ownUser(context: Context): Promise<User> {
  const user = await findUser(context.database.db, personOf(context).id);
  if (user === null) throw new DomainError('UNAUTHENTICATED', 'Invalid token.');
  return user;
}

/** The caller's account; notes that the caller is here, at most every 30 minutes or what the deployment says. */
export async function getCurrentUser(context: Context) {
  const user = await ownUser(context);
  const minutes = countOf(context.setting, 'LAST_LOGIN_UPDATE_THRESHOLD_MINUTES', 30);
  const isRecent = user.lastLogin !== null && context.now().getTime() - user.lastLogin.getTime() < minutes * 60_000;
  if (!isRecent) {
    const noting = touchLastLogin(context.database.db, user.id, minutes).catch((error: unknown) => {
      logFailure('user.visit.failed', error, { userId: user.id });
    });
    context.defer(noting);
  }
  return toCurrentUser(user);
}

/** compat: the caller's account as the deprecated operations show it. */
export async function getAccountUser(context: Context) {
  return toAccountUser(await ownUser(context));
}

/** Changes the caller's names. */
export async function changeProfile(context: Context, input: UserChange): Promise<void> {
  const { id } = personOf(context);
  await transact(context, async (write) => {
    const user = await lockUser(write.db, id);
    if (user === null) throw new DomainError('UNAUTHENTICATED', 'Invalid token.');
    const next = {
      firstName: input.first_name ?? user.firstName,
      lastName: input.last_name ?? user.lastName,
      signUpType: input.sign_up_type === undefined ? user.signUpType : input.sign_up_type || null,
    };
    const keys = (['firstName', 'lastName', 'signUpType'] as const).filter((key) => next[key] !== user[key]);
    if (keys.length === 0) return;
    const pick = (from: typeof next) => Object.fromEntries(keys.map((key) => [WIRE_NAMES[key], from[key]]));
    const what = {
      log: `Account changed: ${user.email}`,
      change: 'UPDATE' as const,
      before: pick(user),
      after: pick(next),
    };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
    await updateUser(write.db, id, next);
  });
}

const WIRE_NAMES = { firstName: 'first_name', lastName: 'last_name', signUpType: 'sign_up_type' } as const;

/** Notes what the caller has done of the first steps; parts that are left out stay. It is no change that anybody audits. */
export async function changeOnboarding(context: Context, input: OnboardingChange): Promise<void> {
  const { tasks, tools, hosting_preferences: hostingPreferences } = input;
  const now = context.now().toISOString();
  const parts = {
    ...(tasks === undefined
      ? {}
      : { tasks: tasks.map(({ name, completed_at: time }) => ({ name, completed_at: time ?? now })) }),
    ...(tools === undefined
      ? {}
      : { tools: { completed: tools.completed ?? true, integrations: tools.integrations ?? [] } }),
    ...(hostingPreferences === undefined ? {} : { hosting_preferences: hostingPreferences }),
  };
  if (Object.keys(parts).length === 0) {
    throw invalid({ non_field_errors: ['At least one of tasks, tools and hosting_preferences is required.'] });
  }
  await mergeOnboarding(context.database.db, personOf(context).id, parts);
}
