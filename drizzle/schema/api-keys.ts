import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAtColumn, deletedAtColumn, idColumn, moment } from './columns.ts';
import { organisations } from './organisations.ts';
import { users } from './users.ts';

export const masterApiKeys = pgTable(
  'master_api_keys',
  {
    id: idColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: varchar('name', { length: 50 }).notNull(),
    prefix: varchar('prefix', { length: 8 }).notNull().unique(),
    /** SHA-256, hex, of the whole key, prefix included. */
    keyHash: text('key_hash').notNull().unique(),
    isAdmin: boolean('is_admin').notNull().default(true),
    revoked: boolean('revoked').notNull().default(false),
    expiryDate: moment('expiry_date'),
    createdById: integer('created_by_id').references(() => users.id, { onDelete: 'set null' }),
    lastUsedAt: moment('last_used_at'),
    created: createdAtColumn('created'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('master_api_keys_within_organisation').on(t.id, t.organisationId),
        index('master_api_keys_organisation').on(t.organisationId),
      ]
    : undefined,
);

export type ClaimRule = { claim: string; values: string[] };

/** Machines that sign in with their provider's OIDC token; each acts through a master key whose secret nobody holds. */
export const trustRelationships = pgTable(
  'trust_relationships',
  {
    id: idColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: varchar('name', { length: 100 }).notNull(),
    issuer: varchar('issuer', { length: 500 }).notNull(),
    audience: varchar('audience', { length: 500 }).notNull(),
    claimRules: jsonb('claim_rules').$type<ClaimRule[]>().notNull().default([]),
    masterApiKeyId: integer('master_api_key_id').notNull().unique(),
    createdById: integer('created_by_id').references(() => users.id, { onDelete: 'set null' }),
    createdAt: createdAtColumn(),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'trust_relationships_master_api_key_fk',
          columns: [t.masterApiKeyId, t.organisationId],
          foreignColumns: [masterApiKeys.id, masterApiKeys.organisationId],
        }),
        uniqueIndex('trust_relationships_issuer_audience_unique')
          .on(t.issuer, t.audience)
          .where(sql`${t.deletedAt} is null`),
        index('trust_relationships_organisation').on(t.organisationId),
      ]
    : undefined,
);
