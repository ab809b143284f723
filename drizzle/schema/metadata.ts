import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { check, foreignKey, integer, pgTable, text, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { idColumn, oneOf, uuidColumn } from './columns.ts';
import { environments } from './environments.ts';
import { features } from './features.ts';
import { organisations } from './organisations.ts';
import { projects } from './projects.ts';
import { segments } from './segments.ts';

export const metadataFieldTypes = ['int', 'str', 'bool', 'url', 'multiline_str'] as const;
export const metadataEntities = ['feature', 'segment', 'environment'] as const;

/** A custom field of the organisation, or of one project where `project_id` is set. */
export const metadataFields = pgTable(
  'metadata_fields',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    projectId: integer('project_id'),
    name: varchar('name', { length: 255 }).notNull(),
    type: text('type', { enum: metadataFieldTypes }).notNull().default('str'),
    description: text('description'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('metadata_fields_within_organisation').on(t.id, t.organisationId),
        unique('metadata_fields_name_unique').on(t.organisationId, t.projectId, t.name).nullsNotDistinct(),
        foreignKey({
          name: 'metadata_fields_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        oneOf('metadata_fields_type_known', t.type, metadataFieldTypes),
      ]
    : undefined,
);

/** That a field applies to a kind of entity. */
export const metadataModelFields = pgTable(
  'metadata_model_fields',
  {
    id: idColumn(),
    organisationId: integer('organisation_id').notNull(),
    fieldId: integer('field_id').notNull(),
    entity: text('entity', { enum: metadataEntities }).notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('metadata_model_fields_unique').on(t.fieldId, t.entity),
        unique('metadata_model_fields_within_organisation').on(t.id, t.organisationId),
        unique('metadata_model_fields_within_entity').on(t.id, t.entity, t.organisationId),
        foreignKey({
          name: 'metadata_model_fields_field_fk',
          columns: [t.fieldId, t.organisationId],
          foreignColumns: [metadataFields.id, metadataFields.organisationId],
        }).onDelete('cascade'),
        oneOf('metadata_model_fields_entity_known', t.entity, metadataEntities),
      ]
    : undefined,
);

/** That a field must be filled: everywhere in the organisation, or in one project. */
export const metadataRequirements = pgTable(
  'metadata_requirements',
  {
    id: idColumn(),
    organisationId: integer('organisation_id').notNull(),
    projectId: integer('project_id'),
    modelFieldId: integer('model_field_id').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('metadata_requirements_unique').on(t.modelFieldId, t.projectId).nullsNotDistinct(),
        foreignKey({
          name: 'metadata_requirements_model_field_fk',
          columns: [t.modelFieldId, t.organisationId],
          foreignColumns: [metadataModelFields.id, metadataModelFields.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'metadata_requirements_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
      ]
    : undefined,
);

export const metadataValues = pgTable(
  'metadata_values',
  {
    id: idColumn(),
    organisationId: integer('organisation_id').notNull(),
    projectId: integer('project_id').notNull(),
    modelFieldId: integer('model_field_id').notNull(),
    entity: text('entity', { enum: metadataEntities }).notNull(),
    featureId: integer('feature_id'),
    segmentId: integer('segment_id'),
    environmentId: integer('environment_id'),
    fieldValue: varchar('field_value', { length: 2000 }).notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'metadata_values_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        foreignKey({
          name: 'metadata_values_model_field_fk',
          columns: [t.modelFieldId, t.entity, t.organisationId],
          foreignColumns: [metadataModelFields.id, metadataModelFields.entity, metadataModelFields.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'metadata_values_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'metadata_values_segment_fk',
          columns: [t.segmentId, t.projectId],
          foreignColumns: [segments.id, segments.projectId],
        }),
        foreignKey({
          name: 'metadata_values_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        uniqueIndex('metadata_values_feature_unique').on(t.featureId, t.modelFieldId),
        uniqueIndex('metadata_values_segment_unique').on(t.segmentId, t.modelFieldId),
        uniqueIndex('metadata_values_environment_unique').on(t.environmentId, t.modelFieldId),
        check(
          'metadata_values_one_entity',
          sql`num_nonnulls(${t.featureId}, ${t.segmentId}, ${t.environmentId}) = 1
       and (case ${t.entity} when 'feature' then ${t.featureId} when 'segment' then ${t.segmentId} else ${t.environmentId} end) is not null`,
        ),
      ]
    : undefined,
);
