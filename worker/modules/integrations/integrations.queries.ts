import { and, asc, eq, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { integrations, type integrationKinds } from '../../../drizzle/schema/integrations.ts';

export type IntegrationKind = (typeof integrationKinds)[number];
export type IntegrationPlace = { organisationId: number; projectId: number | null; environmentId: number | null };
export type IntegrationRow = typeof integrations.$inferSelect;
type Values = Pick<IntegrationRow, 'settings' | 'secrets'>;

/** The live integrations of the kind that are configured at exactly this place. */
export async function listIntegrations(db: Db, place: IntegrationPlace, kind: IntegrationKind) {
  return db.select().from(integrations).where(isLive(place, kind)).orderBy(asc(integrations.id));
}

/** The live integrations of a project itself and of these environments of it. */
export async function listProjectIntegrations(
  db: Db,
  { organisationId, projectId }: { organisationId: number; projectId: number },
  environmentIds: readonly number[],
): Promise<IntegrationRow[]> {
  const { environmentId } = integrations;
  return db
    .select()
    .from(integrations)
    .where(
      and(
        eq(integrations.organisationId, organisationId),
        eq(integrations.projectId, projectId),
        or(isNull(environmentId), inArray(environmentId, [...environmentIds])),
        isNull(integrations.deletedAt),
      ),
    )
    .orderBy(asc(integrations.id));
}

/** Of whatever kind, where none is given. */
export async function findIntegration(
  db: Db,
  place: IntegrationPlace,
  kind: IntegrationKind | null,
  id: number,
): Promise<IntegrationRow | null> {
  const [row] = await db
    .select()
    .from(integrations)
    .where(and(isLive(place, kind), eq(integrations.id, id)));
  return row ?? null;
}

/** Null if there is a live one at the place already. A deleted one comes back under a UUID of its own, as all that was sealed for it is gone. */
export async function insertIntegration(
  db: Db,
  place: IntegrationPlace,
  kind: IntegrationKind,
  { uuid, settings, secrets }: Values & { uuid: string },
): Promise<IntegrationRow | null> {
  const scope = place.environmentId !== null ? 'environment' : place.projectId !== null ? 'project' : 'organisation';
  const [row] = await db
    .insert(integrations)
    .values({ ...pick(place), kind, scope, uuid, settings, secrets })
    .onConflictDoUpdate({
      target: [integrations.organisationId, integrations.projectId, integrations.environmentId, integrations.kind],
      set: { uuid, settings, secrets, deletedAt: null, createdAt: sql`now()`, updatedAt: sql`now()` },
      setWhere: isNotNull(integrations.deletedAt),
    })
    .returning();
  return row ?? null;
}

export async function updateIntegrationRow(
  db: Db,
  place: IntegrationPlace,
  kind: IntegrationKind,
  id: number,
  values: Values,
): Promise<IntegrationRow | null> {
  const [row] = await db
    .update(integrations)
    .set({ ...values, updatedAt: sql`now()` })
    .where(and(isLive(place, kind), eq(integrations.id, id)))
    .returning();
  return row ?? null;
}

/** Its secrets go, and so does what was still to be sent. */
export async function deleteIntegrationRow(
  db: Db,
  place: IntegrationPlace,
  kind: IntegrationKind,
  id: number,
): Promise<IntegrationRow | null> {
  const [row] = await db
    .update(integrations)
    .set({ deletedAt: sql`now()`, secrets: {} })
    .where(and(isLive(place, kind), eq(integrations.id, id)))
    .returning();
  if (row === undefined) return null;
  await db.execute(
    sql`delete from delivery_receivers where integration_id = ${id} and organisation_id = ${row.organisationId}`,
  );
  return row;
}

const pick = ({ organisationId, projectId, environmentId }: IntegrationPlace) => ({
  organisationId,
  projectId,
  environmentId,
});

function isLive(
  { organisationId, projectId, environmentId }: IntegrationPlace,
  kind: IntegrationKind | null,
): SQL | undefined {
  return and(
    eq(integrations.organisationId, organisationId),
    projectId === null ? isNull(integrations.projectId) : eq(integrations.projectId, projectId),
    environmentId === null ? isNull(integrations.environmentId) : eq(integrations.environmentId, environmentId),
    kind === null ? undefined : eq(integrations.kind, kind),
    isNull(integrations.deletedAt),
  );
}
