import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { boolean, index, integer, pgTable, text, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { createdAtColumn, deletedAtColumn, digestOf, idColumn, oneOf, uuidColumn } from './columns.ts';
import { organisations } from './organisations.ts';

export const edgeMigrationStates = ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETE', 'INCOMPLETE'] as const;

export const projects = pgTable(
  'projects',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: varchar('name', { length: 2000 }).notNull(),
    hideDisabledFlags: boolean('hide_disabled_flags').notNull().default(false),
    enableDynamoDb: boolean('enable_dynamo_db').notNull().default(false),
    preventFlagDefaults: boolean('prevent_flag_defaults').notNull().default(false),
    enforceFeatureOwners: boolean('enforce_feature_owners').notNull().default(false),
    enableRealtimeUpdates: boolean('enable_realtime_updates').notNull().default(false),
    onlyAllowLowerCaseFeatureNames: boolean('only_allow_lower_case_feature_names').notNull().default(true),
    featureNameRegex: varchar('feature_name_regex', { length: 255 }),
    maxSegmentsAllowed: integer('max_segments_allowed').notNull().default(500),
    maxFeaturesAllowed: integer('max_features_allowed').notNull().default(1000),
    maxSegmentOverridesAllowed: integer('max_segment_overrides_allowed').notNull().default(2000),
    edgeV2MigrationStatus: text('edge_v2_migration_status', { enum: edgeMigrationStates })
      .notNull()
      .default('NOT_STARTED'),
    staleFlagsLimitDays: integer('stale_flags_limit_days').notNull().default(30),
    minimumChangeRequestApprovals: integer('minimum_change_request_approvals'),
    createdDate: createdAtColumn('created_date'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('projects_within_organisation').on(t.id, t.organisationId),
        index('projects_organisation').on(t.organisationId),
        uniqueIndex('projects_name_unique')
          .on(t.organisationId, digestOf(t.name))
          .where(sql`${t.deletedAt} is null`),
        oneOf('projects_edge_v2_migration_status_known', t.edgeV2MigrationStatus, edgeMigrationStates),
      ]
    : undefined,
);
