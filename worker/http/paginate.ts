import { notFound } from '../core/errors.ts';
import type { Call } from './operation.ts';

/** The part of a list that is asked for. */
export type Window = { limit: number; offset: number };

/** A part of a list with the number of all its items. */
export type Part<Item> = { count: number; items: Item[] };

/** Ten a page; clients choose the page alone. */
export const PAGES_OF_TEN = { size: 10, largest: 10 };
/** Clients may choose the size too, up to 999, which is also the default. */
export const LARGE_PAGES = { size: 999, largest: 999 };

type Paging = { size: number; largest: number };

/** The window that `page` and `page_size` ask for. compat: a size that makes no sense means the default one. Throws NOT_FOUND. */
export function readWindow({ url }: Pick<Call<unknown, unknown>, 'url'>, paging: Paging): Window {
  const limit = sizeOf(url, paging);
  return { limit, offset: (pageOf(url) - 1) * limit };
}

/** The page as the wire shows it, with links to its neighbours. Throws NOT_FOUND for a page beyond the last one. */
export function toPage<Item>(
  { url }: Pick<Call<unknown, unknown>, 'url'>,
  paging: Paging,
  { count, items }: Part<Item>,
): { count: number; next: string | null; previous: string | null; results: Item[] } {
  const page = pageOf(url);
  const last = Math.max(1, Math.ceil(count / sizeOf(url, paging)));
  if (page > last) throw notFound('Invalid page.');
  return {
    count,
    next: page < last ? linkTo(url, page + 1) : null,
    previous: page > 1 ? linkTo(url, page - 1) : null,
    results: items,
  };
}

function sizeOf(url: URL, { size, largest }: Paging): number {
  const wanted = url.searchParams.get('page_size');
  if (wanted === null || (largest === size && size === 10) || !/^[1-9]\d{0,8}$/.test(wanted)) return size;
  return Math.min(Number(wanted), largest);
}

function pageOf(url: URL): number {
  const page = url.searchParams.get('page');
  if (page === null || page === '') return 1;
  if (!/^[1-9]\d{0,5}$/.test(page)) throw notFound('Invalid page.');
  return Number(page);
}

/** compat: the first page is linked to without its number. */
function linkTo(url: URL, page: number): string {
  const link = new URL(url);
  if (page === 1) link.searchParams.delete('page');
  else link.searchParams.set('page', String(page));
  return link.href;
}
