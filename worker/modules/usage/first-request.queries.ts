import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

export type FirstRequest = { blockStart: Date; userAgent: string };

/** The first requests that were counted, by the hour, and in the finer blocks that are kept less long. */
export async function findFirstRequests(
  db: Db,
  environmentId: number,
): Promise<{ hour: FirstRequest | null; block: FirstRequest | null }> {
  const first = (table: string) => sql`
    select block_start, user_agent from ${sql.raw(table)} where environment_id = ${environmentId}
    order by block_start, user_agent desc limit 1`;
  const rows = (await db.execute(sql`
    select 'hour' as kind, h.* from (${first('api_usage_hours')}) h
    union all select 'block', b.* from (${first('api_usage_blocks')}) b`)) as {
    kind: string;
    block_start: string;
    user_agent: string;
  }[];
  const of = (kind: string) => {
    const row = rows.find((one) => one.kind === kind);
    return row === undefined ? null : { blockStart: new Date(row.block_start), userAgent: row.user_agent };
  };
  return { hour: of('hour'), block: of('block') };
}
