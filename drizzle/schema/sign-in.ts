import { boolean, index, integer, pgTable, text, unique, varchar } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { createdAtColumn, idColumn, moment, oneOf } from './columns.ts';
import { users } from './users.ts';

export const mfaMethodNames = ['app'] as const;

export const mfaMethods = pgTable(
  'mfa_methods',
  {
    id: idColumn(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name', { enum: mfaMethodNames }).notNull(),
    /** The TOTP secret, sealed. */
    sealedSecret: text('sealed_secret').notNull(),
    isPrimary: boolean('is_primary').notNull().default(false),
    isActive: boolean('is_active').notNull().default(false),
    /** SHA-256, hex; a code leaves the list when it is used. */
    backupCodeHashes: text('backup_code_hashes').array().notNull().default([]),
    /** The last 30-second step that was accepted, so that a code works once. */
    lastUsedStep: integer('last_used_step'),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('mfa_methods_user_name_unique').on(t.userId, t.name),
        oneOf('mfa_methods_name_known', t.name, mfaMethodNames),
      ]
    : undefined,
);

export const passwordResetRequests = pgTable(
  'password_reset_requests',
  {
    id: idColumn(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull().unique(),
    requestedAt: createdAtColumn('requested_at'),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  IS_FOR_MIGRATIONS ? (t) => [index('password_reset_requests_user').on(t.userId, t.requestedAt)] : undefined,
);

export const confirmationPurposes = ['activation', 'email-reset'] as const;

/** Links that prove that somebody reads the account's mail: each works once, and only its hash is kept. */
export const accountConfirmations = pgTable(
  'account_confirmations',
  {
    id: idColumn(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    purpose: text('purpose', { enum: confirmationPurposes }).notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    requestedAt: createdAtColumn('requested_at'),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('account_confirmations_user').on(t.userId, t.purpose, t.requestedAt),
        oneOf('account_confirmations_purpose_known', t.purpose, confirmationPurposes),
      ]
    : undefined,
);

export const authTokenKinds = ['token', 'session'] as const;

/** Signed-in clients: `token` for the Authorization header, `session` for the cookie. Only hashes are kept. */
export const authTokens = pgTable(
  'auth_tokens',
  {
    id: idColumn(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: authTokenKinds }).notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    userAgent: varchar('user_agent', { length: 300 }),
    createdAt: createdAtColumn(),
    lastUsedAt: moment('last_used_at'),
    expiresAt: moment('expires_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [index('auth_tokens_user').on(t.userId), oneOf('auth_tokens_kind_known', t.kind, authTokenKinds)]
    : undefined,
);
