import type { Pool } from 'pg';

/** What the organisation's audit log holds, oldest first: `TYPE CHANGE`. */
export async function auditTrail(pool: Pool, organisationId: number): Promise<string[]> {
  const { rows } = await pool.query<{ entry: string }>(
    `select related_object_type || ' ' || change_type as entry from audit_logs where organisation_id = $1 order by id`,
    [organisationId],
  );
  return rows.map(({ entry }) => entry);
}
