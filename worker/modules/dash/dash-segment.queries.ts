import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { DashSegmentUse } from '../../contract/dash.ts';

/** What the overrides of segments with these ids say of their features. */
export async function describeStates(db: Db, projectId: number, ids: readonly number[]): Promise<DashSegmentUse[]> {
  const rows = await db.execute(sql`
    select s.environment_id as environment, s.enabled, l.priority,
      json_build_object('id', f.id, 'name', f.name, 'is_archived', f.is_archived) as feature,
      case v.type when 'int' then to_jsonb(v.integer_value) when 'bool' then to_jsonb(v.boolean_value)
        else to_jsonb(v.string_value) end as feature_state_value
    from feature_states s
    join features f on f.id = s.feature_id
    join feature_segments l on l.id = s.feature_segment_id
    left join feature_state_values v on v.feature_state_id = s.id
    where s.project_id = ${projectId} and s.id = any(${sql.param([...ids])}::int[])
    order by s.environment_id, f.name`);
  return rows as DashSegmentUse[];
}
