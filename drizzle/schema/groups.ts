import { boolean, foreignKey, index, integer, pgTable, primaryKey, unique, varchar } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { idColumn } from './columns.ts';
import { organisations } from './organisations.ts';
import { userOrganisations } from './users.ts';

export const groups = pgTable(
  'groups',
  {
    id: idColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: varchar('name', { length: 200 }).notNull(),
    isDefault: boolean('is_default').notNull().default(false),
    externalId: varchar('external_id', { length: 255 }),
    ldapDn: varchar('ldap_dn', { length: 255 }).unique(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('groups_within_organisation').on(t.id, t.organisationId),
        unique('groups_external_id_unique').on(t.organisationId, t.externalId),
        index('groups_organisation').on(t.organisationId),
      ]
    : undefined,
);

export const groupMemberships = pgTable(
  'group_memberships',
  {
    userId: integer('user_id').notNull(),
    groupId: integer('group_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
    groupAdmin: boolean('group_admin').notNull().default(false),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        primaryKey({ name: 'group_memberships_pk', columns: [t.groupId, t.userId] }),
        index('group_memberships_user').on(t.userId),
        foreignKey({
          name: 'group_memberships_member_fk',
          columns: [t.userId, t.organisationId],
          foreignColumns: [userOrganisations.userId, userOrganisations.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'group_memberships_group_fk',
          columns: [t.groupId, t.organisationId],
          foreignColumns: [groups.id, groups.organisationId],
        }).onDelete('cascade'),
      ]
    : undefined,
);
