import {
  CONTENT_TYPES,
  type ModelField,
  type ModelFieldUpdate,
  type NewModelField,
} from '../../contract/metadata-fields.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact, type Write } from '../audit/transact.service.ts';
import { toModelField } from './metadata-fields.mappers.ts';
import { findField, listRequirements, type FieldRow } from './metadata-fields.queries.ts';
import { requireFieldAdmin } from './metadata-fields.service.ts';
import type { MetadataEntity } from './metadata-values.queries.ts';
import {
  countModelFields,
  deleteModelFieldRow,
  findModelField,
  insertModelField,
  listModelFieldRows,
  listOwnProjectIds,
  lockModelField,
  replaceRequirements,
  type ModelFieldFilter,
} from './model-fields.queries.ts';

type Requirements = NonNullable<NewModelField['is_required_for']>;

export async function listModelFields(
  { database: { db } }: Context,
  filter: ModelFieldFilter,
  window: { limit: number; offset: number },
) {
  const [count, rows] = await Promise.all([countModelFields(db, filter), listModelFieldRows(db, filter, window)]);
  const requirements = await listRequirements(
    db,
    rows.map(({ id }) => id),
  );
  return { count, items: rows.map((row) => toModelField(row, requirements)) };
}

export async function getModelField(
  { database: { db } }: Context,
  organisationId: number,
  id: number,
): Promise<ModelField> {
  const [row, requirements] = await Promise.all([findModelField(db, organisationId, id), listRequirements(db, [id])]);
  if (row === null) throw notFound();
  return toModelField(row, requirements);
}

/** Throws INVALID for a field of another organisation, a kind of entity without custom fields, and what it has already. */
export async function createModelField(
  context: Context,
  organisationId: number,
  input: NewModelField,
): Promise<ModelField> {
  const field = await findField(context.database.db, input.field);
  if (field?.organisationId !== organisationId) throw invalid({ field: [missing(input.field)] });
  await requireFieldAdmin(context, field);
  const entity = toEntity(input.content_type);
  if (entity === undefined) throw invalid({ content_type: [missing(input.content_type)] });
  return transact(context, async (write) => {
    const values = { organisationId, fieldId: field.id, entity };
    const row = await insertModelField(write.db, values).catch((error: unknown) => {
      if (violatedConstraint(error) !== 'metadata_model_fields_unique') throw error;
      throw invalid({ non_field_errors: ['The fields field, content_type must make a unique set.'] });
    });
    if (row === null) throw notFound();
    const projectIds = await readRequirements(write, field, input.is_required_for ?? []);
    await replaceRequirements(write.db, row, projectIds);
    recordAudit(write, {
      ...toAuditPlace(field),
      log: `Custom field added to ${entity}s: ${field.name}`,
      type: 'METADATA',
      change: 'CREATE',
      objectId: row.id,
      after: { entity, required_for: projectIds },
    });
    return toModelField(row, toRows(row.id, projectIds));
  });
}

/** Changes where the field must be filled; what it is on cannot be changed. */
export async function updateModelField(
  context: Context,
  organisationId: number,
  id: number,
  input: ModelFieldUpdate,
): Promise<ModelField> {
  const field = await findAdministeredField(context, organisationId, id);
  await transact(context, async (write) => {
    const row = await lockModelField(write.db, organisationId, id);
    if (row === null) throw notFound();
    if (input.is_required_for === undefined) return;
    const before = (await listRequirements(write.db, [id])).map(({ projectId }) => projectId).toSorted(byId);
    const after = (await readRequirements(write, field, input.is_required_for)).toSorted(byId);
    const changes = findChanges({ required_for: before }, { required_for: after });
    if (changes === null) return;
    await replaceRequirements(write.db, row, after);
    recordAudit(write, {
      ...toAuditPlace(field),
      log: `Where a custom field is required changed: ${field.name}`,
      type: 'METADATA',
      change: 'UPDATE',
      objectId: id,
      ...changes,
    });
  });
  return getModelField(context, organisationId, id);
}

export async function deleteModelField(context: Context, organisationId: number, id: number): Promise<void> {
  const field = await findAdministeredField(context, organisationId, id);
  await transact(context, async (write) => {
    const row = await deleteModelFieldRow(write.db, organisationId, id);
    if (row === null) throw notFound();
    recordAudit(write, {
      ...toAuditPlace(field),
      log: `Custom field removed from ${row.entity}s: ${field.name}`,
      type: 'METADATA',
      change: 'DELETE',
      objectId: id,
      before: { entity: row.entity },
    });
  });
}

/** The kind of entity that a content type stands for; undefined for one without custom fields. */
export function toEntity(contentType: number): MetadataEntity | undefined {
  const model = CONTENT_TYPES.find(({ id }) => id === contentType)?.model;
  return model === 'organisation' || model === 'project' ? undefined : model;
}

async function findAdministeredField(context: Context, organisationId: number, id: number): Promise<FieldRow> {
  const { db } = context.database;
  const row = await findModelField(db, organisationId, id);
  const field = row === null ? null : await findField(db, row.fieldId);
  if (field === null) throw notFound();
  await requireFieldAdmin(context, field);
  return field;
}

/** Projects that must fill the field; null for all of the organisation. Throws INVALID for what is not of the organisation. */
async function readRequirements(write: Write, field: FieldRow, list: Requirements): Promise<(number | null)[]> {
  const { organisationId } = field;
  const modelOf = (contentType: number) => CONTENT_TYPES.find(({ id }) => id === contentType)?.model;
  const ids = list.filter((item) => modelOf(item.content_type) === 'project').map((item) => item.object_id);
  const own = await listOwnProjectIds(write.db, organisationId, ids);
  const projectIds = list.map(({ content_type: contentType, object_id: objectId }) => {
    if (modelOf(contentType) === 'organisation' && objectId === organisationId) return null;
    const isKnown = modelOf(contentType) === 'project' && own.includes(objectId);
    const isInReach = field.projectId === null || field.projectId === objectId;
    if (!isKnown || !isInReach) throw invalid({ is_required_for: [missing(objectId)] });
    return objectId;
  });
  return [...new Set(projectIds)];
}

function byId(left: number | null, right: number | null): number {
  return (left ?? 0) - (right ?? 0);
}

function toRows(modelFieldId: number, projectIds: (number | null)[]) {
  return projectIds.map((projectId) => ({ modelFieldId, projectId }));
}

function toAuditPlace({ organisationId, projectId }: FieldRow) {
  return { organisationId, projectId };
}

function missing(id: number): string {
  return `Invalid pk "${id}" - object does not exist.`;
}
