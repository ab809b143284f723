import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { Content, FlagContent } from './flag-content.ts';

type Lineage = { projectId: number; environmentId: number; featureId: number };
export type Author = { userId: number | null; masterApiKeyId: number | null };

/** `liveFrom` null: at once. What is not published is a draft, whatever the moment that it names. */
export type VersionTerms = { isPublished: boolean; liveFrom: Date | null; description: string | null };

/** Adds the flag as a version of the feature: one statement, however many overrides there are. */
export async function insertVersion(
  db: Db,
  { projectId, environmentId, featureId }: Lineage,
  flag: FlagContent,
  { userId, masterApiKeyId }: Author,
  { isPublished, liveFrom, description }: VersionTerms,
): Promise<string> {
  const wished = sql`${liveFrom?.toISOString() ?? null}::timestamptz`;
  const published = (moment: SQL): SQL => (isPublished ? moment : sql`null`);
  const states = [
    toRow(flag.content, null, null),
    ...flag.overrides.map(({ segmentId, content }, priority) => toRow(content, segmentId, priority)),
  ];
  // The statement's time: the newest version is the one that was published last, however long its transaction had to wait.
  const rows = await db.execute(sql`
    with wanted as (
      select * from jsonb_to_recordset(${JSON.stringify(states)}::jsonb) as w (segment_id int, priority int, enabled boolean,
        type text, integer_value bigint, string_value text, boolean_value boolean, weights jsonb)
    ), version as (
      insert into environment_feature_versions (project_id, environment_id, feature_id, published_at, live_from, created_at, updated_at,
        description, created_by_id, published_by_id, created_by_api_key_id, published_by_api_key_id)
      values (${projectId}, ${environmentId}, ${featureId}, ${published(sql`statement_timestamp()`)},
        ${isPublished ? sql`greatest(statement_timestamp(), ${wished})` : wished}, statement_timestamp(), statement_timestamp(),
        ${description}::text, ${userId}::int, ${published(sql`${userId}::int`)}, ${masterApiKeyId}::int,
        ${published(sql`${masterApiKeyId}::int`)})
      returning uuid, live_from
    ), links as (
      insert into feature_segments (project_id, environment_id, feature_id, segment_id, priority, environment_feature_version_uuid)
      select ${projectId}, ${environmentId}, ${featureId}, w.segment_id, w.priority, v.uuid
      from wanted w cross join version v where w.segment_id is not null order by w.priority
      returning id, segment_id
    ), added as (
      insert into feature_states (project_id, environment_id, feature_id, feature_segment_id, enabled, live_from, created_at, updated_at,
        version, environment_feature_version_uuid)
      select ${projectId}, ${environmentId}, ${featureId}, l.id, w.enabled, v.live_from, statement_timestamp(),
        statement_timestamp(), 1, v.uuid
      from wanted w cross join version v left join links l on l.segment_id = w.segment_id
      order by w.priority nulls first
      returning id, feature_segment_id
    ), pairs as (
      select a.id, w.* from added a left join links l on l.id = a.feature_segment_id
      join wanted w on w.segment_id is not distinct from l.segment_id
    ), valued as (
      insert into feature_state_values (feature_state_id, type, integer_value, string_value, boolean_value)
      select id, type, integer_value, string_value, boolean_value from pairs
    ), weighed as (
      insert into multivariate_feature_state_values
        (feature_id, feature_state_id, multivariate_feature_option_id, percentage_allocation)
      select ${featureId}, p.id, x.option_id, x.weight
      from pairs p cross join lateral jsonb_to_recordset(p.weights) as x (option_id int, weight float8)
    )
    select uuid from version`);
  return String(rows[0]?.['uuid']);
}

/** The options' default weights: what a new environment begins with. */
export async function listDefaultWeights(db: Db, featureId: number): Promise<Content['weights']> {
  const rows = await db.execute(sql`select id, default_percentage_allocation::float8 as weight
    from multivariate_feature_options where feature_id = ${featureId} order by id`);
  return (rows as { id: number; weight: number }[]).map(({ id, weight }) => ({ optionId: id, weight }));
}

export type FeatureOrigin = {
  id: number;
  name: string;
  default_enabled: boolean;
  initial_value: string | null;
  options: { id: number; name: string; weight: number }[];
};

/** What the features of the project that are not archived were created with, by name. */
export async function listFeatureOrigins(db: Db, projectId: number): Promise<FeatureOrigin[]> {
  const rows = await db.execute(sql`select f.id, f.name, f.default_enabled, f.initial_value,
      (select coalesce(json_agg(json_build_object('id', o.id, 'weight', o.default_percentage_allocation::float8,
          'name', coalesce(nullif(o.key, ''), o.string_value, o.integer_value::text, o.boolean_value::text, '')) order by o.id), '[]')
        from multivariate_feature_options o where o.feature_id = f.id) as options
    from features f where f.project_id = ${projectId} and f.deleted_at is null and not f.is_archived order by f.name`);
  return rows as FeatureOrigin[];
}

export async function findFeatureId(db: Db, projectId: number, name: string): Promise<number | null> {
  const [row] = await db.execute(
    sql`select id from features where project_id = ${projectId} and name = ${name} and deleted_at is null`,
  );
  return (row as { id: number } | undefined)?.id ?? null;
}

function toRow(
  { enabled, value: { type, value }, weights }: Content,
  segmentId: number | null,
  priority: number | null,
) {
  return {
    segment_id: segmentId,
    priority,
    enabled,
    type,
    integer_value: type === 'int' ? value : null,
    string_value: type === 'unicode' ? value : null,
    boolean_value: type === 'bool' ? value : null,
    weights: weights.map(({ optionId, weight }) => ({ option_id: optionId, weight })),
  };
}
