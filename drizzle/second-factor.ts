import { sql } from 'drizzle-orm';
import { organisations } from './schema/organisations.ts';
import { passkeys } from './schema/passkeys.ts';
import { mfaMethods } from './schema/sign-in.ts';
import { userOrganisations, users } from './schema/users.ts';

/** SQL: whether an organisation of the user asks for a second factor that they lack. Whom a provider signs in has the provider's. */
export const lacksSecondFactor = sql<boolean>`(
  (${users.passwordHash} is not null or (${users.googleUserId} is null and ${users.githubUserId} is null))
  and exists (
    select from ${userOrganisations} m join ${organisations} o on o.id = m.organisation_id
    where m.user_id = ${users.id} and o.force_2fa and o.deleted_at is null)
  and not exists (select from ${mfaMethods} f where f.user_id = ${users.id} and f.is_active)
  and not exists (select from ${passkeys} p where p.user_id = ${users.id}))`;
