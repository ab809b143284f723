import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { check, foreignKey, index, integer, pgTable, text, unique, varchar } from 'drizzle-orm/pg-core';
import { masterApiKeys } from './api-keys.ts';
import { idColumn, uuidColumn } from './columns.ts';
import { groups } from './groups.ts';
import { organisations } from './organisations.ts';
import { userOrganisations } from './users.ts';

export const roles = pgTable(
  'roles',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: varchar('name', { length: 2000 }).notNull(),
    description: text('description'),
  },
  IS_FOR_MIGRATIONS ? (t) => [unique('roles_within_organisation').on(t.organisationId, t.id)] : undefined,
);

/** A role held by exactly one of a member, a group or a master key. */
export const roleAssignments = pgTable(
  'role_assignments',
  {
    id: idColumn(),
    organisationId: integer('organisation_id').notNull(),
    roleId: integer('role_id').notNull(),
    userId: integer('user_id'),
    groupId: integer('group_id'),
    masterApiKeyId: integer('master_api_key_id'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('role_assignments_unique').on(t.roleId, t.userId, t.groupId, t.masterApiKeyId).nullsNotDistinct(),
        index('role_assignments_user').on(t.userId),
        index('role_assignments_group').on(t.groupId),
        index('role_assignments_master_api_key').on(t.masterApiKeyId),
        foreignKey({
          name: 'role_assignments_role_fk',
          columns: [t.organisationId, t.roleId],
          foreignColumns: [roles.organisationId, roles.id],
        }).onDelete('cascade'),
        foreignKey({
          name: 'role_assignments_member_fk',
          columns: [t.userId, t.organisationId],
          foreignColumns: [userOrganisations.userId, userOrganisations.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'role_assignments_group_fk',
          columns: [t.groupId, t.organisationId],
          foreignColumns: [groups.id, groups.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'role_assignments_master_api_key_fk',
          columns: [t.masterApiKeyId, t.organisationId],
          foreignColumns: [masterApiKeys.id, masterApiKeys.organisationId],
        }).onDelete('cascade'),
        check('role_assignments_one_holder', sql`num_nonnulls(${t.userId}, ${t.groupId}, ${t.masterApiKeyId}) = 1`),
      ]
    : undefined,
);
