import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** Where the page is: path without the query, and the query. */
export const place = signal(readPlace());

let mustFocus = false;

/** Goes to an address of the dashboard. A new path moves the focus to the heading that comes with it, and the page to its top. */
export function navigate(to: string, { replace = false, keepScroll = false, keepFocus = false } = {}): void {
  const url = new URL(to, location.href);
  const isOther = url.pathname !== location.pathname;
  if (isOther) mustFocus = !keepFocus;
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  place.value = readPlace();
  if (isOther && !keepScroll) scrollTo(0, 0);
}

/** Changes parts of the query without a new page; null removes one. */
export function setQuery(changes: Record<string, string | null>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  navigate(`${location.pathname}${query.size === 0 ? '' : `?${query}`}`, { replace: true });
}

/** Whether a heading that appears now is to get the focus; true once after a navigation. */
export function takeFocus(): boolean {
  const must = mustFocus;
  mustFocus = false;
  return must;
}

/** The named parts of a path that fits the pattern (`/a/:b`, a last `:c?` may be missing), decoded; null if it does not fit. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (given.length > wanted.length) return null;
  const found: [string, string][] = [];
  for (const [index, part] of wanted.entries()) {
    const value = given[index];
    if (!part.startsWith(':')) {
      if (part !== value) return null;
    } else if (value !== undefined) {
      found.push([part.replace(/^:|\?$/g, ''), decodePart(value)]);
    } else if (!part.endsWith('?')) return null;
  }
  return Object.fromEntries(found);
}

type LinkProps = {
  to: string;
  children: ComponentChildren;
  class?: string | undefined;
  title?: string | undefined;
  'aria-current'?: 'page' | undefined;
  'aria-label'?: string | undefined;
  'data-test'?: string | undefined;
  id?: string | undefined;
  role?: 'tab';
  tabIndex?: number;
  'aria-selected'?: boolean;
  'aria-controls'?: string | undefined;
  onClick?: (() => void) | undefined;
  /** For what opens over or beside a list, which is to stay where it was scrolled to. */
  keepScroll?: boolean;
};

/** A link within the dashboard; a click with a modifier key does what the browser does. */
export function Link({ to, onClick, keepScroll = false, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onClick?.();
    navigate(to, { keepScroll });
  };
  return <a href={to} onClick={follow} {...rest} />;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function readPlace(): { path: string; query: URLSearchParams } {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

addEventListener('popstate', () => {
  mustFocus = true;
  place.value = readPlace();
});
