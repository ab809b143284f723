import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
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
import { caselessDigestOf, createdAtColumn, deletedAtColumn, idColumn, oneOf, uuidColumn } from './columns.ts';
import { groups } from './groups.ts';
import { projects } from './projects.ts';
import { tags } from './tags.ts';
import { userOrganisations } from './users.ts';

export const featureTypes = ['STANDARD', 'MULTIVARIATE'] as const;

export const features = pgTable(
  'features',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    organisationId: integer('organisation_id').notNull(),
    projectId: integer('project_id').notNull(),
    name: varchar('name', { length: 2000 }).notNull(),
    type: text('type', { enum: featureTypes }).notNull().default('STANDARD'),
    description: text('description'),
    initialValue: text('initial_value'),
    defaultEnabled: boolean('default_enabled').notNull().default(false),
    isArchived: boolean('is_archived').notNull().default(false),
    isServerKeyOnly: boolean('is_server_key_only').notNull().default(false),
    createdDate: createdAtColumn('created_date'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'features_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        unique('features_within_project').on(t.id, t.projectId),
        unique('features_within_organisation').on(t.id, t.organisationId),
        uniqueIndex('features_name_unique')
          .on(t.projectId, caselessDigestOf(t.name))
          .where(sql`${t.deletedAt} is null`),
        // Landed usage names features that may be deleted by now.
        index('features_project').on(t.projectId),
        index('features_live')
          .on(t.projectId, t.isArchived, t.createdDate)
          .where(sql`${t.deletedAt} is null`),
        oneOf('features_type_known', t.type, featureTypes),
      ]
    : undefined,
);

export const featureTags = pgTable(
  'feature_tags',
  {
    featureId: integer('feature_id').notNull(),
    tagId: integer('tag_id').notNull(),
    projectId: integer('project_id').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        primaryKey({ name: 'feature_tags_pk', columns: [t.featureId, t.tagId] }),
        index('feature_tags_tag').on(t.tagId),
        foreignKey({
          name: 'feature_tags_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'feature_tags_tag_fk',
          columns: [t.tagId, t.projectId],
          foreignColumns: [tags.id, tags.projectId],
        }).onDelete('cascade'),
      ]
    : undefined,
);

export const featureOwners = pgTable(
  'feature_owners',
  {
    featureId: integer('feature_id').notNull(),
    userId: integer('user_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        primaryKey({ name: 'feature_owners_pk', columns: [t.featureId, t.userId] }),
        index('feature_owners_user').on(t.userId),
        foreignKey({
          name: 'feature_owners_feature_fk',
          columns: [t.featureId, t.organisationId],
          foreignColumns: [features.id, features.organisationId],
        }),
        foreignKey({
          name: 'feature_owners_member_fk',
          columns: [t.userId, t.organisationId],
          foreignColumns: [userOrganisations.userId, userOrganisations.organisationId],
        }).onDelete('cascade'),
      ]
    : undefined,
);

export const featureGroupOwners = pgTable(
  'feature_group_owners',
  {
    featureId: integer('feature_id').notNull(),
    groupId: integer('group_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        primaryKey({ name: 'feature_group_owners_pk', columns: [t.featureId, t.groupId] }),
        index('feature_group_owners_group').on(t.groupId),
        foreignKey({
          name: 'feature_group_owners_feature_fk',
          columns: [t.featureId, t.organisationId],
          foreignColumns: [features.id, features.organisationId],
        }),
        foreignKey({
          name: 'feature_group_owners_group_fk',
          columns: [t.groupId, t.organisationId],
          foreignColumns: [groups.id, groups.organisationId],
        }).onDelete('cascade'),
      ]
    : undefined,
);
