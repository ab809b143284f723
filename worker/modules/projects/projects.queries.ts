import { and, asc, count, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { environments } from '../../../drizzle/schema/environments.ts';
import { features } from '../../../drizzle/schema/features.ts';
import { groupProjectPermissions, userProjectPermissions } from '../../../drizzle/schema/grants.ts';
import { groupMemberships } from '../../../drizzle/schema/groups.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';
import { projects } from '../../../drizzle/schema/projects.ts';
import { segments } from '../../../drizzle/schema/segments.ts';
import { userOrganisations } from '../../../drizzle/schema/users.ts';
import type { Actor } from '../../core/access.ts';

export type ProjectRow = typeof projects.$inferSelect;
export type ProjectValues = Partial<typeof projects.$inferInsert>;

/** The live projects that the actor may view. */
export async function listVisibleProjects(
  db: Db,
  actor: Actor,
  filter: { organisationId?: number; uuid?: string },
): Promise<ProjectRow[]> {
  return db
    .select({ project: projects })
    .from(projects)
    .innerJoin(organisations, and(eq(organisations.id, projects.organisationId), isNull(organisations.deletedAt)))
    .where(
      and(
        isNull(projects.deletedAt),
        filter.organisationId === undefined ? undefined : eq(projects.organisationId, filter.organisationId),
        filter.uuid === undefined ? undefined : eq(projects.uuid, filter.uuid),
        actor.kind === 'user' ? isVisibleToUser(actor.id) : isVisibleToKey(actor),
      ),
    )
    .orderBy(asc(projects.id))
    .then((rows) => rows.map(({ project }) => project));
}

function isVisibleToUser(userId: number): SQL {
  const grants = (row: typeof userProjectPermissions | typeof groupProjectPermissions) =>
    sql`(${row.admin} or 'VIEW_PROJECT' = any(${row.permissions}))`;
  return sql`exists (select from ${userOrganisations} where ${userOrganisations.organisationId} = ${projects.organisationId}
    and ${userOrganisations.userId} = ${userId} and (${userOrganisations.role} = 'ADMIN'
      or exists (select from ${userProjectPermissions} where ${userProjectPermissions.userId} = ${userId}
        and ${userProjectPermissions.projectId} = ${projects.id} and ${grants(userProjectPermissions)})
      or exists (select from ${groupProjectPermissions} join ${groupMemberships} on ${groupMemberships.groupId} = ${groupProjectPermissions.groupId}
        where ${groupMemberships.userId} = ${userId} and ${groupProjectPermissions.projectId} = ${projects.id} and ${grants(groupProjectPermissions)})
      or ${hasRole(sql`(a.user_id = ${userId} or a.group_id in (select m.group_id from group_memberships m where m.user_id = ${userId}))`)}))`;
}

function isVisibleToKey(actor: Extract<Actor, { kind: 'master-key' }>): SQL | undefined {
  const own = eq(projects.organisationId, actor.organisationId);
  return actor.isAdmin ? own : and(own, hasRole(sql`a.master_api_key_id = ${actor.id}`));
}

/** Whether a role of the holder shows the project, whatever tags limit it to. */
function hasRole(holder: SQL): SQL {
  return sql`exists (select from role_assignments a join role_permissions p on p.role_id = a.role_id
    left join role_permission_entries k on k.role_permission_id = p.id and k.permission_key = 'VIEW_PROJECT'
    where ${holder} and p.project_id = ${projects.id} and p.environment_id is null and (p.admin or k.permission_key is not null))`;
}

export async function findProject(db: Db, projectId: number): Promise<ProjectRow | null> {
  const [row] = await db.select().from(projects).where(eq(projects.id, projectId));
  return row ?? null;
}

/**
 * Locks the project until the transaction ends, so that what is read of it stays so. Not so hard that rows which refer to it would have
 * to wait: SDKs' writes do.
 */
export async function lockProject(db: Db, projectId: number): Promise<ProjectRow | null> {
  const [row] = await db
    .select()
    .from(projects)
    .where(and(eq(projects.id, projectId), isNull(projects.deletedAt)))
    .for('no key update');
  return row ?? null;
}

export async function countOfProject(db: Db, projectId: number): Promise<{ features: number; segments: number }> {
  const [featureRows, segmentRows] = await Promise.all([
    db
      .select({ count: count() })
      .from(features)
      .where(and(eq(features.projectId, projectId), isNull(features.deletedAt))),
    db
      .select({ count: count() })
      .from(segments)
      .where(
        and(
          eq(segments.projectId, projectId),
          isNull(segments.deletedAt),
          isNull(segments.versionOfId),
          isNull(segments.changeRequestId),
          eq(segments.isSystemSegment, false),
        ),
      ),
  ]);
  return { features: featureRows[0]?.count ?? 0, segments: segmentRows[0]?.count ?? 0 };
}

export async function insertProject(
  db: Db,
  organisationId: number,
  values: ProjectValues & { name: string },
): Promise<ProjectRow> {
  const [row] = await db
    .insert(projects)
    .values({ ...values, organisationId })
    .returning();
  if (row === undefined) throw new Error('the insert returned no row');
  return row;
}

export async function updateProject(db: Db, projectId: number, values: ProjectValues): Promise<ProjectRow> {
  const [row] = await db.update(projects).set(values).where(eq(projects.id, projectId)).returning();
  if (row === undefined) throw new Error('the project is gone');
  return row;
}

/** Soft deletion. What lies beneath cannot be reached through a deleted project; its environments are marked too, as they hold keys. */
export async function deleteProject(db: Db, projectId: number, at: Date): Promise<void> {
  await db.update(projects).set({ deletedAt: at }).where(eq(projects.id, projectId));
  await db
    .update(environments)
    .set({ deletedAt: at })
    .where(and(eq(environments.projectId, projectId), isNull(environments.deletedAt)));
}

export async function listLiveEnvironmentIds(db: Db, projectId: number): Promise<number[]> {
  const rows = await db
    .select({ id: environments.id })
    .from(environments)
    .where(and(eq(environments.projectId, projectId), isNull(environments.deletedAt)))
    .orderBy(asc(environments.id));
  return rows.map(({ id }) => id);
}

export async function insertProjectAdmin(
  db: Db,
  place: { organisationId: number; projectId: number },
  userId: number,
): Promise<void> {
  await db.insert(userProjectPermissions).values({ ...place, userId, admin: true });
}

export async function isProjectCreationRestricted(db: Db, organisationId: number): Promise<boolean> {
  const [row] = await db
    .select({ restricted: organisations.restrictProjectCreateToAdmin })
    .from(organisations)
    .where(eq(organisations.id, organisationId));
  return row?.restricted ?? false;
}
