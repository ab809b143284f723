import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { FeatureValue } from '../../core/feature-value.ts';

export type NewDefault = {
  projectId: number;
  featureId: number;
  enabled: boolean;
  value: FeatureValue;
  /** Who publishes the first version in environments that use versions. */
  userId: number | null;
  masterApiKeyId: number | null;
};

export type InsertedDefault = { id: number; uuid: string; environmentId: number; isInVersion: boolean };

/**
 * Gives a new feature its default in each live environment of the project, live at once: one statement, however many there are. Where an
 * environment uses versions, the state stands in a first, published one.
 */
export async function insertDefaults(db: Db, input: NewDefault): Promise<InsertedDefault[]> {
  const { projectId, featureId, enabled, value, userId, masterApiKeyId } = input;
  const rows = await db.execute(sql`
    with places as (
      select e.id, e.use_v2_feature_versioning as uses_versions from environments e
      where e.project_id = ${projectId} and e.deleted_at is null
    ), versions as (
      insert into environment_feature_versions (project_id, environment_id, feature_id, published_at, live_from,
        created_by_id, published_by_id, created_by_api_key_id, published_by_api_key_id)
      select ${projectId}, p.id, ${featureId}, now(), now(), ${userId}::int, ${userId}::int, ${masterApiKeyId}::int, ${masterApiKeyId}::int
      from places p where p.uses_versions
      returning uuid, environment_id
    ), states as (
      insert into feature_states (project_id, environment_id, feature_id, enabled, live_from, version, environment_feature_version_uuid)
      select ${projectId}, p.id, ${featureId}, ${enabled}, now(), 1, v.uuid
      from places p left join versions v on v.environment_id = p.id
      order by p.id
      returning id, uuid, environment_id, environment_feature_version_uuid
    ), state_values as (
      insert into feature_state_values (feature_state_id, type, integer_value, string_value, boolean_value)
      select s.id, ${value.type}, ${value.integerValue}::bigint, ${value.stringValue}::text, ${value.booleanValue}::boolean from states s
    )
    select id, uuid, environment_id as "environmentId", environment_feature_version_uuid is not null as "isInVersion"
    from states order by id`);
  return rows as InsertedDefault[];
}
