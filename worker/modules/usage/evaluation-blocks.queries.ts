import type { Database } from '../../core/database.ts';
import type { EvaluationBlock, UsageLabels } from '../../core/ports.ts';

/**
 * Adds a batch of evaluation counts to their blocks, in one statement. A batch id that has landed before adds nothing. A
 * feature that was deleted meanwhile keeps its counts.
 */
export async function landEvaluationCounts(
  database: Database,
  batchId: string,
  blocks: EvaluationBlock[],
): Promise<void> {
  const sql = `
    with applied as (
      insert into applied_batches (id) values ($1) on conflict do nothing returning id
    ), reported as (
      select r.* from applied, jsonb_to_recordset($2::jsonb) as r(environment_id int, feature text, block_start float8,
        enabled boolean, application_name text, application_version text, sdk text, count bigint)
    )
    insert into feature_evaluation_blocks (project_id, environment_id, feature_id, block_start,
      client_application_name, client_application_version, user_agent, enabled_when_evaluated, count)
    select e.project_id, e.id, f.id, to_timestamp(r.block_start / 1000), r.application_name, r.application_version, r.sdk,
      r.enabled, sum(r.count)
    from reported r
      join environments e on e.id = r.environment_id
      cross join lateral (select id from features where project_id = e.project_id and name = r.feature
        order by deleted_at is null desc, id desc limit 1) f
    group by 1, 2, 3, 4, 5, 6, 7, 8
    on conflict (environment_id, feature_id, block_start, enabled_when_evaluated, client_application_name,
      client_application_version, user_agent)
    do update set count = feature_evaluation_blocks.count + excluded.count`;
  await database.query({ sql, params: [batchId, JSON.stringify(blocks.map(toRow))] });
}

function toRow(block: EvaluationBlock) {
  const labels = JSON.parse(block.labels) as UsageLabels;
  return {
    environment_id: block.environmentId,
    feature: block.feature,
    block_start: block.blockStart,
    enabled: block.enabled,
    application_name: labels.applicationName ?? '',
    application_version: labels.applicationVersion ?? '',
    sdk: labels.sdk ?? '',
    count: block.count,
  };
}
