import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { boolean, check, foreignKey, index, integer, pgTable, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { changeRequests } from './change-requests.ts';
import { createdAtColumn, deletedAtColumn, idColumn, moment, uuidColumn } from './columns.ts';
import { environments } from './environments.ts';
import { featureSegments } from './feature-segments.ts';
import { featureValueColumns, hasOneValue } from './feature-value.ts';
import { features } from './features.ts';
import { identities } from './identities.ts';
import { environmentFeatureVersions } from './versions.ts';

/** An environment default (neither link set), a segment override (feature segment) or an identity override (identity). */
export const featureStates = pgTable(
  'feature_states',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    projectId: integer('project_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    featureId: integer('feature_id').notNull(),
    featureSegmentId: integer('feature_segment_id'),
    identityId: integer('identity_id'),
    enabled: boolean('enabled').notNull().default(false),
    /** Null until it is scheduled or live; the latest that is reached wins. */
    liveFrom: moment('live_from'),
    /** Null for the draft of a change request. */
    version: integer('version').default(1),
    environmentFeatureVersionUuid: uuid('environment_feature_version_uuid'),
    changeRequestId: integer('change_request_id'),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('feature_states_within_feature').on(t.id, t.featureId),
        foreignKey({
          name: 'feature_states_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        foreignKey({
          name: 'feature_states_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'feature_states_feature_segment_fk',
          columns: [t.featureSegmentId, t.environmentId, t.featureId],
          foreignColumns: [featureSegments.id, featureSegments.environmentId, featureSegments.featureId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'feature_states_identity_fk',
          columns: [t.environmentId, t.identityId],
          foreignColumns: [identities.environmentId, identities.id],
        }).onDelete('cascade'),
        foreignKey({
          name: 'feature_states_version_fk',
          columns: [t.environmentFeatureVersionUuid, t.environmentId, t.featureId],
          foreignColumns: [
            environmentFeatureVersions.uuid,
            environmentFeatureVersions.environmentId,
            environmentFeatureVersions.featureId,
          ],
        }),
        foreignKey({
          name: 'feature_states_change_request_fk',
          columns: [t.changeRequestId, t.projectId],
          foreignColumns: [changeRequests.id, changeRequests.projectId],
        }),
        // Null counts as a value here, so the absent links are spelled as zero.
        uniqueIndex('feature_states_place_unique')
          .on(
            t.environmentId,
            t.featureId,
            sql`coalesce(${t.featureSegmentId}, 0)`,
            sql`coalesce(${t.identityId}, 0)`,
            sql`coalesce(${t.environmentFeatureVersionUuid}, '00000000-0000-0000-0000-000000000000'::uuid)`,
            t.version,
          )
          .where(sql`${t.deletedAt} is null and ${t.version} is not null`),
        index('feature_states_feature').on(t.featureId, t.environmentId),
        index('feature_states_feature_segment').on(t.featureSegmentId),
        index('feature_states_identity')
          .on(t.environmentId, t.identityId)
          .where(sql`${t.identityId} is not null`),
        index('feature_states_version').on(t.environmentFeatureVersionUuid),
        index('feature_states_change_request').on(t.changeRequestId),
        check('feature_states_one_target', sql`num_nonnulls(${t.featureSegmentId}, ${t.identityId}) <= 1`),
        check(
          'feature_states_identity_outside_versions',
          sql`${t.identityId} is null or ${t.environmentFeatureVersionUuid} is null`,
        ),
      ]
    : undefined,
);

export const featureStateValues = pgTable(
  'feature_state_values',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    featureStateId: integer('feature_state_id')
      .notNull()
      .unique()
      .references(() => featureStates.id, { onDelete: 'cascade' }),
    ...featureValueColumns(),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS ? (t) => [hasOneValue('feature_state_values_one_value', t)] : undefined,
);
