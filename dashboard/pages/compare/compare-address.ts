import type { DashEnvironment } from '../../../worker/contract/dash.ts';
import { PARTS, type Part } from './flag-differences.ts';

/** What of two environments is shown: all of it stands in the address. */
export type CompareFilter = { search: string; isDifferentOnly: boolean; part: Part | 'any'; open: number | null };

export function readFilter(query: URLSearchParams): CompareFilter {
  const part = query.get('in');
  return {
    search: query.get('q') ?? '',
    isDifferentOnly: query.get('show') !== 'all',
    part: PARTS.find((one) => one === part) ?? 'any',
    open: readId(query.get('open')),
  };
}

/** The parts of the address that say this. */
export function toAddress({
  search,
  isDifferentOnly,
  part,
  open,
}: Partial<CompareFilter>): Record<string, string | null> {
  return {
    ...(search === undefined ? {} : { q: search === '' ? null : search }),
    ...(isDifferentOnly === undefined ? {} : { show: isDifferentOnly ? null : 'all' }),
    ...(part === undefined ? {} : { in: part === 'any' ? null : part }),
    ...(open === undefined ? {} : { open: open === null ? null : String(open) }),
  };
}

/** The two environments in the address, or the one looked at last and the next one. Null where there are no two. */
export function readSides<Place extends Pick<DashEnvironment, 'api_key'>>(
  query: URLSearchParams,
  environments: readonly Place[],
  last: Place | undefined,
): { left: Place; right: Place } | null {
  const find = (name: string) => environments.find(({ api_key: key }) => key === query.get(name));
  const wantedRight = find('right');
  const left = find('left') ?? (last === wantedRight ? undefined : last) ?? other(environments, wantedRight);
  const right = wantedRight ?? other(environments, left);
  return left === undefined || right === undefined ? null : { left, right };
}

export function readId(text: string | null): number | null {
  return /^[1-9]\d{0,9}$/.test(text ?? '') ? Number(text) : null;
}

const other = <Place>(all: readonly Place[], one: Place | undefined) => all.find((place) => place !== one);
