import type { SqlClient } from '../sql-client.ts';
import type { Tenant } from './tenant.ts';

/** How many of each; every override is of its own feature, and the multivariate features are the first ones. */
export type Size = { features: number; segments: number; overrides: number; multivariate: number };

export const LARGE: Size = { features: 1_000, segments: 500, overrides: 200, multivariate: 100 };

/** Fills the tenant's environment: each segment has two levels of rules and five conditions, each multivariate feature three options. */
export async function fillEnvironment(client: SqlClient, tenant: Tenant, size: Size): Promise<void> {
  const owner = [tenant.organisationId, tenant.projectId];
  const place = [tenant.projectId, tenant.environmentId];
  await client.query(
    `insert into features (organisation_id, project_id, name, type, initial_value)
     select $1, $2, 'feature_' || n, case when n <= $4 then 'MULTIVARIATE' else 'STANDARD' end, 'value'
     from generate_series(1, $3) n`,
    [...owner, size.features, size.multivariate],
  );
  await client.query(
    `insert into multivariate_feature_options (feature_id, key, string_value, default_percentage_allocation)
     select f.id, 'option_' || n, 'variant ' || n, 30 from features f, generate_series(1, 3) n
     where f.project_id = $1 and f.type = 'MULTIVARIATE'`,
    [tenant.projectId],
  );
  await client.query(
    `insert into segments (project_id, name) select $1, 'segment ' || n from generate_series(1, $2) n`,
    [tenant.projectId, size.segments],
  );
  await fillRules(client, tenant.projectId);
  await client.query(
    `insert into feature_segments (project_id, environment_id, feature_id, segment_id)
     select $1, $2, f.id, s.id
     from (select id, row_number() over (order by id) n from features where project_id = $1) f
     join (select id, row_number() over (order by id) n from segments where project_id = $1) s using (n)
     where n <= $3`,
    [...place, size.overrides],
  );
  await fillStates(client, place);
}

async function fillRules(client: SqlClient, projectId: number): Promise<void> {
  await client.query(
    `with tops as (
       insert into segment_rules (segment_id, type) select id, 'ALL' from segments where project_id = $1
       returning id, segment_id
     ), nested as (
       insert into segment_rules (segment_id, parent_rule_id, type) select segment_id, id, 'ANY' from tops
       returning id, segment_id
     )
     select count(*) from nested`,
    [projectId],
  );
  await client.query(
    `insert into segment_conditions (segment_id, rule_id, operator, property, value)
     select r.segment_id, r.id, 'EQUAL', 'trait_' || n, 'value ' || n
     from segments s join segment_rules r on r.segment_id = s.id, generate_series(1, 5) n
     where s.project_id = $1 and r.parent_rule_id is not null`,
    [projectId],
  );
}

async function fillStates(client: SqlClient, place: number[]): Promise<void> {
  await client.query(
    `insert into feature_states (project_id, environment_id, feature_id, feature_segment_id, enabled, live_from)
     select $1::int, $2::int, f.id, null, true, now() from features f where f.project_id = $1
     union all
     select $1::int, $2::int, l.feature_id, l.id, false, now() from feature_segments l where l.environment_id = $2`,
    place,
  );
  await client.query(
    `insert into feature_state_values (feature_state_id, type, integer_value)
     select id, 'int', id from feature_states where project_id = $1 and environment_id = $2`,
    place,
  );
  await client.query(
    `insert into multivariate_feature_state_values
       (feature_id, feature_state_id, multivariate_feature_option_id, percentage_allocation)
     select s.feature_id, s.id, o.id, 30
     from feature_states s join multivariate_feature_options o on o.feature_id = s.feature_id
     where s.project_id = $1 and s.environment_id = $2`,
    place,
  );
}
