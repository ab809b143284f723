import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

/** A change of a flag or a segment as integrations tell it. */
export type ChangeFacts = {
  organisationId: number;
  projectId: number;
  projectName: string;
  environmentId: number | null;
  environmentName: string | null;
  log: string;
  /** Address or name of who made it; null: nobody. */
  author: string | null;
  /** In epoch milliseconds. */
  at: number;
  featureName: string | null;
  /** Of a feature state. */
  enabled: boolean | null;
  tags: string[];
  segmentName: string | null;
};

/** The audit rows of these ids that concern flags and segments, in the order in which they were written. */
export async function listChangeFacts(db: Db, auditIds: readonly number[]): Promise<ChangeFacts[]> {
  const rows = await db.execute(sql`
    select a.organisation_id as "organisationId", a.project_id as "projectId", p.name as "projectName",
      a.environment_id as "environmentId", e.name as "environmentName", a.log, a.author_name as author,
      floor(extract(epoch from a.created_date) * 1000)::float8 as at, f.name as "featureName", s.enabled, g.name as "segmentName",
      array(select t.label from feature_tags ft join tags t on t.id = ft.tag_id where ft.feature_id = f.id order by t.label) as tags
    from audit_logs a
    join projects p on p.id = a.project_id
    left join environments e on e.id = a.environment_id
    left join feature_states s on a.related_object_type = 'FEATURE_STATE' and s.id = a.related_object_id
    left join environment_feature_versions v on a.related_object_type = 'EF_VERSION' and v.uuid::text = a.related_object_uuid::text
    left join features f on f.id = case a.related_object_type when 'FEATURE' then a.related_object_id
      when 'FEATURE_STATE' then s.feature_id when 'EF_VERSION' then v.feature_id end
    left join segments g on a.related_object_type = 'SEGMENT' and g.id = a.related_object_id
    where a.id = any(${`{${auditIds.join(',')}}`}::int[])
      and a.related_object_type in ('FEATURE', 'FEATURE_STATE', 'SEGMENT', 'EF_VERSION')
    order by a.id`);
  return rows as ChangeFacts[];
}

/** Names of features, deleted ones too, by id. */
export async function listFeatureNames(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await db.execute(sql`select id, name from features where id = any(${`{${ids.join(',')}}`}::int[])`);
  return new Map((rows as { id: number; name: string }[]).map(({ id, name }) => [id, name]));
}
