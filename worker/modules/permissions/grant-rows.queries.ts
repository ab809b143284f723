import { asc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { groups } from '../../../drizzle/schema/groups.ts';
import { users } from '../../../drizzle/schema/users.ts';
import type { Level } from './catalogue.ts';

export type Principal = 'user' | 'group';
/** A kind of grants at one place: who they are for, and the ids of the organisation and the place. */
export type GrantsAt = {
  level: Level;
  principal: Principal;
  organisationId: number;
  projectId: number | null;
  environmentId: number | null;
};
export type StoredGrant = { id: number; principalId: number; permissions: string[]; admin: boolean };
export type GrantValues = { permissions: string[]; admin: boolean };

export async function listGrantRows(db: Db, at: GrantsAt, principalId: number | null): Promise<StoredGrant[]> {
  const ofOne = principalId === null ? sql`` : sql`and ${keyOf(at)} = ${principalId}`;
  return read(db, sql`select ${columnsOf(at)} from ${tableOf(at)} where ${within(at)} ${ofOne} order by id`);
}

export async function findGrantRow(db: Db, at: GrantsAt, id: number, isLocked = false): Promise<StoredGrant | null> {
  const lock = isLocked ? sql`for update` : sql``;
  const [row] = await read(
    db,
    sql`select ${columnsOf(at)} from ${tableOf(at)} where ${within(at)} and id = ${id} ${lock}`,
  );
  return row ?? null;
}

export async function insertGrant(
  db: Db,
  at: GrantsAt,
  principalId: number,
  { permissions, admin }: GrantValues,
): Promise<StoredGrant | null> {
  const { level } = at;
  const placeColumn = level === 'organisation' ? sql`` : sql`, ${sql.identifier(`${level}_id`)}, admin`;
  const placeValue = level === 'organisation' ? sql`` : sql`, ${placeIdOf(at)}, ${admin}`;
  const [row] = await read(
    db,
    sql`insert into ${tableOf(at)} (organisation_id, ${keyOf(at)}, permissions ${placeColumn})
      values (${at.organisationId}, ${principalId}, ${toArray(permissions)} ${placeValue}) returning ${columnsOf(at)}`,
  );
  return row ?? null;
}

export async function updateGrantRow(db: Db, at: GrantsAt, id: number, values: GrantValues): Promise<void> {
  const admin = at.level === 'organisation' ? sql`` : sql`, admin = ${values.admin}`;
  await db.execute(
    sql`update ${tableOf(at)} set permissions = ${toArray(values.permissions)} ${admin} where ${within(at)} and id = ${id}`,
  );
}

export async function deleteGrantRow(db: Db, at: GrantsAt, id: number): Promise<StoredGrant | null> {
  const [row] = await read(
    db,
    sql`delete from ${tableOf(at)} where ${within(at)} and id = ${id} returning ${columnsOf(at)}`,
  );
  return row ?? null;
}

export async function listUserSummaries(db: Db, ids: number[]) {
  if (ids.length === 0) return [];
  const { id, uuid, email, firstName, lastName, lastLogin } = users;
  return db
    .select({ id, uuid, email, firstName, lastName, lastLogin })
    .from(users)
    .where(inArray(users.id, ids))
    .orderBy(asc(users.id));
}

/** Address of the user or name of the group; null for none. */
export async function findPrincipalName(db: Db, principal: Principal, id: number): Promise<string | null> {
  const rows =
    principal === 'user'
      ? await db.select({ name: users.email }).from(users).where(eq(users.id, id))
      : await db.select({ name: groups.name }).from(groups).where(eq(groups.id, id));
  return rows[0]?.name ?? null;
}

function tableOf({ level, principal }: GrantsAt): SQL {
  return sql`${sql.identifier(`${principal}_${level}_permissions`)}`;
}

function keyOf({ principal }: GrantsAt): SQL {
  return sql`${sql.identifier(`${principal}_id`)}`;
}

function columnsOf(at: GrantsAt): SQL {
  return sql`id, ${keyOf(at)} as principal_id, permissions, ${at.level === 'organisation' ? sql`false` : sql`admin`} as admin`;
}

function placeIdOf({ level, projectId, environmentId }: GrantsAt): number | null {
  return level === 'project' ? projectId : environmentId;
}

function within(at: GrantsAt): SQL {
  const ofOrganisation = sql`organisation_id = ${at.organisationId}`;
  if (at.level === 'organisation') return ofOrganisation;
  return sql`${ofOrganisation} and ${sql.identifier(`${at.level}_id`)} = ${placeIdOf(at)}`;
}

function toArray(values: string[]): SQL {
  return sql`array[${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )}]::text[]`;
}

async function read(db: Db, statement: SQL): Promise<StoredGrant[]> {
  const rows = (await db.execute(statement)) as Record<string, unknown>[];
  return rows.map((row) => ({
    id: Number(row['id']),
    principalId: Number(row['principal_id']),
    permissions: row['permissions'] as string[],
    admin: row['admin'] === true,
  }));
}
