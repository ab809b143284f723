import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { foreignKey, integer, pgTable, primaryKey, text, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { createdAtColumn, idColumn, moment, oneOf, uuidColumn } from './columns.ts';
import { groups } from './groups.ts';
import { organisations } from './organisations.ts';
import { organisationRoles, users } from './users.ts';

export const invites = pgTable(
  'invites',
  {
    id: idColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    email: varchar('email', { length: 254 }).notNull(),
    /** SHA-256, hex, of the token in the mail: a new one is made whenever the mail is sent again. */
    tokenHash: text('token_hash').notNull().unique(),
    role: text('role', { enum: organisationRoles }).notNull().default('USER'),
    invitedById: integer('invited_by_id').references(() => users.id, { onDelete: 'set null' }),
    dateCreated: createdAtColumn('date_created'),
    expiresAt: moment('expires_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('invites_within_organisation').on(t.id, t.organisationId),
        uniqueIndex('invites_email_unique').on(t.organisationId, sql`lower(${t.email})`),
        oneOf('invites_role_known', t.role, organisationRoles),
      ]
    : undefined,
);

export const inviteGroups = pgTable(
  'invite_groups',
  {
    inviteId: integer('invite_id').notNull(),
    groupId: integer('group_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        primaryKey({ name: 'invite_groups_pk', columns: [t.inviteId, t.groupId] }),
        foreignKey({
          name: 'invite_groups_invite_fk',
          columns: [t.inviteId, t.organisationId],
          foreignColumns: [invites.id, invites.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'invite_groups_group_fk',
          columns: [t.groupId, t.organisationId],
          foreignColumns: [groups.id, groups.organisationId],
        }).onDelete('cascade'),
      ]
    : undefined,
);

export const inviteLinks = pgTable(
  'invite_links',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    /** SHA-256, hex, of the token: what a join request is looked up by. */
    tokenHash: text('token_hash').notNull().unique(),
    /** The token, sealed: the wire's list shows the link for as long as it exists. */
    sealedToken: text('sealed_token').notNull(),
    role: text('role', { enum: organisationRoles }).notNull(),
    dateCreated: createdAtColumn('date_created'),
    expiresAt: moment('expires_at'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        uniqueIndex('invite_links_organisation').on(t.organisationId, t.id),
        oneOf('invite_links_role_known', t.role, organisationRoles),
      ]
    : undefined,
);
