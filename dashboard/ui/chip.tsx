import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';

type Props = { children: ComponentChildren; tone?: 'plain' | 'accent' | 'warning' | 'danger'; title?: string };

export function Chip({ children, tone = 'plain', title }: Props) {
  return (
    <span class={`chip ${tone}`} title={title}>
      {children}
    </span>
  );
}

type TagProps = { label: string; colour: string; onRemove?: (() => void) | undefined };

/** A tag with its colour as a dot: any colour is legible beside the text, none behind it. */
export function TagChip({ label, colour, onRemove }: TagProps) {
  return (
    <span class="chip tag">
      <span class="dot" style={{ background: colour }} aria-hidden="true" />
      {label}
      {onRemove !== undefined && <RemoveButton label={label} onRemove={onRemove} />}
    </span>
  );
}

type RemovableProps = {
  label: string;
  icon?: IconName;
  title?: string | undefined;
  onRemove?: (() => void) | undefined;
};

/** One of several that were chosen. */
export function RemovableChip({ label, icon, title, onRemove }: RemovableProps) {
  return (
    <span class="chip" title={title}>
      {icon !== undefined && <Icon name={icon} />}
      {label}
      {onRemove !== undefined && <RemoveButton label={label} onRemove={onRemove} />}
    </span>
  );
}

function RemoveButton({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button type="button" class="chip-remove" aria-label={`Remove ${label}`} onClick={onRemove}>
      <Icon name="close" />
    </button>
  );
}
