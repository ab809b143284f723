import { sql } from 'drizzle-orm';
import { organisations } from './organisations.ts';
import { mfaMethods } from './sign-in.ts';
import { userOrganisations, users } from './users.ts';

/** Whom a provider signs in has the provider's second factor. */
export const lacksSecondFactor = sql<boolean>`(
  (${users.passwordHash} is not null or (${users.googleUserId} is null and ${users.githubUserId} is null))
  and exists (
    select from ${userOrganisations} m join ${organisations} o on o.id = m.organisation_id
    where m.user_id = ${users.id} and o.force_2fa and o.deleted_at is null)
  and not exists (select from ${mfaMethods} f where f.user_id = ${users.id} and f.is_active))`;
