import type { StateFilter } from './state-row.ts';

const MAX_INT32 = 2_147_483_647;

/** The filter of a list's query. An id that cannot exist finds nothing; an empty one filters nothing. */
export function readStateFilter(params: URLSearchParams, identities: StateFilter['identities']): StateFilter {
  const idOf = (name: string): number | null => {
    const value = params.get(name);
    if (value === null || value === '') return null;
    return /^\d{1,10}$/.test(value) && Number(value) <= MAX_INT32 ? Number(value) : 0;
  };
  const textOf = (name: string): string | null => {
    const text = params.get(name);
    return text === null || text === '' ? null : text.replaceAll('\0', '');
  };
  return {
    featureId: idOf('feature'),
    featureName: textOf('feature_name'),
    identities,
    featureSegmentId: idOf('feature_segment'),
    identifier: identities === 'none' ? null : textOf('search'),
  };
}
