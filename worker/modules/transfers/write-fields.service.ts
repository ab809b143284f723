import type { ExportedMetadataField } from '../../contract/organisation-export.ts';
import type { Db } from '../../../drizzle/db.ts';
import { insertRows, takeIds } from './bulk-rows.queries.ts';
import type { BulkRow } from './bulk-tables.ts';
import type { Counts, IdMap, Issues } from './contents.ts';
import { listFields } from './existing.queries.ts';

type Place = { organisationId: number; projects: IdMap };
type Told = { issues: Issues; counts: Counts };

/** Writes the custom fields that the organisation does not have, and returns the ids of their uses by `<kind of entity>:<document's id>`. */
export async function writeFields(
  db: Db,
  { organisationId, projects }: Place,
  fields: readonly ExportedMetadataField[],
  { issues, counts }: Told,
): Promise<Map<string, number>> {
  const known = new Map((await listFields(db, organisationId)).map((field) => [field.name, field]));
  const uses = new Map<string, number>();
  const added: ExportedMetadataField[] = [];
  for (const field of fields) {
    const same = field.project == null ? known.get(field.name) : undefined;
    if (same === undefined) added.push(field);
    else if (same.type !== (field.type ?? 'str')) {
      issues.add('custom field', field.name, `The organisation has a field of this name with the type ${same.type}.`);
    } else {
      for (const entity of field.entities ?? []) {
        const use = same.uses[entity];
        if (use === undefined)
          issues.add('custom field', field.name, `The organisation does not use it for a ${entity}.`);
        else uses.set(`${entity}:${field.id}`, use);
      }
    }
  }
  await insertFields(db, { organisationId, projects }, added, uses);
  counts['metadata_fields'] = added.length;
  return uses;
}

async function insertFields(
  db: Db,
  { organisationId, projects }: Place,
  fields: readonly ExportedMetadataField[],
  uses: Map<string, number>,
): Promise<void> {
  const ids = await takeIds(db, 'metadata_fields', fields.length);
  const rows = fields.map((field, index) => ({
    id: ids[index] ?? 0,
    organisation_id: organisationId,
    project_id: field.project == null ? null : projects.get(field.project),
    name: field.name,
    type: field.type ?? 'str',
    description: field.description ?? null,
  }));
  await insertRows(db, 'metadata_fields', rows);
  const wanted = fields.flatMap((field, index) =>
    [...new Set(field.entities)].map((entity) => ({ field, entity, fieldId: ids[index] ?? 0 })),
  );
  const useIds = await takeIds(db, 'metadata_model_fields', wanted.length);
  const useRows = wanted.map(({ field, entity, fieldId }, index) => {
    uses.set(`${entity}:${field.id}`, useIds[index] ?? 0);
    return { id: useIds[index] ?? 0, organisation_id: organisationId, field_id: fieldId, entity };
  });
  await insertRows(db, 'metadata_model_fields', useRows);
  const required: BulkRow<'metadata_requirements'>[] = [];
  for (const { id, required: list = [] } of fields) {
    for (const { entity, project } of list) {
      const modelFieldId = uses.get(`${entity}:${id}`);
      if (modelFieldId === undefined) continue;
      const projectId = project == null ? null : projects.get(project);
      required.push({ organisation_id: organisationId, project_id: projectId, model_field_id: modelFieldId });
    }
  }
  await insertRows(db, 'metadata_requirements', required);
}
