import { useEffect, useRef } from 'preact/hooks';
import { Link, navigate } from './router.tsx';

export type Tab = { id: string; label: string; to: string; isDirty?: boolean };

type Props = { label: string; tabs: readonly Tab[]; selected: string };

/** Tabs that are addresses. Arrow keys go from one to the next; `TabPanel` is what they open. */
export function Tabs({ label, tabs, selected }: Props) {
  const root = useRef<HTMLDivElement>(null);
  // Where there is no room for all of them.
  useEffect(() => {
    const list = root.current;
    const tab = list?.querySelector<HTMLElement>('[aria-selected=true]');
    if (list != null && tab != null) list.scrollLeft = tab.offsetLeft - list.offsetLeft - EDGE;
  }, [selected]);
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.length, End: tabs.length };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const now = tabs.findIndex(({ id }) => id === selected);
    const isEnd = Math.abs(step) > 1;
    const next = isEnd ? (step > 0 ? tabs.length - 1 : 0) : (now + step + tabs.length) % tabs.length;
    const tab = tabs[next];
    if (tab === undefined) return;
    navigate(tab.to, { keepScroll: true });
    root.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div role="tablist" aria-label={label} class="tabs" ref={root} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label: text, to, isDirty }) => (
        <Link
          key={id}
          to={to}
          keepScroll
          role="tab"
          id={`tab-${id}`}
          tabIndex={id === selected ? 0 : -1}
          aria-selected={id === selected}
          aria-controls={id === selected ? `panel-${id}` : undefined}
          class="tab"
        >
          {text}
          {isDirty === true && <span class="dirty-dot" title="Not saved" aria-label="not saved" role="img" />}
        </Link>
      ))}
    </div>
  );
}

/** How much of the tab before shows beside the one that is selected, in pixels. */
const EDGE = 48;
