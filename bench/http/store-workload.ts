import { createHash, randomBytes } from 'node:crypto';
import type { SqlClient } from '../../drizzle/sql-client.ts';
import type { Workload } from '../engine/workload.ts';

export type StoredWorkload = { environmentId: number; clientKey: string; serverKey: string };

/** Puts a workload's environment document into Postgres as the rows that it would have been built from. */
export async function storeWorkload(client: SqlClient, { document }: Workload): Promise<StoredWorkload> {
  const clientKey = `${document.api_key}${randomBytes(2).toString('hex')}`;
  const serverKey = `ser.${randomBytes(12).toString('base64url')}`;
  const environmentId = await storeTenant(client, clientKey, serverKey);
  const { rows } = await client.query('select project_id, organisation_id from environments where id = $1', [
    environmentId,
  ]);
  const projectId = Number(rows[0]?.['project_id']);
  const json = JSON.stringify(document);
  for (const statement of [FEATURES, OPTIONS, SEGMENTS]) await client.query(statement, [json, projectId]);
  await client.query(RULES, [json, projectId]);
  for (const statement of [FEATURE_SEGMENTS, STATES, VALUES, MULTIVARIATE_VALUES]) {
    await client.query(statement, [json, projectId, environmentId]);
  }
  await client.query(`select touch_environment($1, 'workload')`, [environmentId]);
  return { environmentId, clientKey, serverKey };
}

async function storeTenant(client: SqlClient, clientKey: string, serverKey: string): Promise<number> {
  const hash = createHash('sha256').update(serverKey).digest('hex');
  const { rows } = await client.query(
    `with o as (insert into organisations (name) values ('Bench') returning id),
       p as (insert into projects (organisation_id, name) select id, 'Workload' from o returning id, organisation_id),
       e as (insert into environments (organisation_id, project_id, name, api_key)
             select organisation_id, id, 'Production', $1 from p returning id),
       k as (insert into environment_api_keys (environment_id, key, key_hash, name) select id, $2, $3, 'bench' from e)
     select id from e`,
    [clientKey, serverKey, hash],
  );
  return Number(rows[0]?.['id']);
}

const STATE_OF_DOCUMENT = `jsonb_to_recordset($1::jsonb -> 'feature_states')
  as s(feature jsonb, enabled boolean, feature_state_value text, multivariate_feature_state_values jsonb)`;

const OVERRIDE_OF_DOCUMENT = `jsonb_to_recordset($1::jsonb -> 'project' -> 'segments') as g(id int, name text, rules jsonb, feature_states jsonb)
  cross join lateral jsonb_to_recordset(g.feature_states) as s(feature jsonb, enabled boolean, feature_state_value text, feature_segment jsonb)`;

const FEATURES = `insert into features (organisation_id, project_id, name, type, initial_value)
  select p.organisation_id, p.id, s.feature ->> 'name', s.feature ->> 'type', s.feature_state_value
  from projects p, ${STATE_OF_DOCUMENT} where p.id = $2 order by (s.feature ->> 'id')::int`;

const OPTIONS = `insert into multivariate_feature_options (feature_id, key, string_value, default_percentage_allocation)
  select f.id, v -> 'multivariate_feature_option' ->> 'key', v -> 'multivariate_feature_option' ->> 'value',
    (v ->> 'percentage_allocation')::float8
  from ${STATE_OF_DOCUMENT}
    join features f on f.project_id = $2 and f.name = s.feature ->> 'name'
    cross join lateral jsonb_array_elements(s.multivariate_feature_state_values) v
  order by (v ->> 'id')::int`;

const SEGMENTS = `insert into segments (project_id, name)
  select $2::int, g.name from jsonb_to_recordset($1::jsonb -> 'project' -> 'segments') as g(id int, name text) order by g.id`;

/** Each segment of a workload has one rule in one rule. */
const RULES = `with tops as (
    insert into segment_rules (segment_id, type) select id, 'ALL' from segments where project_id = $2 returning id, segment_id
  ), nested as (
    insert into segment_rules (segment_id, parent_rule_id, type) select segment_id, id, 'ALL' from tops returning id, segment_id
  )
  insert into segment_conditions (segment_id, rule_id, operator, property, value)
  select n.segment_id, n.id, c ->> 'operator', c ->> 'property_', c ->> 'value'
  from nested n join segments t on t.id = n.segment_id
    join jsonb_to_recordset($1::jsonb -> 'project' -> 'segments') as g(name text, rules jsonb) on g.name = t.name
    cross join lateral jsonb_array_elements(g.rules -> 0 -> 'rules' -> 0 -> 'conditions') c`;

const FEATURE_SEGMENTS = `insert into feature_segments (project_id, environment_id, feature_id, segment_id, priority)
  select $2::int, $3::int, f.id, t.id, (s.feature_segment ->> 'priority')::int
  from ${OVERRIDE_OF_DOCUMENT}
    join features f on f.project_id = $2 and f.name = s.feature ->> 'name'
    join segments t on t.project_id = $2 and t.name = g.name`;

const STATES = `insert into feature_states (project_id, environment_id, feature_id, feature_segment_id, enabled, live_from)
  select $2::int, $3::int, f.id, null::int, s.enabled, now()
  from ${STATE_OF_DOCUMENT} join features f on f.project_id = $2 and f.name = s.feature ->> 'name'
  union all
  select $2, $3, f.id, l.id, s.enabled, now()
  from ${OVERRIDE_OF_DOCUMENT}
    join features f on f.project_id = $2 and f.name = s.feature ->> 'name'
    join segments t on t.project_id = $2 and t.name = g.name
    join feature_segments l on l.environment_id = $3 and l.feature_id = f.id and l.segment_id = t.id`;

const VALUES = `insert into feature_state_values (feature_state_id, type, string_value)
  select s.id, 'unicode', case when s.feature_segment_id is null then f.initial_value else 'override of ' || f.name end
  from feature_states s join features f on f.id = s.feature_id
  where s.environment_id = $3 and s.project_id = $2 and $1::jsonb is not null`;

const MULTIVARIATE_VALUES = `insert into multivariate_feature_state_values
    (feature_id, feature_state_id, multivariate_feature_option_id, percentage_allocation)
  select s.feature_id, s.id, o.id, o.default_percentage_allocation
  from feature_states s join multivariate_feature_options o on o.feature_id = s.feature_id
  where s.environment_id = $3 and s.project_id = $2 and s.feature_segment_id is null and $1::jsonb is not null`;
