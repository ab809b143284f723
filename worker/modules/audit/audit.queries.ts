import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { auditLogs } from '../../../drizzle/schema/audit-logs.ts';

export type NewAuditLog = typeof auditLogs.$inferInsert;

/** Returns the rows' ids in the order given, and whether a webhook that is switched on, or an integration, could hear of the change. */
export async function insertAuditLogs(
  db: Db,
  rows: NewAuditLog[],
): Promise<{ id: number; organisationId: number; isHeard: boolean; isIntegrated: boolean }[]> {
  if (rows.length === 0) return [];
  return db
    .insert(auditLogs)
    .values(rows)
    .returning({
      id: auditLogs.id,
      organisationId: auditLogs.organisationId,
      // Told by this statement, so that a change nobody listens to costs no other.
      isHeard: sql<boolean>`exists (select from organisation_webhooks w where w.organisation_id = ${auditLogs.organisationId} and w.enabled)
        or exists (select from environment_webhooks w join environments e on e.id = w.environment_id
          where e.project_id = ${auditLogs.projectId} and w.enabled)`,
      isIntegrated: sql<boolean>`exists (select from integrations i
        where i.organisation_id = ${auditLogs.organisationId} and i.deleted_at is null)`,
    });
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
