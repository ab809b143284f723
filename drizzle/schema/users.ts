import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { createdAtColumn, idColumn, moment, oneOf, uuidColumn } from './columns.ts';
import { organisations } from './organisations.ts';

export const organisationRoles = ['ADMIN', 'USER'] as const;
export const signUpTypes = ['NO_INVITE', 'INVITE_EMAIL', 'INVITE_LINK'] as const;

export const users = pgTable(
  'users',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    email: varchar('email', { length: 254 }).notNull(),
    username: varchar('username', { length: 150 }).unique(),
    firstName: varchar('first_name', { length: 150 }).notNull().default(''),
    lastName: varchar('last_name', { length: 150 }).notNull().default(''),
    /** A self-describing password hash; null for accounts that only sign in through Google or GitHub. */
    passwordHash: text('password_hash'),
    isActive: boolean('is_active').notNull().default(true),
    isStaff: boolean('is_staff').notNull().default(false),
    isSuperuser: boolean('is_superuser').notNull().default(false),
    googleUserId: varchar('google_user_id', { length: 50 }).unique(),
    githubUserId: varchar('github_user_id', { length: 50 }).unique(),
    onboardingData: jsonb('onboarding_data'),
    marketingConsentGiven: boolean('marketing_consent_given').notNull().default(false),
    signUpType: text('sign_up_type', { enum: signUpTypes }),
    lastLogin: moment('last_login'),
    dateJoined: createdAtColumn('date_joined'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        uniqueIndex('users_email_unique').on(sql`lower(${t.email})`),
        oneOf('users_sign_up_type_known', t.signUpType, signUpTypes),
      ]
    : undefined,
);

/** Membership. Grants, group memberships and ownerships hang on this row, so that they end with it. */
export const userOrganisations = pgTable(
  'user_organisations',
  {
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    role: text('role', { enum: organisationRoles }).notNull(),
    dateJoined: createdAtColumn('date_joined'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        primaryKey({ name: 'user_organisations_pk', columns: [t.userId, t.organisationId] }),
        index('user_organisations_organisation').on(t.organisationId),
        oneOf('user_organisations_role_known', t.role, organisationRoles),
      ]
    : undefined,
);
