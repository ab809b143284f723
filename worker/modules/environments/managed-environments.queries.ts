import { and, asc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { environments } from '../../../drizzle/schema/environments.ts';
import {
  groupEnvironmentPermissions,
  groupProjectPermissions,
  userEnvironmentPermissions,
  userProjectPermissions,
} from '../../../drizzle/schema/grants.ts';
import { groupMemberships } from '../../../drizzle/schema/groups.ts';
import { userOrganisations } from '../../../drizzle/schema/users.ts';
import type { Actor } from '../../core/access.ts';

export type EnvironmentRow = typeof environments.$inferSelect;
export type EnvironmentValues = Partial<typeof environments.$inferInsert>;
export type EnvironmentPlace = { organisationId: number; projectId: number };

/** The project's live environments that the actor may view. */
export async function listVisibleEnvironments(db: Db, projectId: number, actor: Actor): Promise<EnvironmentRow[]> {
  return db
    .select()
    .from(environments)
    .where(
      and(
        eq(environments.projectId, projectId),
        isNull(environments.deletedAt),
        actor.kind === 'user' ? isVisibleToUser(actor.id) : isVisibleToKey(actor),
      ),
    )
    .orderBy(asc(environments.id));
}

function isVisibleToUser(userId: number): SQL {
  const direct = (table: typeof userProjectPermissions | typeof userEnvironmentPermissions, place: SQL, granted: SQL) =>
    sql`exists (select from ${table} where ${table.userId} = ${userId} and ${place} and ${granted})`;
  const grouped = (
    table: typeof groupProjectPermissions | typeof groupEnvironmentPermissions,
    place: SQL,
    granted: SQL,
  ) =>
    sql`exists (select from ${table} join ${groupMemberships} on ${groupMemberships.groupId} = ${table.groupId}
      where ${groupMemberships.userId} = ${userId} and ${place} and ${granted})`;
  const views = (table: typeof userEnvironmentPermissions | typeof groupEnvironmentPermissions) =>
    sql`(${table.admin} or 'VIEW_ENVIRONMENT' = any(${table.permissions}))`;
  return sql`exists (select from ${userOrganisations} where ${userOrganisations.organisationId} = ${environments.organisationId}
    and ${userOrganisations.userId} = ${userId} and (${userOrganisations.role} = 'ADMIN'
      or ${direct(userProjectPermissions, sql`${userProjectPermissions.projectId} = ${environments.projectId}`, sql`${userProjectPermissions.admin}`)}
      or ${grouped(groupProjectPermissions, sql`${groupProjectPermissions.projectId} = ${environments.projectId}`, sql`${groupProjectPermissions.admin}`)}
      or ${direct(userEnvironmentPermissions, sql`${userEnvironmentPermissions.environmentId} = ${environments.id}`, views(userEnvironmentPermissions))}
      or ${grouped(groupEnvironmentPermissions, sql`${groupEnvironmentPermissions.environmentId} = ${environments.id}`, views(groupEnvironmentPermissions))}
      or ${hasRole(sql`(a.user_id = ${userId} or a.group_id in (select m.group_id from group_memberships m where m.user_id = ${userId}))`)}))`;
}

function isVisibleToKey(actor: Extract<Actor, { kind: 'master-key' }>): SQL | undefined {
  const own = eq(environments.organisationId, actor.organisationId);
  return actor.isAdmin ? own : and(own, hasRole(sql`a.master_api_key_id = ${actor.id}`));
}

function hasRole(holder: SQL): SQL {
  return sql`exists (select from role_assignments a join role_permissions p on p.role_id = a.role_id
    left join role_permission_entries k on k.role_permission_id = p.id and k.permission_key = 'VIEW_ENVIRONMENT'
    where ${holder} and p.project_id = ${environments.projectId}
      and ((p.environment_id is null and p.admin) or (p.environment_id = ${environments.id} and (p.admin or k.permission_key is not null))))`;
}

export async function findEnvironment(db: Db, environmentId: number): Promise<EnvironmentRow | null> {
  const [row] = await db
    .select()
    .from(environments)
    .where(and(eq(environments.id, environmentId), isNull(environments.deletedAt)));
  return row ?? null;
}

/** Locks the environment until the transaction ends; new identities, which refer to it, do not have to wait. */
export async function lockEnvironment(db: Db, environmentId: number): Promise<EnvironmentRow | null> {
  const [row] = await db
    .select()
    .from(environments)
    .where(and(eq(environments.id, environmentId), isNull(environments.deletedAt)))
    .for('no key update');
  return row ?? null;
}

export async function insertEnvironment(
  db: Db,
  values: EnvironmentValues & EnvironmentPlace & { name: string; apiKey: string },
): Promise<EnvironmentRow> {
  const [row] = await db.insert(environments).values(values).returning();
  if (row === undefined) throw new Error('the insert returned no row');
  return row;
}

export async function updateEnvironment(
  db: Db,
  environmentId: number,
  values: EnvironmentValues,
): Promise<EnvironmentRow> {
  const [row] = await db.update(environments).set(values).where(eq(environments.id, environmentId)).returning();
  if (row === undefined) throw new Error('the environment is gone');
  return row;
}

export async function insertEnvironmentAdmin(
  db: Db,
  place: { organisationId: number; environmentId: number },
  userId: number,
): Promise<void> {
  await db.insert(userEnvironmentPermissions).values({ ...place, userId, admin: true });
}

/** Marks when flags were first evaluated; once marked it stays. */
export async function markFirstEvaluation(
  db: Db,
  environmentId: number,
  label: string | null,
  at: Date,
): Promise<boolean> {
  const rows = await db
    .update(environments)
    .set({ firstEvaluatedAt: at, firstEvaluatedSdkLabel: label })
    .where(and(eq(environments.id, environmentId), isNull(environments.firstEvaluatedAt)))
    .returning({ id: environments.id });
  return rows.length > 0;
}

/** Live segment overrides. Those of old versions do not count. */
export async function countSegmentOverrides(db: Db, environmentId: number): Promise<number> {
  const rows = await db.execute(sql`
    select count(distinct (l.feature_id, l.segment_id))::int as count
    from feature_segments l
    join features f on f.id = l.feature_id and f.deleted_at is null
    join feature_states s on s.feature_segment_id = l.id and s.deleted_at is null
    where l.environment_id = ${environmentId}`);
  return (rows as { count: number }[])[0]?.count ?? 0;
}
