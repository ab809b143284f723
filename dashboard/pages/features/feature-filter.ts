/** What the list is narrowed down to and how it is ordered: all of it stands in the address. */
export type FeatureFilter = {
  search: string;
  state: 'any' | 'on' | 'off';
  value: string;
  /** Ids; `none` for features without tags. */
  tags: number[] | 'none';
  /** Ids of people, and of groups. */
  owners: number[];
  groupOwners: number[];
  isArchived: boolean;
  sort: { column: 'name' | 'created'; isDescending: boolean };
  page: number;
};

export const PAGE_SIZE = 50;

/** Reads what makes sense, and passes over the rest. */
export function readFilter(query: URLSearchParams): FeatureFilter {
  const state = query.get('state');
  const sort = /^(-?)(name|created)$/.exec(query.get('sort') ?? '');
  const tags = query.get('tags') ?? '';
  return {
    search: query.get('q') ?? '',
    state: state === 'on' || state === 'off' ? state : 'any',
    value: query.get('value') ?? '',
    tags: tags === 'none' ? 'none' : readIds(tags),
    owners: readIds(query.get('owners')),
    groupOwners: readIds(query.get('group_owners')),
    isArchived: query.get('archived') === 'true',
    sort: { column: sort?.[2] === 'created' ? 'created' : 'name', isDescending: sort?.[1] === '-' },
    page: /^[1-9]\d{0,4}$/.test(query.get('page') ?? '') ? Number(query.get('page')) : 1,
  };
}

/** The parts of the address that say this; null where it is what holds anyway. Any change but that of the page leads to the first page. */
export function toAddress(filter: Partial<FeatureFilter>): Record<string, string | null> {
  const { search, state, value, tags, owners, groupOwners, isArchived, sort, page } = filter;
  const order = sort === undefined ? undefined : `${sort.isDescending ? '-' : ''}${sort.column}`;
  return {
    ...tell('q', search),
    ...tell('state', state === 'any' ? '' : state),
    ...tell('value', value),
    ...tell('tags', typeof tags === 'object' ? tags.join(',') : tags),
    ...tell('owners', owners?.join(',')),
    ...tell('group_owners', groupOwners?.join(',')),
    ...tell('archived', isArchived === false ? '' : isArchived?.toString()),
    ...tell('sort', order === 'name' ? '' : order),
    page: page === undefined || page === 1 ? null : String(page),
  };
}

const tell = (name: string, part: string | undefined) => (part === undefined ? {} : { [name]: part || null });

/** The query of the API for the list in an environment. */
export function toQuery(filter: FeatureFilter, environmentId: number): string {
  const { search, state, value, tags, owners, groupOwners, isArchived, sort, page } = filter;
  const query = new URLSearchParams({
    environment: String(environmentId),
    page: String(page),
    page_size: String(PAGE_SIZE),
    sort_field: sort.column === 'created' ? 'created_date' : 'name',
    sort_direction: sort.isDescending ? 'DESC' : 'ASC',
    is_archived: String(isArchived),
  });
  if (search !== '') query.set('search', search);
  if (state !== 'any') query.set('is_enabled', String(state === 'on'));
  if (value !== '') query.set('value_search', value);
  if (tags === 'none') query.set('tags', '');
  else if (tags.length > 0) query.set('tags', tags.join(','));
  if (owners.length > 0) query.set('owners', owners.join(','));
  if (groupOwners.length > 0) query.set('group_owners', groupOwners.join(','));
  return query.toString();
}

/** Whether anything is left out of the list. */
export function isFiltered({ search, state, value, tags, owners, groupOwners, isArchived }: FeatureFilter): boolean {
  const isOwned = owners.length + groupOwners.length > 0;
  return (
    search !== '' || state !== 'any' || value !== '' || tags === 'none' || tags.length > 0 || isOwned || isArchived
  );
}

export const NO_FILTER: Partial<FeatureFilter> = {
  search: '',
  state: 'any',
  value: '',
  tags: [],
  owners: [],
  groupOwners: [],
  isArchived: false,
};

function readIds(text: string | null): number[] {
  return (text ?? '').split(',').flatMap((part) => (/^[1-9]\d*$/.test(part) ? [Number(part)] : []));
}
