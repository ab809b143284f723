import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { only } from '../demo/expect.ts';
import {
  environments,
  features,
  featureStates,
  featureStateValues,
  groups,
  organisations,
  projects,
  segments,
  tags,
  userOrganisations,
  users,
} from '../schema/index.ts';

export type Tenant = {
  organisationId: number;
  projectId: number;
  environmentId: number;
  featureId: number;
  segmentId: number;
  tagId: number;
  userId: number;
  groupId: number;
};

const unique = (word: string) => `${word}-${randomUUID()}`;

/** An organisation of its own with one of everything that other rows refer to. The feature has no state yet. */
export async function insertTenant(db: NodePgDatabase): Promise<Tenant> {
  const organisationId = only(await db.insert(organisations).values({ name: 'Tenant' }).returning()).id;
  const projectId = only(
    await db
      .insert(projects)
      .values({ organisationId, name: unique('p') })
      .returning(),
  ).id;
  const user = { email: `${unique('u')}@example.com` };
  const userId = only(await db.insert(users).values(user).returning()).id;
  await db.insert(userOrganisations).values({ userId, organisationId, role: 'USER' });
  return {
    organisationId,
    projectId,
    userId,
    groupId: only(await db.insert(groups).values({ organisationId, name: 'Group' }).returning()).id,
    tagId: only(await db.insert(tags).values({ projectId, label: 'tag' }).returning()).id,
    environmentId: await insertEnvironment(db, { organisationId, projectId }),
    featureId: await insertFeature(db, { organisationId, projectId }),
    segmentId: only(await db.insert(segments).values({ projectId, name: 'Segment' }).returning()).id,
  };
}

export async function insertEnvironment(
  db: NodePgDatabase,
  place: Pick<Tenant, 'organisationId' | 'projectId'>,
  more: Partial<typeof environments.$inferInsert> = {},
): Promise<number> {
  const { organisationId, projectId } = place;
  const row = { organisationId, projectId, name: unique('e'), apiKey: unique('key'), ...more };
  return only(await db.insert(environments).values(row).returning()).id;
}

export async function insertFeature(
  db: NodePgDatabase,
  place: Pick<Tenant, 'organisationId' | 'projectId'>,
  more: Partial<typeof features.$inferInsert> = {},
): Promise<number> {
  const { organisationId, projectId } = place;
  const row = { organisationId, projectId, name: unique('f'), ...more };
  return only(await db.insert(features).values(row).returning()).id;
}

/** A feature state with a text value, live for an hour, unless `more` says otherwise. */
export async function insertState(
  db: NodePgDatabase,
  place: Pick<Tenant, 'projectId' | 'environmentId' | 'featureId'>,
  value: string,
  more: Partial<typeof featureStates.$inferInsert> = {},
): Promise<number> {
  const { projectId, environmentId, featureId } = place;
  const liveFrom = sql`now() - interval '1 hour'`;
  const row = { projectId, environmentId, featureId, enabled: true, ...more };
  const id = only(
    await db
      .insert(featureStates)
      .values({ liveFrom, ...row } as typeof featureStates.$inferInsert)
      .returning(),
  ).id;
  await db.insert(featureStateValues).values({ featureStateId: id, stringValue: value });
  return id;
}
