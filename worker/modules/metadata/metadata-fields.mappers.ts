import { CONTENT_TYPES, type MetadataField, type ModelField } from '../../contract/metadata-fields.ts';
import type { FieldRow, ModelFieldRow, RequirementRow } from './metadata-fields.queries.ts';

export function toContentTypeId(model: (typeof CONTENT_TYPES)[number]['model']): number {
  return CONTENT_TYPES.find((type) => type.model === model)?.id ?? 0;
}

export function toMetadataField(
  row: FieldRow,
  modelFields: readonly ModelFieldRow[],
  requirements: readonly RequirementRow[],
): MetadataField {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    description: row.description,
    organisation: row.organisationId,
    project: row.projectId,
    model_fields: modelFields
      .filter(({ fieldId }) => fieldId === row.id)
      .map((modelField) => {
        const { field: _, ...shown } = toModelField(modelField, requirements);
        return shown;
      }),
  };
}

export function toModelField(row: ModelFieldRow, requirements: readonly RequirementRow[]): ModelField {
  return {
    id: row.id,
    field: row.fieldId,
    content_type: toContentTypeId(row.entity),
    is_required_for: requirements
      .filter(({ modelFieldId }) => modelFieldId === row.id)
      .map(({ projectId }) =>
        projectId === null
          ? { content_type: toContentTypeId('organisation'), object_id: row.organisationId }
          : { content_type: toContentTypeId('project'), object_id: projectId },
      ),
  };
}
