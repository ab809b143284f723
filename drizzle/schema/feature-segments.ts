import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { check, foreignKey, index, integer, pgTable, unique, uuid } from 'drizzle-orm/pg-core';
import { idColumn, uuidColumn } from './columns.ts';
import { environments } from './environments.ts';
import { features } from './features.ts';
import { segments } from './segments.ts';
import { environmentFeatureVersions } from './versions.ts';

/** A segment's place among the overrides of a feature in an environment (and version): priority 0 wins. */
export const featureSegments = pgTable(
  'feature_segments',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    projectId: integer('project_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    featureId: integer('feature_id').notNull(),
    segmentId: integer('segment_id').notNull(),
    environmentFeatureVersionUuid: uuid('environment_feature_version_uuid'),
    priority: integer('priority').notNull().default(0),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('feature_segments_unique')
          .on(t.environmentId, t.featureId, t.segmentId, t.environmentFeatureVersionUuid)
          .nullsNotDistinct(),
        unique('feature_segments_within_lineage').on(t.id, t.environmentId, t.featureId),
        foreignKey({
          name: 'feature_segments_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        foreignKey({
          name: 'feature_segments_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'feature_segments_segment_fk',
          columns: [t.segmentId, t.projectId],
          foreignColumns: [segments.id, segments.projectId],
        }),
        foreignKey({
          name: 'feature_segments_version_fk',
          columns: [t.environmentFeatureVersionUuid, t.environmentId, t.featureId],
          foreignColumns: [
            environmentFeatureVersions.uuid,
            environmentFeatureVersions.environmentId,
            environmentFeatureVersions.featureId,
          ],
        }),
        index('feature_segments_segment').on(t.segmentId),
        check('feature_segments_priority_not_negative', sql`${t.priority} >= 0`),
      ]
    : undefined,
);
