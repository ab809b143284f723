import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { HealthEvent, HealthProvider } from '../../contract/project-lists.ts';

/** The latest event of each provider, environment and external id of each feature. */
export async function listHealthEvents(db: Db, projectId: number): Promise<HealthEvent[]> {
  const rows = await db.execute(sql`
    select distinct on (h.feature_id, h.provider_name, h.environment_id, h.external_id)
      h.id, to_char(h.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
      h.environment_id as environment, h.feature_id as feature, h.provider_name, h.reason, h.type
    from feature_health_events h join features f on f.id = h.feature_id and f.deleted_at is null
    where h.project_id = ${projectId}
    order by h.feature_id, h.provider_name, h.environment_id, h.external_id, h.created_at desc, h.id desc limit 1000`);
  return rows as HealthEvent[];
}

export async function listHealthProviders(db: Db, projectId: number): Promise<HealthProvider[]> {
  const rows = await db.execute(sql`
    select u.email as created_by, p.name, p.project_id as project
    from feature_health_providers p left join users u on u.id = p.created_by_id
    where p.project_id = ${projectId} order by p.id`);
  return rows as HealthProvider[];
}
