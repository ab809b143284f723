import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { EnvironmentPlace } from './state-place.ts';

/** A feature in an environment. */
export type Lineage = EnvironmentPlace & {
  featureId: number;
  featureUuid: string;
  featureName: string;
  defaultEnabled: boolean;
  initialValue: string | null;
  usesVersions: boolean;
  minimumApprovals: number | null;
  maxOverrides: number;
  optionIds: number[];
};

export async function findLineage(db: Db, place: EnvironmentPlace, featureId: number): Promise<Lineage | null> {
  const { organisationId, projectId, environmentId } = place;
  const [row] = (await db.execute(sql`
    select f.uuid, f.name, f.default_enabled, f.initial_value, e.use_v2_feature_versioning as uses_versions,
      e.minimum_change_request_approvals as approvals, p.max_segment_overrides_allowed as max_overrides,
      (select coalesce(json_agg(o.id order by o.id), '[]') from multivariate_feature_options o where o.feature_id = f.id) as options
    from features f
    join environments e on e.project_id = f.project_id and e.id = ${environmentId} and e.deleted_at is null
    join projects p on p.id = f.project_id and p.organisation_id = ${organisationId}
    where f.id = ${featureId} and f.project_id = ${projectId} and f.deleted_at is null`)) as {
    uuid: string;
    name: string;
    default_enabled: boolean;
    initial_value: string | null;
    uses_versions: boolean;
    approvals: number | null;
    max_overrides: number;
    options: number[];
  }[];
  if (row === undefined) return null;
  return {
    ...place,
    featureId,
    featureUuid: row.uuid,
    featureName: row.name,
    defaultEnabled: row.default_enabled,
    initialValue: row.initial_value,
    usesVersions: row.uses_versions,
    minimumApprovals: row.approvals,
    maxOverrides: row.max_overrides,
    optionIds: row.options,
  };
}

/**
 * Takes, in this order, a share of the environment (its way of versioning stays), the feature (its options stay, or, with `exclusive`, its
 * weights are ours to add up) and the pair of both, which everybody who writes states holds. Null if there is no such feature.
 */
export async function lockLineage(
  db: Db,
  place: EnvironmentPlace,
  featureId: number,
  { exclusive, capacity }: { exclusive: boolean; capacity: boolean },
): Promise<Lineage | null> {
  // Overrides are counted by environment, whatever their feature.
  if (capacity) await db.execute(sql`select pg_advisory_xact_lock(${place.environmentId}::int, 0)`);
  await db.execute(sql`select from environments e join features f on f.project_id = e.project_id
    where e.id = ${place.environmentId} and f.id = ${featureId} and f.project_id = ${place.projectId}
    for key share of e ${exclusive ? sql`for update of f` : sql`for share of f`}`);
  await db.execute(sql`select pg_advisory_xact_lock(${place.environmentId}::int, ${featureId}::int)`);
  // Read after the wait: what the one before us committed is seen.
  return findLineage(db, place, featureId);
}

/** Whether the feature segment is one of the lineage, outside of versions. */
export async function isFeatureSegmentOf(db: Db, { environmentId, featureId }: Lineage, id: number): Promise<boolean> {
  const rows = await db.execute(sql`select from feature_segments l
    where l.id = ${id} and l.environment_id = ${environmentId} and l.feature_id = ${featureId}
      and l.environment_feature_version_uuid is null`);
  return rows.length > 0;
}
