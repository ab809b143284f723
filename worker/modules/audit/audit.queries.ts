import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { auditLogs } from '../../../drizzle/schema/audit-logs.ts';

export type NewAuditLog = typeof auditLogs.$inferInsert;

export async function insertAuditLogs(db: Db, rows: NewAuditLog[]): Promise<void> {
  if (rows.length > 0) await db.insert(auditLogs).values(rows);
}

/** Asks for a publication of each environment, at once or at the time given. */
export async function insertOutboxRows(
  db: Db,
  touches: { environmentId: number; kind: string; dueAt: Date | null }[],
): Promise<void> {
  if (touches.length === 0) return;
  const rows = sql.join(
    touches.map(
      ({ environmentId, kind, dueAt }) =>
        sql`(${environmentId}::int, ${kind}::text, coalesce(${dueAt === null ? null : dueAt.toISOString()}::timestamptz, now()))`,
    ),
    sql`, `,
  );
  await db.execute(
    sql`select touch_environment(t.environment_id, t.kind, t.due_at) from (values ${rows}) t (environment_id, kind, due_at)`,
  );
}
