import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { boolean, check, foreignKey, index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { idColumn, oneOf } from './columns.ts';
import { environments } from './environments.ts';
import { environmentPermissions, organisationPermissions, projectPermissions } from './permissions.ts';
import { projects } from './projects.ts';
import { roles } from './roles.ts';
import { tags } from './tags.ts';

/** What a role grants on one object: the organisation itself, one project, or one environment. */
export const rolePermissions = pgTable(
  'role_permissions',
  {
    id: idColumn(),
    organisationId: integer('organisation_id').notNull(),
    roleId: integer('role_id').notNull(),
    /** Set for grants on a project and, as its owner, for grants on an environment. */
    projectId: integer('project_id'),
    environmentId: integer('environment_id'),
    admin: boolean('admin').notNull().default(false),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('role_permissions_unique').on(t.roleId, t.projectId, t.environmentId).nullsNotDistinct(),
        unique('role_permissions_within_project').on(t.id, t.projectId),
        index('role_permissions_environment').on(t.environmentId),
        foreignKey({
          name: 'role_permissions_role_fk',
          columns: [t.organisationId, t.roleId],
          foreignColumns: [roles.organisationId, roles.id],
        }).onDelete('cascade'),
        foreignKey({
          name: 'role_permissions_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        foreignKey({
          name: 'role_permissions_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        check(
          'role_permissions_environment_has_project',
          sql`${t.environmentId} is null or ${t.projectId} is not null`,
        ),
      ]
    : undefined,
);

/** One permission key of the above. It holds for every object, or if limited for objects that carry one of its tags. */
export const rolePermissionEntries = pgTable(
  'role_permission_entries',
  {
    rolePermissionId: integer('role_permission_id')
      .notNull()
      .references(() => rolePermissions.id, { onDelete: 'cascade' }),
    permissionKey: text('permission_key').notNull(),
    /** Kept beside the tags, as whoever deletes the last of them must not widen the permission by it. */
    limited: boolean('limited').notNull().default(false),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        primaryKey({ name: 'role_permission_entries_pk', columns: [t.rolePermissionId, t.permissionKey] }),
        oneOf('role_permission_entries_known', t.permissionKey, [
          ...organisationPermissions,
          ...projectPermissions,
          ...environmentPermissions,
        ]),
      ]
    : undefined,
);

export const rolePermissionTags = pgTable(
  'role_permission_tags',
  {
    rolePermissionId: integer('role_permission_id').notNull(),
    permissionKey: text('permission_key').notNull(),
    projectId: integer('project_id').notNull(),
    tagId: integer('tag_id').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        primaryKey({ name: 'role_permission_tags_pk', columns: [t.rolePermissionId, t.permissionKey, t.tagId] }),
        foreignKey({
          name: 'role_permission_tags_entry_fk',
          columns: [t.rolePermissionId, t.permissionKey],
          foreignColumns: [rolePermissionEntries.rolePermissionId, rolePermissionEntries.permissionKey],
        }).onDelete('cascade'),
        foreignKey({
          name: 'role_permission_tags_project_fk',
          columns: [t.rolePermissionId, t.projectId],
          foreignColumns: [rolePermissions.id, rolePermissions.projectId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'role_permission_tags_tag_fk',
          columns: [t.projectId, t.tagId],
          foreignColumns: [tags.projectId, tags.id],
        }).onDelete('cascade'),
      ]
    : undefined,
);
