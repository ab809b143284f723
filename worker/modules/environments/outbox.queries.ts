import type { RunQuery } from './run-query.ts';

/** Environments with an outbox row that has been due for that long, the longest waiting first. */
export async function listEnvironmentsWithPendingOutbox(
  run: RunQuery,
  olderThanSeconds: number,
  limit = 1000,
): Promise<number[]> {
  const rows = await run({
    sql: `select environment_id from outbox where due_at <= now() - make_interval(secs => $1)
      group by environment_id order by min(due_at) limit $2`,
    params: [olderThanSeconds, limit],
  });
  return rows.map((row) => Number(row['environment_id']));
}

/** Removes the rows that a published snapshot has answered, and no other. */
export async function deleteOutboxRows(run: RunQuery, environmentId: number, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await run({
    sql: `delete from outbox where environment_id = $1 and id = any($2::bigint[])`,
    params: [environmentId, ids],
  });
}

/** Asks for a new publication; a `dueAt` (ISO) in the future is for a change that goes live then. */
export async function insertOutboxRow(
  run: RunQuery,
  environmentId: number,
  kind: string,
  dueAt?: string,
): Promise<void> {
  await run({
    sql: `select touch_environment($1, $2, coalesce($3::timestamptz, now()))`,
    params: [environmentId, kind, dueAt ?? null],
  });
}

/** Whether the environment has a change that is due and not yet published. */
export async function hasPendingOutbox(run: RunQuery, environmentId: number): Promise<boolean> {
  const rows = await run({
    sql: `select 1 from outbox where environment_id = $1 and due_at <= now() limit 1`,
    params: [environmentId],
  });
  return rows.length > 0;
}
