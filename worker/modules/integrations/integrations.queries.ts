import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { integrations, type integrationKinds } from '../../../drizzle/schema/integrations.ts';

export type IntegrationKind = (typeof integrationKinds)[number];
export type IntegrationPlace = { organisationId: number; projectId: number | null; environmentId: number | null };

/** The live integrations of the kind that are configured at exactly this place. Their secrets are not read. */
export async function listIntegrations(
  db: Db,
  { organisationId, projectId, environmentId }: IntegrationPlace,
  kind: IntegrationKind,
) {
  return db
    .select({ id: integrations.id, settings: integrations.settings })
    .from(integrations)
    .where(
      and(
        eq(integrations.organisationId, organisationId),
        projectId === null ? isNull(integrations.projectId) : eq(integrations.projectId, projectId),
        environmentId === null ? isNull(integrations.environmentId) : eq(integrations.environmentId, environmentId),
        eq(integrations.kind, kind),
        isNull(integrations.deletedAt),
      ),
    )
    .orderBy(asc(integrations.id));
}
