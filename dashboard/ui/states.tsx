import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import { focusHeading } from './heading.tsx';
import { Icon, type IconName } from './icons.tsx';

/** Where rows are going to be. It shows itself after 150 ms, so that what is fast does not flicker. */
export function Skeleton({ rows = 6, label }: { rows?: number; label: string }) {
  return (
    <div class="skeleton" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="skeleton-row" />
      ))}
    </div>
  );
}

type EmptyProps = { icon: IconName; title: string; children?: ComponentChildren; action?: ComponentChildren };

/**
 * What the thing is, and the one thing to do about there being none. Where the focus is in it when it goes, because there is one now, the
 * heading above gets it.
 */
export function EmptyState({ icon, title, children, action }: EmptyProps) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = ref.current;
    return () => {
      if (place?.contains(document.activeElement) === true) focusHeading(place);
    };
  }, []);
  return (
    <div class="empty" ref={ref}>
      <span class="empty-icon">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {children !== undefined && <div class="quiet">{children}</div>}
      {action !== undefined && <div class="row">{action}</div>}
    </div>
  );
}

type ErrorProps = { title: string; message: string; requestId?: string | null; onRetry?: (() => void) | undefined };

/** What went wrong, with what to tell whoever runs the server. */
export function ErrorState({ title, message, requestId = null, onRetry }: ErrorProps) {
  return (
    <div class="empty" role="alert">
      <span class="empty-icon bad">
        <Icon name="warning" />
      </span>
      <h2>{title}</h2>
      <div class="quiet">{message}</div>
      {requestId !== null && <div class="quiet">Request {requestId}</div>}
      {onRetry !== undefined && (
        <div class="row">
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
    </div>
  );
}

/** One sentence above a form or within a page. */
export function Notice({
  tone = 'plain',
  children,
}: {
  tone?: 'plain' | 'warning' | 'bad';
  children: ComponentChildren;
}) {
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      {tone !== 'plain' && <Icon name="warning" />}
      <div>{children}</div>
    </div>
  );
}
