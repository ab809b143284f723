import type { ComponentChildren } from 'preact';
import { useTitle } from './heading.tsx';
import { IconButton } from './button.tsx';

type Props = {
  title: string;
  subtitle?: ComponentChildren;
  /** What stands at the right of the title. */
  actions?: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
  /** Stays at the bottom: the bar to save with. */
  footer?: ComponentChildren;
  'data-test'?: string;
};

/** What is opened from a list: a region beside it on wide screens, where the list stays usable, and the page itself on others. */
export function Drawer({ title, subtitle, actions, onClose, children, footer, ...rest }: Props) {
  const ref = useTitle<HTMLHeadingElement>(title);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onClose();
  };
  return (
    <section class="drawer" aria-labelledby="drawer-title" onKeyDown={onKeyDown} {...rest}>
      <header class="drawer-head">
        <div class="drawer-title">
          <h2 id="drawer-title" ref={ref} tabIndex={-1}>
            {title}
          </h2>
          {subtitle !== undefined && <div class="quiet">{subtitle}</div>}
        </div>
        <div class="row">
          {actions}
          <IconButton icon="close" label="Close" onClick={onClose} data-test="close-drawer" />
        </div>
      </header>
      <div class="drawer-body">{children}</div>
      {footer !== undefined && <footer class="drawer-foot">{footer}</footer>}
    </section>
  );
}
