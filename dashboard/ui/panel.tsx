import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './panel.css';

type PanelProps = {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children?: ComponentChildren;
  'data-test'?: string;
};

/** A part of a page under a heading of its own. */
export function Panel({ title, lead, actions, children, ...rest }: PanelProps) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id} {...rest}>
      <header class="panel-head">
        <div>
          <h2 id={id}>{title}</h2>
          {lead !== undefined && <p class="quiet">{lead}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}

type SettingProps = { title: string; hint?: ComponentChildren; children: ComponentChildren };

/** One line of a panel: what it is about at the left, what to do about it at the right. */
export function Setting({ title, hint, children }: SettingProps) {
  return (
    <div class="setting">
      <div class="setting-text">
        <div class="setting-title">{title}</div>
        {hint !== undefined && <div class="field-hint">{hint}</div>}
      </div>
      <div class="setting-control">{children}</div>
    </div>
  );
}

/** Around a table of which each row is to be a block on a phone: its first cell and its last one at the top. */
export function Rows({ children }: { children: ComponentChildren }) {
  return <div class="rows">{children}</div>;
}
