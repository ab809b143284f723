import type { Version, VersionDetail } from '../../contract/versions.ts';
import type { VersionRow } from './versions.queries.ts';

export function toVersion(row: VersionRow): Version {
  return {
    uuid: row.uuid,
    created_at: row.created_at,
    updated_at: row.updated_at,
    published: row.is_published,
    live_from: row.live_from,
    is_live: row.is_live,
    published_by: row.published_by_id,
    created_by: row.created_by_id,
    description: row.description,
  };
}

export function toVersionDetail(row: VersionRow): VersionDetail {
  return {
    ...toVersion(row),
    previous_version_uuid: row.previous_uuid,
    feature: row.feature_id,
    environment: row.environment_id,
  };
}
