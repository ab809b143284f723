import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isInMenu } from './in-menu.ts';
import { takeFocus } from './router.tsx';

type Props = {
  /** Names the page, also in the browser's tab. */
  title: string;
  /** What stands there instead of the title. */
  children?: ComponentChildren;
  lead?: ComponentChildren;
  /** At the right: what can be done with the page. */
  actions?: ComponentChildren;
};

/** The heading of a page: sets the document's title. It, or the first field of a form, gets the focus when somebody has come here. */
export function PageHeading({ title, children, lead, actions }: Props) {
  const ref = useTitle<HTMLHeadingElement>(title);
  return (
    <header class="page-heading">
      <div class="page-heading-text">
        <h1 ref={ref} tabIndex={-1}>
          {children ?? title}
        </h1>
        {lead !== undefined && <p class="quiet">{lead}</p>}
      </div>
      {actions !== undefined && <div class="row">{actions}</div>}
    </header>
  );
}

let focused: HTMLElement | null = null;

/** Whether the heading that had the focus has gone with what it stood above: the one that replaces it is to get it. */
function isFocusLost(): boolean {
  return focused !== null && !focused.isConnected && document.activeElement === document.body;
}

/** For a heading of one's own: what `PageHeading` does for its own. */
export function useTitle<Heading extends HTMLElement>(title: string) {
  const ref = useRef<Heading>(null);
  useEffect(() => {
    document.title = `${title} · Halyard`;
    if ((takeFocus() || isFocusLost()) && !isInMenu()) {
      focused = ref.current;
      const field = focused?.closest('.drawer, main')?.querySelector<HTMLElement>('[autofocus]');
      (field ?? focused)?.focus({ preventScroll: true });
    }
  }, [title]);
  return ref;
}

/** For who was at something that is gone: the heading above the place, or of the page, gets the focus. */
export function focusHeading(place: Element = document.querySelector('.drawer') ?? document.body): void {
  const region = place.closest('.drawer, main') ?? place;
  region.querySelector<HTMLElement>(':is(h1, h2)[tabindex="-1"]')?.focus({ preventScroll: true });
}
