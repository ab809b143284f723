/** What the list of segments is narrowed down to: all of it stands in the address. */
export type SegmentFilter = { search: string; isSharedOnly: boolean; page: number };

export const PAGE_SIZE = 50;

/** Reads what makes sense, and passes over the rest. */
export function readFilter(query: URLSearchParams): SegmentFilter {
  const page = query.get('page') ?? '';
  return {
    search: query.get('q') ?? '',
    isSharedOnly: query.get('of') === 'project',
    page: /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1,
  };
}

/** The parts of the address that say this. Any change but that of the page leads to the first page. */
export function toAddress({ search, isSharedOnly, page }: Partial<SegmentFilter>): Record<string, string | null> {
  return {
    ...(search === undefined ? {} : { q: search === '' ? null : search }),
    ...(isSharedOnly === undefined ? {} : { of: isSharedOnly ? 'project' : null }),
    page: page === undefined || page === 1 ? null : String(page),
  };
}

/** The query of the API for the list. */
export function toQuery({ search, isSharedOnly, page }: SegmentFilter): string {
  const query = new URLSearchParams({ page: String(page), page_size: String(PAGE_SIZE) });
  if (search !== '') query.set('q', search);
  if (isSharedOnly) query.set('include_feature_specific', 'false');
  return query.toString();
}
