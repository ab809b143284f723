import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

export type ScheduledEvent = {
  id: number;
  organisationId: number;
  environmentId: number;
  stateId: number;
  changedBy: string | null;
  dueAt: Date;
};

/** Keeps a change for the moment at which it goes live; a state that is scheduled again has one moment only. */
export async function insertScheduledEvent(
  db: Db,
  event: Omit<ScheduledEvent, 'id'> & { outboxId: number },
): Promise<void> {
  await db.execute(sql`
    insert into scheduled_flag_events (organisation_id, environment_id, feature_state_id, changed_by, outbox_id, due_at)
    values (${event.organisationId}, ${event.environmentId}, ${event.stateId}, ${event.changedBy}, ${event.outboxId}::bigint,
      ${event.dueAt.toISOString()}::timestamptz)
    on conflict (feature_state_id) do update set changed_by = excluded.changed_by, outbox_id = excluded.outbox_id, due_at = excluded.due_at`);
}

/** Changes that have gone live and were published. */
export async function listDueScheduledEvents(db: Db, limit: number): Promise<ScheduledEvent[]> {
  const rows = await db.execute(sql`
    select s.id, s.organisation_id as "organisationId", s.environment_id as "environmentId", s.feature_state_id as "stateId",
      s.changed_by as "changedBy", s.due_at as "dueAt"
    from scheduled_flag_events s
    where s.due_at <= now() and not exists (select from outbox o where o.id = s.outbox_id)
    order by s.due_at, s.id limit ${limit}::int`);
  return (rows as (Omit<ScheduledEvent, 'dueAt'> & { dueAt: string })[]).map((row) => ({
    ...row,
    dueAt: new Date(row.dueAt),
  }));
}

/** False if somebody else has taken it. */
export async function removeScheduledEvent(db: Db, organisationId: number, id: number): Promise<boolean> {
  const rows = await db.execute(
    sql`delete from scheduled_flag_events where id = ${id} and organisation_id = ${organisationId} returning id`,
  );
  return rows.length > 0;
}
