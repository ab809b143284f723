import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { TraitValue } from '../../core/ports.ts';

export type SegmentUse = { id: number; feature: number; environment: number };

/** The overrides that the segment has now: of states that were replaced, or of old versions, there is nothing. */
export async function listSegmentUses(
  db: Db,
  projectId: number,
  segmentId: number,
  environmentId: number | null,
): Promise<SegmentUse[]> {
  const rows = await db.execute(sql`
    select distinct on (l.environment_id, l.feature_id) s.id, l.feature_id as feature, l.environment_id as environment
    from feature_segments l
    join environments e on e.id = l.environment_id and e.deleted_at is null
    join features f on f.id = l.feature_id and f.deleted_at is null
    join feature_states s on s.feature_segment_id = l.id and s.deleted_at is null
    left join environment_feature_versions v on v.uuid = l.environment_feature_version_uuid
    where l.project_id = ${projectId} and l.segment_id = ${segmentId}
      and (${environmentId}::int is null or l.environment_id = ${environmentId}::int)
      and case when e.use_v2_feature_versioning then v.uuid = (
          select n.uuid from environment_feature_versions n
          where n.environment_id = e.id and n.feature_id = f.id and n.deleted_at is null and n.published_at is not null and n.live_from <= now()
          order by n.live_from desc, n.created_at desc limit 1)
        else l.environment_feature_version_uuid is null and s.version is not null and s.live_from <= now() end
    order by l.environment_id, l.feature_id, s.live_from desc, s.version desc`);
  return (rows as Record<string, unknown>[]).map((row) => ({
    id: Number(row['id']),
    feature: Number(row['feature']),
    environment: Number(row['environment']),
  }));
}

export type KnownIdentity = { environmentId: number; identifier: string; traits: Record<string, TraitValue> };

/** An identity of the project with its traits; null if there is none. */
export async function findIdentityOfProject(
  db: Db,
  projectId: number,
  identityId: number,
): Promise<KnownIdentity | null> {
  const [row] = (await db.execute(sql`
    select i.environment_id, i.identifier, i.system_traits, coalesce((
      select jsonb_object_agg(t.trait_key, case t.value_type when 'int' then to_jsonb(t.integer_value)
        when 'float' then to_jsonb(t.float_value) when 'bool' then to_jsonb(t.boolean_value) else to_jsonb(t.string_value) end)
      from traits t where t.identity_id = i.id and t.deleted_at is null), '{}') as traits
    from identities i join environments e on e.id = i.environment_id and e.project_id = ${projectId} and e.deleted_at is null
    where i.id = ${identityId}`)) as Record<string, unknown>[];
  if (row === undefined) return null;
  return {
    environmentId: Number(row['environment_id']),
    identifier: String(row['identifier']),
    traits: { ...(row['traits'] as object), ...(row['system_traits'] as object) } as Record<string, TraitValue>,
  };
}
