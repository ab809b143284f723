import type { CurrentUser } from '../../contract/accounts.ts';
import type { User } from './users.queries.ts';

export function toCurrentUser(user: User): CurrentUser {
  return {
    id: user.id,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    sign_up_type: user.signUpType,
    auth_type: user.googleUserId !== null ? 'GOOGLE' : user.githubUserId !== null ? 'GITHUB' : 'EMAIL',
    is_superuser: user.isSuperuser,
    date_joined: user.dateJoined.toISOString(),
    uuid: user.uuid,
    pylon_email_signature: '',
    onboarding: (user.onboardingData as Record<string, unknown> | null) ?? null,
  };
}

/** compat: the deprecated view. */
export function toAccountUser(user: User) {
  return {
    first_name: user.firstName,
    last_name: user.lastName,
    sign_up_type: user.signUpType,
    id: user.id,
    email: user.email,
  };
}

export function toSignedUp(user: User, key: string) {
  return {
    ...toAccountUser(user),
    is_active: user.isActive,
    marketing_consent_given: user.marketingConsentGiven,
    uuid: user.uuid,
    key,
  };
}
