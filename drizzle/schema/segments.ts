import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uniqueIndex,
  varchar,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { changeRequests } from './change-requests.ts';
import { createdAtColumn, deletedAtColumn, idColumn, oneOf, uuidColumn } from './columns.ts';
import { features } from './features.ts';
import { projects } from './projects.ts';

export const segmentRuleTypes = ['ALL', 'ANY', 'NONE'] as const;
export const segmentManagers = ['', 'cohort'] as const;
export const conditionOperators = [
  'EQUAL',
  'NOT_EQUAL',
  'GREATER_THAN',
  'GREATER_THAN_INCLUSIVE',
  'LESS_THAN',
  'LESS_THAN_INCLUSIVE',
  'CONTAINS',
  'NOT_CONTAINS',
  'REGEX',
  'PERCENTAGE_SPLIT',
  'MODULO',
  'IS_SET',
  'IS_NOT_SET',
  'IN',
] as const;

/**
 * A row is one of three things: the segment itself; an older revision of one (`version_of_id` names it); or the draft of a
 * change request (`change_request_id`). Only the first kind is ever evaluated.
 */
export const segments = pgTable(
  'segments',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    /** Set for a segment that only the overrides of this feature may use. */
    featureId: integer('feature_id'),
    name: varchar('name', { length: 2000 }).notNull(),
    description: text('description'),
    version: integer('version').notNull().default(1),
    versionOfId: integer('version_of_id'),
    changeRequestId: integer('change_request_id'),
    isSystemSegment: boolean('is_system_segment').notNull().default(false),
    managedBy: text('managed_by', { enum: segmentManagers }).notNull().default(''),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('segments_within_project').on(t.id, t.projectId),
        foreignKey({
          name: 'segments_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'segments_version_of_fk',
          columns: [t.versionOfId, t.projectId],
          foreignColumns: [t.id, t.projectId],
        }),
        foreignKey({
          name: 'segments_change_request_fk',
          columns: [t.changeRequestId, t.projectId],
          foreignColumns: [changeRequests.id, changeRequests.projectId],
        }),
        index('segments_live')
          .on(t.projectId, t.id)
          .where(sql`${t.deletedAt} is null and ${t.versionOfId} is null and ${t.changeRequestId} is null`),
        uniqueIndex('segments_revision_unique')
          .on(t.versionOfId, t.version)
          .where(sql`${t.versionOfId} is not null and ${t.changeRequestId} is null`),
        index('segments_feature').on(t.featureId),
        oneOf('segments_managed_by_known', t.managedBy, segmentManagers),
        check('segments_not_revision_of_itself', sql`${t.versionOfId} <> ${t.id}`),
      ]
    : undefined,
);

/** Every rule names its segment, also a nested one, so that a whole tree is one read. */
export const segmentRules = pgTable(
  'segment_rules',
  {
    id: idColumn(),
    segmentId: integer('segment_id')
      .notNull()
      .references(() => segments.id),
    /** Null for a top rule. */
    parentRuleId: integer('parent_rule_id'),
    type: text('type', { enum: segmentRuleTypes }).notNull(),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('segment_rules_within_segment').on(t.segmentId, t.id),
        foreignKey({
          name: 'segment_rules_parent_fk',
          columns: [t.segmentId, t.parentRuleId] as [AnyPgColumn, AnyPgColumn],
          foreignColumns: [t.segmentId, t.id] as [AnyPgColumn, AnyPgColumn],
        }),
        oneOf('segment_rules_type_known', t.type, segmentRuleTypes),
        check('segment_rules_not_its_own_parent', sql`${t.parentRuleId} <> ${t.id}`),
      ]
    : undefined,
);

export const segmentConditions = pgTable(
  'segment_conditions',
  {
    id: idColumn(),
    segmentId: integer('segment_id').notNull(),
    ruleId: integer('rule_id').notNull(),
    operator: text('operator', { enum: conditionOperators }).notNull(),
    property: varchar('property', { length: 1000 }),
    value: text('value'),
    description: text('description'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('segment_conditions_rule').on(t.segmentId, t.ruleId),
        foreignKey({
          name: 'segment_conditions_rule_fk',
          columns: [t.segmentId, t.ruleId],
          foreignColumns: [segmentRules.segmentId, segmentRules.id],
        }),
        oneOf('segment_conditions_operator_known', t.operator, conditionOperators),
      ]
    : undefined,
);
