import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import {
  metadataFields,
  metadataModelFields,
  metadataRequirements,
  metadataValues,
  type metadataEntities,
} from '../../../drizzle/schema/metadata.ts';

export type MetadataEntity = (typeof metadataEntities)[number];
export type MetadataOwner = { organisationId: number; projectId: number };
export type MetadataItem = { model_field: number; field_value: string };

const ENTITY_COLUMN = {
  feature: metadataValues.featureId,
  segment: metadataValues.segmentId,
  environment: metadataValues.environmentId,
} as const;

const ENTITY_KEY = { feature: 'featureId', segment: 'segmentId', environment: 'environmentId' } as const;

export async function selectMetadata(db: Db, entity: MetadataEntity, entityIds: number[]) {
  if (entityIds.length === 0) return [];
  const column = ENTITY_COLUMN[entity];
  return db
    .select({
      entityId: column,
      id: metadataValues.id,
      model_field: metadataValues.modelFieldId,
      field_value: metadataValues.fieldValue,
    })
    .from(metadataValues)
    .where(inArray(column, entityIds))
    .orderBy(asc(metadataValues.id));
}

/** The custom fields that apply to the kind of entity in the project, each with whether it must be filled there. */
export async function selectModelFields(db: Db, { organisationId, projectId }: MetadataOwner, entity: MetadataEntity) {
  return db
    .select({
      id: metadataModelFields.id,
      type: metadataFields.type,
      name: metadataFields.name,
      requirementId: metadataRequirements.id,
    })
    .from(metadataModelFields)
    .innerJoin(metadataFields, eq(metadataFields.id, metadataModelFields.fieldId))
    .leftJoin(
      metadataRequirements,
      and(
        eq(metadataRequirements.modelFieldId, metadataModelFields.id),
        or(isNull(metadataRequirements.projectId), eq(metadataRequirements.projectId, projectId)),
      ),
    )
    .where(
      and(
        eq(metadataModelFields.organisationId, organisationId),
        eq(metadataModelFields.entity, entity),
        or(isNull(metadataFields.projectId), eq(metadataFields.projectId, projectId)),
      ),
    );
}

export async function deleteMetadata(db: Db, entity: MetadataEntity, entityId: number): Promise<void> {
  await db.delete(metadataValues).where(eq(ENTITY_COLUMN[entity], entityId));
}

export async function insertMetadata(
  db: Db,
  // An owner may be a whole row, with an id of its own.
  { organisationId, projectId }: MetadataOwner,
  entity: MetadataEntity,
  entityId: number,
  items: MetadataItem[],
): Promise<void> {
  if (items.length === 0) return;
  await db.insert(metadataValues).values(
    items.map((item) => ({
      organisationId,
      projectId,
      entity,
      [ENTITY_KEY[entity]]: entityId,
      modelFieldId: item.model_field,
      fieldValue: item.field_value,
    })),
  );
}
