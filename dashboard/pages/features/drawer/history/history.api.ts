import type { AuditLogDetail } from '../../../../../worker/contract/audit-logs.ts';
import type { Version } from '../../../../../worker/contract/versions.ts';
import { useResource, type View } from '../../../../api/cache.ts';
import { detailPath } from '../../features.api.ts';

type Page<Item> = { count: number; results: Item[] };

export const PAGE_SIZE = 20;

/** Lies below the path of the feature, so that what makes the one old makes the other old. */
export function useHistory(key: string | null, featureId: number, page: number): View<Page<AuditLogDetail>> {
  return useResource(key === null ? null : `${detailPath(key, featureId)}history/?page=${page}&page_size=${PAGE_SIZE}`);
}

/** Null where the environment has no versions. */
export function useVersions(environmentId: number | null, featureId: number): View<Page<Version>> {
  return useResource(
    environmentId === null
      ? null
      : `/api/v1/environments/${environmentId}/features/${featureId}/versions/?page_size=${PAGE_SIZE}`,
  );
}
