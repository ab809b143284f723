import type { SqlDatabase } from '../../core/database.ts';
import type { UsageBlock, UsageLabels } from '../../core/ports.ts';

/** A batch may hold thousands of lines, each of which touches a block and an hour. */
const LIMIT_MS = 5_000;

const LABELS = 'client_application_name, client_application_version, user_agent';

/**
 * Adds a batch of counts to their blocks and hours, in one statement. A batch id that has landed before adds nothing. A
 * feature that was deleted meanwhile keeps its counts. Rows are taken in order, so that two batches do not wait for each other.
 */
export async function landUsage(database: SqlDatabase, batchId: string, blocks: UsageBlock[]): Promise<void> {
  const sql = `
    with applied as (
      insert into applied_batches (id) values ($1) on conflict do nothing returning id
    ), reported as materialized (
      select r.*, to_timestamp(r.start / 1000) as block_start,
        date_trunc('hour', to_timestamp(r.start / 1000), 'UTC') as hour_start
      from applied, jsonb_to_recordset($2::jsonb) as r(environment_id int, feature text, resource smallint, start float8,
        enabled boolean, client_application_name text, client_application_version text, user_agent text, count bigint)
    ), evaluations as materialized (
      select e.project_id, r.environment_id, f.id as feature_id, r.block_start, r.hour_start, ${LABELS}, r.enabled, r.count
      from reported r
        join environments e on e.id = r.environment_id
        cross join lateral (select id from features where project_id = e.project_id and name = r.feature
          order by deleted_at is null desc, id desc limit 1) f
      where r.resource is null
    ), requests as materialized (
      select e.organisation_id, r.environment_id, r.resource, r.block_start, r.hour_start, ${LABELS}, r.count
      from reported r join environments e on e.id = r.environment_id
      where r.resource is not null
    ), landed_blocks as (${insertEvaluations('feature_evaluation_blocks', 'block_start')}
    ), landed_hours as (${insertEvaluations('feature_evaluation_hours', 'hour_start')}
    ), landed_requests as (${insertRequests('api_usage_blocks', 'block_start')}
    )${insertRequests('api_usage_hours', 'hour_start')}`;
  await database.query({ sql, params: [batchId, JSON.stringify(blocks.map(toRow))] }, LIMIT_MS);
}

function insertEvaluations(table: string, start: string): string {
  return `
    insert into ${table} (project_id, environment_id, feature_id, block_start, ${LABELS}, enabled_when_evaluated, count)
    select project_id, environment_id, feature_id, ${start}, ${LABELS}, enabled, sum(count)
    from evaluations group by 1, 2, 3, 4, 5, 6, 7, 8 order by 1, 2, 3, 4, 5, 6, 7, 8
    on conflict (environment_id, feature_id, block_start, enabled_when_evaluated, ${LABELS})
    do update set count = ${table}.count + excluded.count`;
}

function insertRequests(table: string, start: string): string {
  return `
    insert into ${table} (organisation_id, environment_id, resource, block_start, ${LABELS}, count)
    select organisation_id, environment_id, resource, ${start}, ${LABELS}, sum(count)
    from requests group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
    on conflict (environment_id, block_start, resource, host, ${LABELS})
    do update set count = ${table}.count + excluded.count`;
}

function toRow(block: UsageBlock) {
  const labels = JSON.parse(block.labels) as UsageLabels;
  return {
    environment_id: block.environmentId,
    start: block.blockStart,
    client_application_name: labels.applicationName ?? '',
    client_application_version: labels.applicationVersion ?? '',
    user_agent: labels.sdk ?? '',
    count: block.count,
    ...('resource' in block ? { resource: block.resource } : { feature: block.feature, enabled: block.enabled }),
  };
}
