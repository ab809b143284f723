import { bigint, index, integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { createdAtColumn, idColumn, moment, oneOf } from './columns.ts';
import { users } from './users.ts';

/** Credentials of WebAuthn. What is kept of them is public: the secret half never leaves the authenticator. */
export const passkeys = pgTable(
  'passkeys',
  {
    id: idColumn(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: varchar('name', { length: 100 }).notNull(),
    /** Base64 for URLs, as all that browsers tell. */
    credentialId: text('credential_id').notNull().unique(),
    /** SubjectPublicKeyInfo (DER) in Base64 for URLs. */
    publicKey: text('public_key').notNull(),
    /** COSE's number: -7 ES256, -8 EdDSA, -257 RS256. */
    algorithm: integer('algorithm').notNull(),
    /** How often it has signed, by its own account: an unsigned int32, and always 0 with many. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: text('transports').array().notNull().default([]),
    createdAt: createdAtColumn(),
    lastUsedAt: moment('last_used_at'),
  },
  IS_FOR_MIGRATIONS ? (t) => [index('passkeys_user').on(t.userId)] : undefined,
);

export const passkeyPurposes = ['add', 'second-factor', 'sign-in'] as const;

/** What a passkey is asked to sign: each works once, and only its hash is kept. */
export const passkeyChallenges = pgTable(
  'passkey_challenges',
  {
    id: idColumn(),
    purpose: text('purpose', { enum: passkeyPurposes }).notNull(),
    /** Null where nobody has yet said who they are. */
    userId: integer('user_id').references(() => users.id, { onDelete: 'cascade' }),
    challengeHash: text('challenge_hash').notNull().unique(),
    expiresAt: moment('expires_at').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('passkey_challenges_user').on(t.userId),
        index('passkey_challenges_end').on(t.expiresAt),
        oneOf('passkey_challenges_purpose_known', t.purpose, passkeyPurposes),
      ]
    : undefined,
);
