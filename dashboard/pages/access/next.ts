/** Where to go after signing in: a page of this dashboard, nowhere else. */
export function readNext(query: URLSearchParams): string {
  const next = query.get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}

/** The address with the same aim. */
export function withNext(path: string, query: URLSearchParams): string {
  const next = query.get('next');
  return next === null ? path : `${path}?${new URLSearchParams({ next })}`;
}
