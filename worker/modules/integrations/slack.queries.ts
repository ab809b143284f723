import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { integrations, slackEnvironments } from '../../../drizzle/schema/integrations.ts';
import type { IntegrationRow } from './integrations.queries.ts';

export type SlackEnvironmentRow = typeof slackEnvironments.$inferSelect;
type Place = { organisationId: number; projectId: number; environmentId: number };
type Values = { channelId: string; enabled: boolean };

/** The project's installation, with its sealed token. */
export async function findInstallation(
  db: Db,
  { organisationId, projectId }: Omit<Place, 'environmentId'>,
): Promise<IntegrationRow | null> {
  const [row] = await db
    .select()
    .from(integrations)
    .where(
      and(
        eq(integrations.organisationId, organisationId),
        eq(integrations.projectId, projectId),
        isNull(integrations.environmentId),
        eq(integrations.kind, 'slack'),
        isNull(integrations.deletedAt),
      ),
    );
  return row ?? null;
}

export async function listSlackEnvironments(db: Db, place: Place): Promise<SlackEnvironmentRow[]> {
  return db.select().from(slackEnvironments).where(isAt(place)).orderBy(asc(slackEnvironments.id));
}

/** The channels of these environments of a project. */
export async function listSlackChannelsOf(db: Db, projectId: number, environmentIds: readonly number[]) {
  return db
    .select()
    .from(slackEnvironments)
    .where(
      and(eq(slackEnvironments.projectId, projectId), inArray(slackEnvironments.environmentId, [...environmentIds])),
    )
    .orderBy(asc(slackEnvironments.id));
}

export async function findSlackEnvironment(db: Db, place: Place, id: number): Promise<SlackEnvironmentRow | null> {
  const [row] = await db
    .select()
    .from(slackEnvironments)
    .where(and(isAt(place), eq(slackEnvironments.id, id)));
  return row ?? null;
}

/** Null if the environment has one already. */
export async function insertSlackEnvironment(
  db: Db,
  { projectId, environmentId }: Place,
  integrationId: number,
  values: Values,
): Promise<SlackEnvironmentRow | null> {
  const [row] = await db
    .insert(slackEnvironments)
    .values({ integrationId, projectId, environmentId, ...values })
    .onConflictDoNothing()
    .returning();
  return row ?? null;
}

export async function updateSlackEnvironment(
  db: Db,
  place: Place,
  id: number,
  values: Values,
): Promise<SlackEnvironmentRow | null> {
  const [row] = await db
    .update(slackEnvironments)
    .set(values)
    .where(and(isAt(place), eq(slackEnvironments.id, id)))
    .returning();
  return row ?? null;
}

export async function deleteSlackEnvironment(db: Db, place: Place, id: number): Promise<SlackEnvironmentRow | null> {
  const [row] = await db
    .delete(slackEnvironments)
    .where(and(isAt(place), eq(slackEnvironments.id, id)))
    .returning();
  return row ?? null;
}

const isAt = ({ projectId, environmentId }: Place) =>
  and(eq(slackEnvironments.projectId, projectId), eq(slackEnvironments.environmentId, environmentId));
