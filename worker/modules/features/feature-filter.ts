/** What a list of features is narrowed down to and how it is ordered; null where the request does not say. */
export type FeatureFilter = {
  search: string | null;
  /** Empty: features without tags. */
  tags: number[] | null;
  everyTag: boolean;
  isArchived: boolean | null;
  type: 'STANDARD' | 'MULTIVARIATE' | null;
  environmentId: number | null;
  segmentId: number | null;
  identityId: number | null;
  isEnabled: boolean | null;
  valueSearch: string | null;
  owners: number[];
  groupOwners: number[];
  sort: { field: 'created_date' | 'name'; descending: boolean };
};

/** compat: whatever makes no sense is passed over; dashboards send `is_enabled=null` and the like. */
export function readFeatureFilter(query: URLSearchParams): FeatureFilter {
  const type = query.get('type');
  return {
    search: query.get('search') || null,
    tags: readTags(query.get('tags')),
    everyTag: query.get('tag_strategy')?.toUpperCase() !== 'UNION',
    isArchived: readFlag(query.get('is_archived')),
    type: type === 'STANDARD' || type === 'MULTIVARIATE' ? type : null,
    environmentId: readId(query.get('environment')),
    segmentId: readId(query.get('segment')),
    identityId: readId(query.get('identity')),
    isEnabled: readFlag(query.get('is_enabled')),
    valueSearch: query.get('value_search') || null,
    owners: readIds(query.get('owners')),
    groupOwners: readIds(query.get('group_owners')),
    sort: {
      field: query.get('sort_field') === 'name' ? 'name' : 'created_date',
      descending: query.get('sort_direction')?.toUpperCase() === 'DESC',
    },
  };
}

/** compat: present but empty asks for features without tags. */
function readTags(value: string | null): number[] | null {
  if (value === null) return null;
  const ids = readIds(value);
  return ids.length > 0 || value.trim() === '' ? ids : null;
}

function readFlag(value: string | null): boolean | null {
  if (value === null) return null;
  if (/^(true|1)$/i.test(value)) return true;
  return /^(false|0)$/i.test(value) ? false : null;
}

function readId(value: string | null): number | null {
  return value !== null && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
}

function readIds(value: string | null): number[] {
  const ids = (value ?? '').split(',').map((part) => readId(part.trim()));
  return [...new Set(ids.filter((id) => id !== null))];
}
