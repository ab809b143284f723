import type { ExportedMetadata } from '../../contract/organisation-export.ts';
import { insertRows } from './bulk-rows.queries.ts';
import type { BulkRow } from './bulk-tables.ts';
import type { Contents } from './contents.ts';
import { count, type Writing } from './writing.service.ts';

type Holder = { id: number; metadata?: ExportedMetadata[] | undefined };

/** Writes the values of custom fields. Those of fields that were not imported were reported with them. */
export async function writeMetadata(writing: Writing, contents: Contents): Promise<void> {
  const { write, place, ids, modelFields } = writing;
  const rows: BulkRow<'metadata_values'>[] = [];
  const collect = (
    entity: 'feature' | 'segment' | 'environment',
    map: keyof Writing['ids'],
    holders: readonly Holder[],
  ) => {
    for (const { id, metadata = [] } of holders) {
      const entityId = ids[map].find(id);
      for (const { field, value } of metadata) {
        const modelFieldId = modelFields.get(`${entity}:${field}`);
        if (entityId === null || modelFieldId === undefined) continue;
        rows.push({
          organisation_id: place.organisationId,
          project_id: place.projectId,
          model_field_id: modelFieldId,
          entity,
          feature_id: entity === 'feature' ? entityId : null,
          segment_id: entity === 'segment' ? entityId : null,
          environment_id: entity === 'environment' ? entityId : null,
          field_value: value,
        });
      }
    }
  };
  collect('feature', 'features', contents.features ?? []);
  collect('segment', 'segments', contents.segments ?? []);
  collect('environment', 'environments', contents.environments ?? []);
  await insertRows(write.db, 'metadata_values', rows);
  count(writing, 'metadata_values', rows.length);
}
