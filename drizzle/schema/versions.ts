import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { check, foreignKey, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { masterApiKeys } from './api-keys.ts';
import { changeRequests } from './change-requests.ts';
import { createdAtColumn, deletedAtColumn, idColumn, moment } from './columns.ts';
import { environments } from './environments.ts';
import { features } from './features.ts';
import { users } from './users.ts';

/** Live: published and `live_from` reached; of those the one with the latest `live_from`. */
export const environmentFeatureVersions = pgTable(
  'environment_feature_versions',
  {
    uuid: uuid('uuid').primaryKey().defaultRandom(),
    projectId: integer('project_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    featureId: integer('feature_id').notNull(),
    description: text('description'),
    publishedAt: moment('published_at'),
    liveFrom: moment('live_from'),
    changeRequestId: integer('change_request_id'),
    createdById: integer('created_by_id').references(() => users.id, { onDelete: 'set null' }),
    createdByApiKeyId: integer('created_by_api_key_id').references(() => masterApiKeys.id),
    publishedById: integer('published_by_id').references(() => users.id, { onDelete: 'set null' }),
    publishedByApiKeyId: integer('published_by_api_key_id').references(() => masterApiKeys.id),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('environment_feature_versions_within_lineage').on(t.uuid, t.environmentId, t.featureId),
        foreignKey({
          name: 'environment_feature_versions_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        foreignKey({
          name: 'environment_feature_versions_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'environment_feature_versions_change_request_fk',
          columns: [t.changeRequestId, t.projectId],
          foreignColumns: [changeRequests.id, changeRequests.projectId],
        }),
        index('environment_feature_versions_live')
          .on(t.environmentId, t.featureId, t.liveFrom.desc())
          .where(sql`${t.deletedAt} is null and ${t.publishedAt} is not null`),
        index('environment_feature_versions_change_request').on(t.changeRequestId),
        check(
          'environment_feature_versions_published_has_live_from',
          sql`${t.publishedAt} is null or ${t.liveFrom} is not null`,
        ),
      ]
    : undefined,
);

/** A change to a feature in an environment that uses versions, kept apart from the version it will be applied to. */
export const versionChangeSets = pgTable(
  'version_change_sets',
  {
    id: idColumn(),
    projectId: integer('project_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    featureId: integer('feature_id').notNull(),
    changeRequestId: integer('change_request_id'),
    environmentFeatureVersionUuid: uuid('environment_feature_version_uuid'),
    featureStatesToCreate: jsonb('feature_states_to_create').$type<unknown[]>().notNull().default([]),
    featureStatesToUpdate: jsonb('feature_states_to_update').$type<unknown[]>().notNull().default([]),
    segmentIdsToDeleteOverrides: jsonb('segment_ids_to_delete_overrides').$type<number[]>().notNull().default([]),
    liveFrom: moment('live_from'),
    publishedAt: moment('published_at'),
    publishedById: integer('published_by_id').references(() => users.id, { onDelete: 'set null' }),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'version_change_sets_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        foreignKey({
          name: 'version_change_sets_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'version_change_sets_change_request_fk',
          columns: [t.changeRequestId, t.projectId],
          foreignColumns: [changeRequests.id, changeRequests.projectId],
        }),
        foreignKey({
          name: 'version_change_sets_version_fk',
          columns: [t.environmentFeatureVersionUuid, t.environmentId, t.featureId],
          foreignColumns: [
            environmentFeatureVersions.uuid,
            environmentFeatureVersions.environmentId,
            environmentFeatureVersions.featureId,
          ],
        }),
        index('version_change_sets_lineage').on(t.environmentId, t.featureId, t.publishedAt),
        index('version_change_sets_change_request').on(t.changeRequestId),
        index('version_change_sets_due')
          .on(t.liveFrom)
          .where(sql`${t.publishedAt} is null and ${t.deletedAt} is null`),
      ]
    : undefined,
);
