import type { StateFilter } from './state-row.ts';

const MAX_INT32 = 2_147_483_647;

/** The filter of a list's query. An id that cannot exist finds nothing; an empty one filters nothing. */
export function readStateFilter(params: URLSearchParams, identities: StateFilter['identities']): StateFilter {
  const idOf = (name: string): number | null => {
    const value = params.get(name);
    if (value === null || value === '') return null;
    return /^\d{1,10}$/.test(value) && Number(value) <= MAX_INT32 ? Number(value) : 0;
  };
  const name = params.get('feature_name');
  return {
    featureId: idOf('feature'),
    featureName: name === null || name === '' ? null : name.replaceAll('\0', ''),
    identities,
    featureSegmentId: idOf('feature_segment'),
  };
}
