import { and, asc, count, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { metadataFields, metadataModelFields, metadataRequirements } from '../../../drizzle/schema/metadata.ts';
import type { MetadataEntity } from './metadata-values.queries.ts';

export type FieldRow = typeof metadataFields.$inferSelect;
export type ModelFieldRow = typeof metadataModelFields.$inferSelect;
export type RequirementRow = { modelFieldId: number; projectId: number | null };
type Window = { limit: number; offset: number };

/** The organisation's own fields, or a project's: alone, or with those of the organisation that it does not hide. */
export type FieldFilter = {
  organisationId: number;
  projectId: number | null;
  withOrganisation?: boolean;
  entity?: MetadataEntity | undefined;
};

export async function listFields(db: Db, filter: FieldFilter, { limit, offset }: Window): Promise<FieldRow[]> {
  return db
    .select()
    .from(metadataFields)
    .where(matching(filter))
    .orderBy(asc(metadataFields.id))
    .limit(limit)
    .offset(offset);
}

export async function countFields(db: Db, filter: FieldFilter): Promise<number> {
  const [row] = await db.select({ count: count() }).from(metadataFields).where(matching(filter));
  return row?.count ?? 0;
}

/** By id alone: whose it is decides whether the caller may know. */
export async function findField(db: Db, id: number): Promise<FieldRow | null> {
  const [row] = await db.select().from(metadataFields).where(eq(metadataFields.id, id));
  return row ?? null;
}

export async function insertField(db: Db, values: typeof metadataFields.$inferInsert): Promise<FieldRow | null> {
  const [row] = await db.insert(metadataFields).values(values).returning();
  return row ?? null;
}

export async function updateFieldRow(
  db: Db,
  organisationId: number,
  id: number,
  values: Partial<typeof metadataFields.$inferInsert>,
): Promise<FieldRow | null> {
  const [row] = await db
    .update(metadataFields)
    .set(values)
    .where(and(eq(metadataFields.organisationId, organisationId), eq(metadataFields.id, id)))
    .returning();
  return row ?? null;
}

/** What entities say in it goes with it, by foreign keys. */
export async function deleteFieldRow(db: Db, organisationId: number, id: number): Promise<FieldRow | null> {
  const [row] = await db
    .delete(metadataFields)
    .where(and(eq(metadataFields.organisationId, organisationId), eq(metadataFields.id, id)))
    .returning();
  return row ?? null;
}

export async function listModelFieldsOf(db: Db, fieldIds: number[]): Promise<ModelFieldRow[]> {
  if (fieldIds.length === 0) return [];
  return db
    .select()
    .from(metadataModelFields)
    .where(inArray(metadataModelFields.fieldId, fieldIds))
    .orderBy(asc(metadataModelFields.id));
}

export async function listRequirements(db: Db, modelFieldIds: number[]): Promise<RequirementRow[]> {
  if (modelFieldIds.length === 0) return [];
  return db
    .select({ modelFieldId: metadataRequirements.modelFieldId, projectId: metadataRequirements.projectId })
    .from(metadataRequirements)
    .where(inArray(metadataRequirements.modelFieldId, modelFieldIds))
    .orderBy(asc(metadataRequirements.id));
}

function matching({ organisationId, projectId, withOrganisation, entity }: FieldFilter): SQL | undefined {
  const own = projectId === null ? isNull(metadataFields.projectId) : eq(metadataFields.projectId, projectId);
  const inherited = sql`("metadata_fields"."project_id" is null and not exists (
    select 1 from metadata_fields f where f.organisation_id = ${organisationId} and f.project_id = ${projectId}
      and f.name = "metadata_fields"."name"))`;
  const ofEntity = sql`exists (
    select 1 from metadata_model_fields m where m.field_id = "metadata_fields"."id" and m.entity = ${entity})`;
  return and(
    eq(metadataFields.organisationId, organisationId),
    withOrganisation === true && projectId !== null ? sql`(${own} or ${inherited})` : own,
    entity === undefined ? undefined : ofEntity,
  );
}
