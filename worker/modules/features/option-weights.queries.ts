import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

/** The largest sum of weights that an environment default which is live has now; 0 without any. */
export async function findLargestLiveWeight(db: Db, featureId: number): Promise<number> {
  const rows = await db.execute(sql`
    ${currentDefaults(featureId)} select coalesce(max(weight), 0)::float8 as weight from current_defaults where is_live`);
  return (rows as { weight: number }[])[0]?.weight ?? 0;
}

/**
 * Adds entries with the options' default weights to every environment default: one statement. A state that has yet to go live was never
 * checked against these options, so there they take no more than is left of it.
 */
export async function insertDefaultWeights(db: Db, featureId: number, optionIds: number[]): Promise<void> {
  if (optionIds.length === 0) return;
  const ids = sql.join(
    optionIds.map((id) => sql`${id}`),
    sql`, `,
  );
  await db.execute(sql`
    ${currentDefaults(featureId)}
    insert into multivariate_feature_state_values (feature_id, feature_state_id, multivariate_feature_option_id, percentage_allocation)
    select ${featureId}, d.id, o.id,
      case when d.is_live then o.weight else greatest(0, least(o.weight, 100 - d.weight - o.before)) end
    from current_defaults d cross join (
      select id, default_percentage_allocation as weight,
        sum(default_percentage_allocation) over (order by id) - default_percentage_allocation as before
      from multivariate_feature_options where feature_id = ${featureId} and id in (${ids})
    ) o
    on conflict do nothing`);
}

/**
 * The environment defaults of the feature that are live (`is_live`) or may still go live, with the sum of their weights. What was
 * superseded is history and stays out.
 */
function currentDefaults(featureId: number): SQL {
  return sql`
    with defaults as (
      select s.id, s.environment_id, s.version, v.created_at,
        coalesce(case when e.use_v2_feature_versioning then v.published_at is not null and v.live_from <= now()
          else s.version is not null and s.live_from <= now() end, false) as has_begun,
        case when e.use_v2_feature_versioning then v.live_from else s.live_from end as begins
      from feature_states s
      join environments e on e.id = s.environment_id and e.deleted_at is null
      left join environment_feature_versions v on v.uuid = s.environment_feature_version_uuid
      where s.feature_id = ${featureId} and s.identity_id is null and s.feature_segment_id is null and s.deleted_at is null
        and (v.uuid is not null) = e.use_v2_feature_versioning and v.deleted_at is null
    ), current_defaults as (
      select d.id, d.has_begun as is_live, (
          select coalesce(sum(m.percentage_allocation), 0) from multivariate_feature_state_values m where m.feature_state_id = d.id
        ) as weight
      from (
        select *, row_number() over (
          partition by environment_id, has_begun order by begins desc nulls last, created_at desc nulls last, version desc nulls last
        ) as newest from defaults
      ) d
      where not d.has_begun or d.newest = 1
    )`;
}
