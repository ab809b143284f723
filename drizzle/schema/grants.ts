import { boolean, foreignKey, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { idColumn, onlyFrom } from './columns.ts';
import { environments } from './environments.ts';
import { groups } from './groups.ts';
import { organisations } from './organisations.ts';
import {
  environmentPermissions,
  organisationPermissions,
  projectPermissions,
  type EnvironmentPermission,
  type OrganisationPermission,
  type ProjectPermission,
} from './permissions.ts';
import { projects } from './projects.ts';
import { userOrganisations } from './users.ts';

const permissionsOf = <Permission extends string>() =>
  text('permissions').array().$type<Permission[]>().notNull().default([]);

export const userOrganisationPermissions = pgTable(
  'user_organisation_permissions',
  {
    id: idColumn(),
    userId: integer('user_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
    permissions: permissionsOf<OrganisationPermission>(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('user_organisation_permissions_unique').on(t.userId, t.organisationId),
        foreignKey({
          name: 'user_organisation_permissions_member_fk',
          columns: [t.userId, t.organisationId],
          foreignColumns: [userOrganisations.userId, userOrganisations.organisationId],
        }).onDelete('cascade'),
        onlyFrom('user_organisation_permissions_known', t.permissions, organisationPermissions),
      ]
    : undefined,
);

export const groupOrganisationPermissions = pgTable(
  'group_organisation_permissions',
  {
    id: idColumn(),
    groupId: integer('group_id').notNull(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    permissions: permissionsOf<OrganisationPermission>(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('group_organisation_permissions_unique').on(t.groupId, t.organisationId),
        foreignKey({
          name: 'group_organisation_permissions_group_fk',
          columns: [t.groupId, t.organisationId],
          foreignColumns: [groups.id, groups.organisationId],
        }).onDelete('cascade'),
        onlyFrom('group_organisation_permissions_known', t.permissions, organisationPermissions),
      ]
    : undefined,
);

export const userProjectPermissions = pgTable(
  'user_project_permissions',
  {
    id: idColumn(),
    userId: integer('user_id').notNull(),
    projectId: integer('project_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
    admin: boolean('admin').notNull().default(false),
    permissions: permissionsOf<ProjectPermission>(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('user_project_permissions_unique').on(t.userId, t.projectId),
        index('user_project_permissions_project').on(t.projectId),
        foreignKey({
          name: 'user_project_permissions_member_fk',
          columns: [t.userId, t.organisationId],
          foreignColumns: [userOrganisations.userId, userOrganisations.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'user_project_permissions_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        onlyFrom('user_project_permissions_known', t.permissions, projectPermissions),
      ]
    : undefined,
);

export const groupProjectPermissions = pgTable(
  'group_project_permissions',
  {
    id: idColumn(),
    groupId: integer('group_id').notNull(),
    projectId: integer('project_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
    admin: boolean('admin').notNull().default(false),
    permissions: permissionsOf<ProjectPermission>(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('group_project_permissions_unique').on(t.groupId, t.projectId),
        index('group_project_permissions_project').on(t.projectId),
        foreignKey({
          name: 'group_project_permissions_group_fk',
          columns: [t.groupId, t.organisationId],
          foreignColumns: [groups.id, groups.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'group_project_permissions_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        onlyFrom('group_project_permissions_known', t.permissions, projectPermissions),
      ]
    : undefined,
);

export const userEnvironmentPermissions = pgTable(
  'user_environment_permissions',
  {
    id: idColumn(),
    userId: integer('user_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
    admin: boolean('admin').notNull().default(false),
    permissions: permissionsOf<EnvironmentPermission>(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('user_environment_permissions_unique').on(t.userId, t.environmentId),
        index('user_environment_permissions_environment').on(t.environmentId),
        foreignKey({
          name: 'user_environment_permissions_member_fk',
          columns: [t.userId, t.organisationId],
          foreignColumns: [userOrganisations.userId, userOrganisations.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'user_environment_permissions_environment_fk',
          columns: [t.environmentId, t.organisationId],
          foreignColumns: [environments.id, environments.organisationId],
        }),
        onlyFrom('user_environment_permissions_known', t.permissions, environmentPermissions),
      ]
    : undefined,
);

export const groupEnvironmentPermissions = pgTable(
  'group_environment_permissions',
  {
    id: idColumn(),
    groupId: integer('group_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
    admin: boolean('admin').notNull().default(false),
    permissions: permissionsOf<EnvironmentPermission>(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('group_environment_permissions_unique').on(t.groupId, t.environmentId),
        index('group_environment_permissions_environment').on(t.environmentId),
        foreignKey({
          name: 'group_environment_permissions_group_fk',
          columns: [t.groupId, t.organisationId],
          foreignColumns: [groups.id, groups.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'group_environment_permissions_environment_fk',
          columns: [t.environmentId, t.organisationId],
          foreignColumns: [environments.id, environments.organisationId],
        }),
        onlyFrom('group_environment_permissions_known', t.permissions, environmentPermissions),
      ]
    : undefined,
);
