import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

type Named = { id: number; name: string };

/** What an event says of the feature and the environment around its states. */
export type FlagFacts = {
  environmentId: number;
  featureId: number;
  feature: Named & {
    created_date: string;
    default_enabled: boolean;
    description: string | null;
    initial_value: string | null;
    project: Named;
    type: string;
  };
  environment: Named;
  /** Values of the feature's options by id. */
  options: Record<string, unknown>;
};

export type SegmentFacts = Named & { description: string | null };

/** Of features that may have been deleted, too: each pair once. */
export async function listFlagFacts(
  db: Db,
  pairs: readonly { environmentId: number; featureId: number }[],
): Promise<FlagFacts[]> {
  const wanted = pairs.map(({ environmentId, featureId }) => ({
    environment_id: environmentId,
    feature_id: featureId,
  }));
  const rows = await db.execute(sql`
    select e.id as "environmentId", f.id as "featureId",
      json_build_object('id', f.id, 'name', f.name, 'type', f.type, 'description', f.description,
        'default_enabled', f.default_enabled, 'initial_value', f.initial_value,
        'created_date', to_char(f.created_date at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'project', json_build_object('id', p.id, 'name', p.name)) as feature,
      json_build_object('id', e.id, 'name', e.name) as environment,
      (select coalesce(json_object_agg(o.id, case o.type when 'int' then to_jsonb(o.integer_value)
          when 'bool' then to_jsonb(o.boolean_value) else to_jsonb(o.string_value) end), '{}')
        from multivariate_feature_options o where o.feature_id = f.id) as options
    from (select distinct * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w (environment_id int, feature_id int)) w
    join environments e on e.id = w.environment_id
    join features f on f.id = w.feature_id and f.project_id = e.project_id
    join projects p on p.id = f.project_id`);
  return rows as FlagFacts[];
}

/** Segments of the projects of these environments, by id. */
export async function listSegmentFacts(
  db: Db,
  environmentIds: readonly number[],
  segmentIds: readonly number[],
): Promise<SegmentFacts[]> {
  if (segmentIds.length === 0) return [];
  const rows = await db.execute(sql`
    select s.id, s.name, s.description from segments s
    where s.id = any(${`{${segmentIds.join(',')}}`}::int[])
      and s.project_id in (select project_id from environments where id = any(${`{${environmentIds.join(',')}}`}::int[]))`);
  return rows as SegmentFacts[];
}
