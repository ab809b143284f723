import { and, asc, count, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { metadataModelFields, metadataRequirements } from '../../../drizzle/schema/metadata.ts';
import { projects } from '../../../drizzle/schema/projects.ts';
import type { ModelFieldRow } from './metadata-fields.queries.ts';
import type { MetadataEntity } from './metadata-values.queries.ts';

export type ModelFieldFilter = { organisationId: number; entity?: MetadataEntity | undefined };

export async function listModelFieldRows(
  db: Db,
  filter: ModelFieldFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<ModelFieldRow[]> {
  return db
    .select()
    .from(metadataModelFields)
    .where(matching(filter))
    .orderBy(asc(metadataModelFields.id))
    .limit(limit)
    .offset(offset);
}

export async function countModelFields(db: Db, filter: ModelFieldFilter): Promise<number> {
  const [row] = await db.select({ count: count() }).from(metadataModelFields).where(matching(filter));
  return row?.count ?? 0;
}

export async function findModelField(db: Db, organisationId: number, id: number): Promise<ModelFieldRow | null> {
  const [row] = await db
    .select()
    .from(metadataModelFields)
    .where(and(eq(metadataModelFields.organisationId, organisationId), eq(metadataModelFields.id, id)));
  return row ?? null;
}

/** As `findModelField`, locking the row until the transaction ends. */
export async function lockModelField(db: Db, organisationId: number, id: number): Promise<ModelFieldRow | null> {
  const [row] = await db
    .select()
    .from(metadataModelFields)
    .where(and(eq(metadataModelFields.organisationId, organisationId), eq(metadataModelFields.id, id)))
    .for('update');
  return row ?? null;
}

export async function insertModelField(
  db: Db,
  values: { organisationId: number; fieldId: number; entity: MetadataEntity },
): Promise<ModelFieldRow | null> {
  const [row] = await db.insert(metadataModelFields).values(values).returning();
  return row ?? null;
}

/** Null among the ids stands for the whole organisation. */
export async function replaceRequirements(
  db: Db,
  { id, organisationId }: Pick<ModelFieldRow, 'id' | 'organisationId'>,
  projectIds: (number | null)[],
): Promise<void> {
  await db.delete(metadataRequirements).where(eq(metadataRequirements.modelFieldId, id));
  if (projectIds.length === 0) return;
  await db
    .insert(metadataRequirements)
    .values(projectIds.map((projectId) => ({ organisationId, projectId, modelFieldId: id })));
}

export async function deleteModelFieldRow(db: Db, organisationId: number, id: number): Promise<ModelFieldRow | null> {
  const [row] = await db
    .delete(metadataModelFields)
    .where(and(eq(metadataModelFields.organisationId, organisationId), eq(metadataModelFields.id, id)))
    .returning();
  return row ?? null;
}

/** Which of the projects are live ones of the organisation. */
export async function listOwnProjectIds(db: Db, organisationId: number, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.organisationId, organisationId), inArray(projects.id, ids), isNull(projects.deletedAt)));
  return rows.map(({ id }) => id);
}

function matching({ organisationId, entity }: ModelFieldFilter): SQL | undefined {
  return and(
    eq(metadataModelFields.organisationId, organisationId),
    entity === undefined ? undefined : eq(metadataModelFields.entity, entity),
  );
}
