import type { SqlDatabase } from '../../core/database.ts';

/** Environments whose counts may still be on their way: those that had some lately, and new ones. */
export async function listEnvironmentsInUse(database: SqlDatabase, most: number): Promise<number[]> {
  const rows = await database.query({
    sql: `select id from (
        select environment_id as id, max(block_start) as seen from api_usage_hours
          where block_start > now() - interval '2 days' group by 1
        union all select environment_id, max(block_start) from feature_evaluation_hours
          where block_start > now() - interval '2 days' group by 1
        union all select id, created_date from environments where created_date > now() - interval '2 days'
      ) used group by id order by max(seen) desc limit $1`,
    params: [most],
  });
  return rows.map((row) => Number(row['id']));
}

/** Removes rows of the table that are older, so many at most. Resolves with how many there were. */
export async function removeOlder(database: SqlDatabase, what: keyof typeof AGED, days: number, most: number) {
  const { table, column } = AGED[what];
  const rows = await database.query(
    {
      sql: `with removed as (
          delete from ${table} where ctid = any(array(
            select ctid from ${table} where ${column} < now() - make_interval(days => $1) limit $2)) returning 1)
        select count(*) as count from removed`,
      params: [days, most],
    },
    10_000,
  );
  return Number(rows[0]?.['count'] ?? 0);
}

const AGED = {
  batches: { table: 'applied_batches', column: 'applied_at' },
  evaluationBlocks: { table: 'feature_evaluation_blocks', column: 'block_start' },
  requestBlocks: { table: 'api_usage_blocks', column: 'block_start' },
  evaluationHours: { table: 'feature_evaluation_hours', column: 'block_start' },
  requestHours: { table: 'api_usage_hours', column: 'block_start' },
} as const;
