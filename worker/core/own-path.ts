const BASE = 'https://own.invalid';
const IS_PATH = /^\/(?![/\\])/;

/** The path with its query, if browsers take it for one of this server; the start for all else. */
export function toOwnPath(text: string): string {
  if (!IS_PATH.test(text) || !URL.canParse(text, BASE)) return '/';
  const { origin, pathname, search, hash } = new URL(text, BASE);
  // Parsing leaves out tabs and dots, and what is left may begin with two slashes.
  return origin === BASE && IS_PATH.test(pathname) ? pathname + search + hash : '/';
}
