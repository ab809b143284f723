import type { Db } from '../../../drizzle/db.ts';
import type { Metadata } from '../../contract/metadata.ts';
import { invalid } from '../../core/errors.ts';
import type { Write } from '../audit/transact.service.ts';
import {
  deleteMetadata,
  insertMetadata,
  selectMetadata,
  selectModelFields,
  type MetadataEntity,
  type MetadataItem,
  type MetadataOwner,
} from './metadata-values.queries.ts';

/** What the entities say in their custom fields, by entity id; entities that say nothing are absent. */
export async function listMetadata(
  db: Db,
  entity: MetadataEntity,
  entityIds: number[],
): Promise<Map<number, Metadata[]>> {
  const byEntity = new Map<number, Metadata[]>();
  for (const { entityId, ...item } of await selectMetadata(db, entity, entityIds)) {
    if (entityId === null) continue;
    const items = byEntity.get(entityId) ?? [];
    items.push(item);
    byEntity.set(entityId, items);
  }
  return byEntity;
}

/**
 * Makes the list all that the entity says in its custom fields. Null means that the request does not speak of them: fine for an entity
 * that exists (`isNew` false), while a new one must fill what is required. Throws INVALID under `metadata`.
 */
export async function replaceMetadata(
  { db }: Write,
  owner: MetadataOwner,
  entity: MetadataEntity,
  entityId: number,
  list: MetadataItem[] | null,
  isNew = false,
): Promise<void> {
  if (list === null && !isNew) return;
  const items = list ?? [];
  const fields = await selectModelFields(db, owner, entity);
  checkItems(items, fields);
  if (!isNew) {
    if (isSame(items, await selectMetadata(db, entity, [entityId]))) return;
    await deleteMetadata(db, entity, entityId);
  }
  await insertMetadata(db, owner, entity, entityId, items);
}

/** Whether both say the same, in whatever order. */
function isSame(wanted: MetadataItem[], stored: MetadataItem[]): boolean {
  const values = new Map(stored.map((item) => [item.model_field, item.field_value]));
  return wanted.length === stored.length && wanted.every((item) => values.get(item.model_field) === item.field_value);
}

type ModelField = Awaited<ReturnType<typeof selectModelFields>>[number];

function checkItems(items: MetadataItem[], fields: ModelField[]): void {
  const byId = new Map(fields.map((field) => [field.id, field]));
  const seen = new Set<number>();
  for (const { model_field: modelField, field_value: value } of items) {
    const field = byId.get(modelField);
    if (field === undefined) throw invalid({ metadata: [`Invalid pk "${modelField}" - object does not exist.`] });
    if (seen.has(modelField)) throw invalid({ metadata: [`Field "${field.name}" is given more than once.`] });
    seen.add(modelField);
    if (!fits(field.type, value))
      throw invalid({ metadata: [`Invalid value for field "${field.name}": ${field.type} expected.`] });
  }
  const missing = fields.find((field) => field.requirementId !== null && !seen.has(field.id));
  if (missing !== undefined) throw invalid({ metadata: [`Missing required metadata field: ${missing.name}`] });
}

function fits(type: ModelField['type'], value: string): boolean {
  if (type === 'int') return /^[-+]?\d+$/.test(value);
  if (type === 'bool') return /^(true|false)$/i.test(value);
  if (type === 'url') return /^https?:\/\/\S+$/i.test(value) && URL.canParse(value);
  return true;
}
