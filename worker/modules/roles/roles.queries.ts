import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { roles } from '../../../drizzle/schema/roles.ts';
import type { RoleHolderKind } from '../../contract/roles.ts';

export type RoleRow = typeof roles.$inferSelect;
type Window = { limit: number; offset: number };

/** A page of the organisation's roles, or of those that somebody holds themselves; with the number of all in each row. */
export async function listRoles(
  db: Db,
  organisationId: number,
  window: Window,
  holder?: { kind: RoleHolderKind; id: number },
) {
  const held =
    holder &&
    sql`select a.role_id from role_assignments a where a.${sql.identifier(`${holder.kind}_id`)} = ${holder.id}`;
  return db
    .select({
      id: roles.id,
      name: roles.name,
      description: roles.description,
      organisationId: roles.organisationId,
      count: sql<number>`count(*) over ()::int`,
    })
    .from(roles)
    .where(and(eq(roles.organisationId, organisationId), held && sql`${roles.id} in (${held})`))
    .orderBy(asc(roles.id))
    .limit(window.limit)
    .offset(window.offset);
}

/** `forChange` keeps it from being changed or deleted until the transaction ends. */
export async function findRole(
  db: Db,
  organisationId: number,
  id: number,
  { forChange = false } = {},
): Promise<RoleRow | null> {
  const query = db.select().from(roles).where(within(organisationId, id));
  const [row] = await (forChange ? query.for('update') : query);
  return row ?? null;
}

export async function insertRole(db: Db, values: typeof roles.$inferInsert): Promise<RoleRow | undefined> {
  const [row] = await db.insert(roles).values(values).returning();
  return row;
}

export async function updateRoleRow(
  db: Db,
  organisationId: number,
  id: number,
  values: { name: string; description: string | null },
): Promise<void> {
  await db.update(roles).set(values).where(within(organisationId, id));
}

/** What it grants and who holds it go with it, by foreign keys. */
export async function deleteRoleRow(db: Db, organisationId: number, id: number): Promise<RoleRow | null> {
  const [row] = await db.delete(roles).where(within(organisationId, id)).returning();
  return row ?? null;
}

function within(organisationId: number, id: number): SQL | undefined {
  return and(eq(roles.organisationId, organisationId), eq(roles.id, id));
}
