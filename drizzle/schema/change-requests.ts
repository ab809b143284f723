import {
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { createdAtColumn, deletedAtColumn, idColumn, moment, uuidColumn } from './columns.ts';
import { environments } from './environments.ts';
import { groups } from './groups.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

/** A null environment is a request about segments of the project. */
export const changeRequests = pgTable(
  'change_requests',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    organisationId: integer('organisation_id').notNull(),
    projectId: integer('project_id').notNull(),
    environmentId: integer('environment_id'),
    title: varchar('title', { length: 500 }).notNull(),
    description: text('description'),
    /** The author. */
    userId: integer('user_id').references(() => users.id, { onDelete: 'set null' }),
    committedAt: moment('committed_at'),
    committedById: integer('committed_by_id').references(() => users.id, { onDelete: 'set null' }),
    ignoreConflicts: boolean('ignore_conflicts').notNull().default(false),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'change_requests_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        foreignKey({
          name: 'change_requests_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        unique('change_requests_within_project').on(t.id, t.projectId),
        unique('change_requests_within_organisation').on(t.id, t.organisationId),
        index('change_requests_newest').on(t.projectId, t.environmentId, t.createdAt.desc()),
      ]
    : undefined,
);

/** A row without `approved_at` is an assignment to review. */
export const changeRequestApprovals = pgTable(
  'change_request_approvals',
  {
    id: idColumn(),
    changeRequestId: integer('change_request_id')
      .notNull()
      .references(() => changeRequests.id, { onDelete: 'cascade' }),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    required: boolean('required').notNull().default(false),
    approvedAt: moment('approved_at'),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        uniqueIndex('change_request_approvals_unique').on(t.changeRequestId, t.userId),
        index('change_request_approvals_user').on(t.userId),
      ]
    : undefined,
);

export const changeRequestGroupAssignments = pgTable(
  'change_request_group_assignments',
  {
    changeRequestId: integer('change_request_id').notNull(),
    groupId: integer('group_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        primaryKey({ name: 'change_request_group_assignments_pk', columns: [t.changeRequestId, t.groupId] }),
        foreignKey({
          name: 'change_request_group_assignments_change_request_fk',
          columns: [t.changeRequestId, t.organisationId],
          foreignColumns: [changeRequests.id, changeRequests.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'change_request_group_assignments_group_fk',
          columns: [t.groupId, t.organisationId],
          foreignColumns: [groups.id, groups.organisationId],
        }).onDelete('cascade'),
      ]
    : undefined,
);
