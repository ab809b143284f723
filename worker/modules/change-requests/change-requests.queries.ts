import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { ChangeRequestSummary } from '../../contract/change-requests.ts';
import { containing } from '../../core/like.ts';

export type ChangeRequestFilter = { committed: boolean | null; search: string | null };
type Window = { limit: number; offset: number };

const iso = (column: SQL) => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Newest first. Without an environment: those about segments of the project. `live_from` is when the last of its changes begins. */
export async function listChangeRequests(
  db: Db,
  projectId: number,
  environmentId: number | null,
  filter: ChangeRequestFilter,
  { limit, offset }: Window,
): Promise<ChangeRequestSummary[]> {
  const rows = await db.execute(sql`
    select c.id, c.title, c.description, c.user_id as "user", c.committed_by_id as committed_by, c.ignore_conflicts,
      ${iso(sql`c.created_at`)} as created_at, ${iso(sql`c.updated_at`)} as updated_at, ${iso(sql`c.committed_at`)} as committed_at,
      null::text as deleted_at,
      (select ${iso(sql`max(s.live_from)`)} from feature_states s where s.change_request_id = c.id and s.deleted_at is null) as live_from,
      array(select v.uuid::text from environment_feature_versions v where v.change_request_id = c.id and v.deleted_at is null order by v.created_at) as environment_feature_versions
    from change_requests c where ${matching(projectId, environmentId, filter)}
    order by c.created_at desc, c.id desc limit ${limit} offset ${offset}`);
  return rows as ChangeRequestSummary[];
}

export async function countChangeRequests(
  db: Db,
  projectId: number,
  environmentId: number | null,
  filter: ChangeRequestFilter,
): Promise<number> {
  const rows = await db.execute(
    sql`select count(*)::int as count from change_requests c where ${matching(projectId, environmentId, filter)}`,
  );
  return (rows as { count: number }[])[0]?.count ?? 0;
}

function matching(projectId: number, environmentId: number | null, { committed, search }: ChangeRequestFilter): SQL {
  return sql`c.project_id = ${projectId} and c.environment_id is not distinct from ${environmentId}::int and c.deleted_at is null
    and (${committed}::boolean is null or (c.committed_at is not null) = ${committed}::boolean)
    and (${search}::text is null or c.title ilike ${search === null ? null : containing(search)})`;
}
