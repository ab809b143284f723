import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { auditLogs } from '../../../drizzle/schema/audit-logs.ts';

export type NewAuditLog = typeof auditLogs.$inferInsert;

/** Returns the rows' ids in the order given. */
export async function insertAuditLogs(db: Db, rows: NewAuditLog[]): Promise<{ id: number; organisationId: number }[]> {
  if (rows.length === 0) return [];
  return db.insert(auditLogs).values(rows).returning({ id: auditLogs.id, organisationId: auditLogs.organisationId });
}

/** Asks for a publication of each environment, at once or at the time given. Returns the rows' ids in the order given. */
export async function insertOutboxRows(
  db: Db,
  touches: { environmentId: number; kind: string; dueAt: Date | null }[],
): Promise<(number | null)[]> {
  if (touches.length === 0) return [];
  const rows = sql.join(
    touches.map(
      ({ environmentId, kind, dueAt }, place) =>
        sql`(${place}::int, ${environmentId}::int, ${kind}::text, coalesce(${dueAt === null ? null : dueAt.toISOString()}::timestamptz, now()))`,
    ),
    sql`, `,
  );
  const added = await db.execute(sql`select t.place, touch_environment(t.environment_id, t.kind, t.due_at) as id
    from (values ${rows}) t (place, environment_id, kind, due_at)`);
  const ids = new Map((added as { place: number; id: string | null }[]).map(({ place, id }) => [place, id]));
  return touches.map((_, place) => {
    const id = ids.get(place);
    return id === null || id === undefined ? null : Number(id);
  });
}
