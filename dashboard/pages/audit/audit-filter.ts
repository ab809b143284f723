/** What of the log is shown; stands in the address. Days are as `2030-12-31`, in the time zone of who looks. */
export type AuditFilter = {
  search: string;
  environment: string;
  author: string;
  from: string;
  to: string;
  page: number;
};

export function readFilter(query: URLSearchParams): AuditFilter {
  const of = (name: string) => query.get(name) ?? '';
  const page = Math.max(1, Math.trunc(Number(of('page'))) || 1);
  return {
    search: of('q'),
    environment: of('environment'),
    author: of('author'),
    from: of('from'),
    to: of('to'),
    page,
  };
}

/** Parts of the address for a change of the filter: it begins again at the first page. */
export function toQuery(change: Partial<Omit<AuditFilter, 'page'>>): Record<string, string | null> {
  const { search, ...rest } = change;
  return { ...rest, ...(search === undefined ? {} : { q: search }), page: null, entry: null };
}

export const NO_FILTER = toQuery({ search: '', environment: '', author: '', from: '', to: '' });

export function isFiltered({ search, environment, author, from, to }: AuditFilter): boolean {
  return [search, environment, author, from, to].some((text) => text !== '');
}

export function toRequest({ search, environment, author, from, to, page }: AuditFilter, size: number): string {
  const wanted = {
    search,
    environments: environment,
    author,
    since: toMoment(from, 0),
    until: toMoment(to, 1),
    page: page === 1 ? '' : String(page),
  };
  const query = new URLSearchParams({ page_size: String(size) });
  for (const [name, value] of Object.entries(wanted)) if (value !== '') query.set(name, value);
  return query.toString();
}

/** The midnight that a day begins with, or so many days later. */
function toMoment(day: string, later: number): string {
  const [year, month, date] = day.split('-').map(Number);
  const moment = new Date(year ?? Number.NaN, (month ?? 1) - 1, (date ?? 1) + later);
  return day === '' || Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
}
