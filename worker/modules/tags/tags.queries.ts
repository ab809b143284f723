import { and, asc, count, eq, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { tags } from '../../../drizzle/schema/tags.ts';

export type TagRow = typeof tags.$inferSelect;
export type TagValues = Partial<typeof tags.$inferInsert>;

export async function listTags(db: Db, projectId: number, { limit, offset }: { limit: number; offset: number }) {
  return db.select().from(tags).where(eq(tags.projectId, projectId)).orderBy(asc(tags.id)).limit(limit).offset(offset);
}

export async function countTags(db: Db, projectId: number): Promise<number> {
  const [row] = await db.select({ count: count() }).from(tags).where(eq(tags.projectId, projectId));
  return row?.count ?? 0;
}

export async function findTag(db: Db, projectId: number, id: number): Promise<TagRow | null> {
  const [row] = await db
    .select()
    .from(tags)
    .where(and(eq(tags.projectId, projectId), eq(tags.id, id)));
  return row ?? null;
}

export async function findTagByUuid(db: Db, projectId: number, uuid: string): Promise<TagRow | null> {
  const [row] = await db
    .select()
    .from(tags)
    .where(and(eq(tags.projectId, projectId), eq(tags.uuid, uuid)));
  return row ?? null;
}

export async function insertTag(db: Db, projectId: number, values: TagValues & { label: string }): Promise<TagRow> {
  const [row] = await db
    .insert(tags)
    .values({ ...values, projectId })
    .returning();
  if (row === undefined) throw new Error('the insert returned no row');
  return row;
}

export async function updateTag(db: Db, projectId: number, id: number, values: TagValues): Promise<TagRow> {
  const [row] = await db
    .update(tags)
    .set(values)
    .where(and(eq(tags.projectId, projectId), eq(tags.id, id)))
    .returning();
  if (row === undefined) throw new Error('the tag is gone');
  return row;
}

/** Locks the row until the transaction ends. */
export async function lockTag(db: Db, projectId: number, id: number): Promise<TagRow | null> {
  const [row] = await db
    .select()
    .from(tags)
    .where(and(eq(tags.projectId, projectId), eq(tags.id, id)))
    .for('update');
  return row ?? null;
}

/** Permissions that hold for objects with this tag alone go with it: without a tag they would hold for all objects. */
export async function deleteTag(db: Db, projectId: number, id: number): Promise<void> {
  const limits = sql`from role_permission_tags t where t.role_permission_id = k.role_permission_id and t.permission_key = k.permission_key`;
  await db.execute(sql`
    delete from role_permission_entries k
    where exists (select ${limits} and t.project_id = ${projectId} and t.tag_id = ${id})
      and not exists (select ${limits} and t.tag_id <> ${id})`);
  await db.delete(tags).where(and(eq(tags.projectId, projectId), eq(tags.id, id)));
}
