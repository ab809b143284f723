import type { MetadataField, MetadataFieldUpdate, NewMetadataField } from '../../contract/metadata-fields.ts';
import { needs, type Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { forbidden, invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { authorise } from '../permissions/access.service.ts';
import { toMetadataField } from './metadata-fields.mappers.ts';
import {
  countFields,
  deleteFieldRow,
  findField,
  insertField,
  listFields as selectFields,
  listModelFieldsOf,
  listRequirements,
  updateFieldRow,
  type FieldFilter,
  type FieldRow,
} from './metadata-fields.queries.ts';

export async function listFields(context: Context, filter: FieldFilter, window: { limit: number; offset: number }) {
  const { db } = context.database;
  const [count, rows] = await Promise.all([countFields(db, filter), selectFields(db, filter, window)]);
  return { count, items: await present(context, rows) };
}

/** Throws NOT_FOUND for one of an organisation that the caller is not of. */
export async function getField(context: Context, id: number): Promise<MetadataField> {
  return presentOne(context, await findOwnField(context, id));
}

/** As `getField`, among the fields that hold in a project. */
export async function getProjectField(context: Context, scope: Scope, id: number): Promise<MetadataField> {
  const row = await findField(context.database.db, id);
  const isOwn = row?.organisationId === scope.organisationId;
  if (row === null || !isOwn || (row.projectId !== null && row.projectId !== scope.projectId)) throw notFound();
  return presentOne(context, row);
}

/** Fields of the organisation are its administrators' to make, those of a project its administrators'. */
export async function createField(context: Context, scope: Scope, input: NewMetadataField): Promise<MetadataField> {
  const { organisationId } = scope;
  const projectId = input.project ?? null;
  await requireFieldAdmin(context, { organisationId, projectId });
  const { name, type = 'str', description = null } = input;
  return transact(context, async (write) => {
    const values = { organisationId, projectId, name, type, description };
    const row = await insertField(write.db, values).catch(refuseKnownName);
    if (row === null) throw notFound();
    recordAudit(write, {
      organisationId,
      projectId,
      log: `Custom field created: ${name}`,
      type: 'METADATA',
      change: 'CREATE',
      objectId: row.id,
      after: auditable(row),
    });
    return toMetadataField(row, [], []);
  });
}

export async function updateField(context: Context, id: number, input: MetadataFieldUpdate): Promise<MetadataField> {
  const { organisationId, projectId } = await findAdministeredField(context, id);
  const row = await transact(context, async (write) => {
    const current = await findField(write.db, id);
    if (current === null) throw notFound();
    const values = {
      name: input.name ?? current.name,
      type: input.type ?? current.type,
      description: input.description === undefined ? current.description : input.description,
    };
    const changes = findChanges(auditable(current), auditable({ ...current, ...values }));
    if (changes === null) return current;
    const row = await updateFieldRow(write.db, organisationId, id, values).catch(refuseKnownName);
    if (row === null) throw notFound();
    recordAudit(write, {
      organisationId,
      projectId,
      log: `Custom field updated: ${row.name}`,
      type: 'METADATA',
      change: 'UPDATE',
      objectId: id,
      ...changes,
    });
    return row;
  });
  return presentOne(context, row);
}

export async function deleteField(context: Context, id: number): Promise<void> {
  const { organisationId, projectId } = await findAdministeredField(context, id);
  await transact(context, async (write) => {
    const row = await deleteFieldRow(write.db, organisationId, id);
    if (row === null) throw notFound();
    recordAudit(write, {
      organisationId,
      projectId,
      log: `Custom field deleted: ${row.name}`,
      type: 'METADATA',
      change: 'DELETE',
      objectId: id,
      before: auditable(row),
    });
  });
}

/** Throws FORBIDDEN unless the caller administers the organisation, or the project of a project's field. */
export async function requireFieldAdmin(
  context: Context,
  field: { organisationId: number; projectId: number | null },
): Promise<void> {
  const { organisationId, projectId } = field;
  const rule =
    projectId === null
      ? needs('organisation', { body: 'organisation' }, 'ORGANISATION_ADMIN')
      : needs('project', { body: 'project' }, 'PROJECT_ADMIN');
  const scope = await authorise(context, rule, () => projectId ?? organisationId);
  if (scope?.organisationId !== organisationId) throw forbidden();
}

async function findAdministeredField(context: Context, id: number): Promise<FieldRow> {
  const row = await findOwnField(context, id);
  await requireFieldAdmin(context, row);
  return row;
}

async function findOwnField(context: Context, id: number): Promise<FieldRow> {
  const row = await findField(context.database.db, id);
  if (row === null) throw notFound();
  await authorise(context, needs('organisation', { path: 'id' }, 'MEMBER'), () => row.organisationId);
  return row;
}

async function presentOne(context: Context, row: FieldRow): Promise<MetadataField> {
  const [field] = await present(context, [row]);
  if (field === undefined) throw notFound();
  return field;
}

async function present({ database: { db } }: Context, rows: FieldRow[]): Promise<MetadataField[]> {
  const modelFields = await listModelFieldsOf(
    db,
    rows.map(({ id }) => id),
  );
  const requirements = await listRequirements(
    db,
    modelFields.map(({ id }) => id),
  );
  return rows.map((row) => toMetadataField(row, modelFields, requirements));
}

function auditable({ name, type, description }: FieldRow) {
  return { name, type, description };
}

function refuseKnownName(error: unknown): never {
  if (violatedConstraint(error) !== 'metadata_fields_name_unique') throw error;
  throw invalid({ name: ['A custom field of this name exists already.'] });
}
