import { boolean, index, integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { createdAtColumn, idColumn, moment, oneOf } from './columns.ts';
import { users } from './users.ts';

export const oauthClientTypes = ['public', 'confidential'] as const;

export const oauthApplications = pgTable(
  'oauth_applications',
  {
    id: idColumn(),
    clientId: varchar('client_id', { length: 100 }).notNull().unique(),
    clientSecretHash: text('client_secret_hash'),
    name: varchar('name', { length: 255 }).notNull(),
    clientType: text('client_type', { enum: oauthClientTypes }).notNull(),
    redirectUris: text('redirect_uris').array().notNull().default([]),
    /** One of our own, which the consent page calls verified and which may ask for `admin-api`. Consent is asked for all the same. */
    skipAuthorization: boolean('skip_authorization').notNull().default(false),
    userId: integer('user_id').references(() => users.id, { onDelete: 'cascade' }),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [oneOf('oauth_applications_client_type_known', t.clientType, oauthClientTypes)]
    : undefined,
);

/** Authorisation codes: used once, valid for minutes, bound to a PKCE challenge. */
export const oauthGrants = pgTable(
  'oauth_grants',
  {
    id: idColumn(),
    applicationId: integer('application_id')
      .notNull()
      .references(() => oauthApplications.id, { onDelete: 'cascade' }),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    codeHash: text('code_hash').notNull().unique(),
    redirectUri: text('redirect_uri').notNull(),
    scope: text('scope').notNull().default(''),
    codeChallenge: text('code_challenge').notNull(),
    codeChallengeMethod: text('code_challenge_method').notNull(),
    createdAt: createdAtColumn(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [index('oauth_grants_user').on(t.userId), index('oauth_grants_application').on(t.applicationId)]
    : undefined,
);

/** One row per refresh: the tokens of one authorisation share `family`, so that a replayed refresh token ends them all. */
export const oauthTokens = pgTable(
  'oauth_tokens',
  {
    id: idColumn(),
    applicationId: integer('application_id')
      .notNull()
      .references(() => oauthApplications.id, { onDelete: 'cascade' }),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    family: text('family').notNull(),
    accessTokenHash: text('access_token_hash').notNull().unique(),
    refreshTokenHash: text('refresh_token_hash').unique(),
    scope: text('scope').notNull().default(''),
    createdAt: createdAtColumn(),
    expiresAt: moment('expires_at').notNull(),
    refreshExpiresAt: moment('refresh_expires_at'),
    rotatedAt: moment('rotated_at'),
    revokedAt: moment('revoked_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('oauth_tokens_user').on(t.userId),
        index('oauth_tokens_family').on(t.family),
        index('oauth_tokens_application').on(t.applicationId),
      ]
    : undefined,
);
