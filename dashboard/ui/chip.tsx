import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';

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
      {onRemove !== undefined && (
        <button type="button" class="chip-remove" aria-label={`Remove ${label}`} onClick={onRemove}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}
