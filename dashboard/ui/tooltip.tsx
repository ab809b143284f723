import { cloneElement, type VNode } from 'preact';
import { useId, useState } from 'preact/hooks';

type Props = {
  /** Null: nothing is to be said just now. The control stays the same element, and so keeps the focus. */
  text: string | null;
  /** The text is the name that the control has already, so it is not read out a second time. */
  isLabel?: boolean;
  children: VNode<{ 'aria-describedby'?: string }>;
};

/** A sentence about a control, on hover and on focus; Escape hides it. */
export function Tooltip({ text, isLabel = false, children }: Props) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const show = () => setOpen(true);
  const hide = () => setOpen(false);
  const hideOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') hide();
  };
  return (
    <span
      class="tooltip-anchor"
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocusIn={show}
      onFocusOut={hide}
      onKeyDown={hideOnEscape}
    >
      {isLabel || text === null ? children : cloneElement(children, { 'aria-describedby': id })}
      {text !== null && (
        <span role="tooltip" id={id} class="tooltip" hidden={!isOpen} aria-hidden={isLabel}>
          {text}
        </span>
      )}
    </span>
  );
}
