import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { check, foreignKey, integer, pgSequence, pgTable, unique } from 'drizzle-orm/pg-core';
import { environments } from './environments.ts';
import { features } from './features.ts';
import { segments } from './segments.ts';

export const bucketingSeedSequence = pgSequence('bucketing_seed', { maxValue: 2_147_483_647 });

/**
 * The number that, with the identity, decides who gets which variant: one per (environment, feature, segment), the segment
 * null for the environment default and its identity overrides. It has a table of its own because a column of
 * `feature_states` would go with the row whenever an override is removed and made again, or a version is published; here it
 * outlives both, and nobody has to remember to copy it. A trigger on `feature_states` adds the missing ones. A clone of an
 * environment copies the numbers, so they are not unique.
 */
export const bucketingSeeds = pgTable(
  'bucketing_seeds',
  {
    environmentId: integer('environment_id').notNull(),
    projectId: integer('project_id').notNull(),
    featureId: integer('feature_id').notNull(),
    segmentId: integer('segment_id'),
    seed: integer('seed')
      .notNull()
      .default(sql`nextval('bucketing_seed')`),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('bucketing_seeds_lineage').on(t.environmentId, t.featureId, t.segmentId).nullsNotDistinct(),
        foreignKey({
          name: 'bucketing_seeds_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        foreignKey({
          name: 'bucketing_seeds_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'bucketing_seeds_segment_fk',
          columns: [t.segmentId, t.projectId],
          foreignColumns: [segments.id, segments.projectId],
        }),
        check('bucketing_seeds_positive', sql`${t.seed} > 0`),
      ]
    : undefined,
);
