import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button, IconButton } from './button.tsx';
import { Input } from './field.tsx';
import { focusHeading } from './heading.tsx';

type Props = {
  title: string;
  children: ComponentChildren;
  /** Absent: the dialog can only be left by what is in it. */
  onClose?: (() => void) | undefined;
  'data-test'?: string;
};

/**
 * The browser's own modal dialog. It is open while it is rendered. What is marked as first gets the focus, else the first field; afterwards
 * it is where it was, or on the heading where that has gone.
 */
export function Dialog({ title, children, onClose, ...rest }: Props) {
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    dialog?.showModal();
    if (dialog?.querySelector('[autofocus]') === null) dialog.querySelector<HTMLElement>(FIELD)?.focus();
    return () => {
      dialog?.close();
      if (!(before instanceof HTMLElement) || before === document.body) return;
      if (before.isConnected) before.focus();
      else focusHeading();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClick={(event) => event.target === ref.current && onClose?.()}
      {...rest}
    >
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          {onClose !== undefined && <IconButton icon="close" label="Close" onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}

const FIELD = ':is(input, textarea, select):not(:read-only:is(input, textarea), :disabled)';

type ConfirmProps = {
  title: string;
  children: ComponentChildren;
  action: string;
  isDanger?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** A question with one answer that does something. */
export function Confirm({ title, children, action, isDanger = false, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose} data-test="confirm">
      <div class="dialog-text">{children}</div>
      <footer class="dialog-foot">
        <Button onClick={onClose} isFirst={isDanger}>
          Cancel
        </Button>
        <Button kind={isDanger ? 'danger' : 'primary'} isFirst={!isDanger} onClick={onConfirm} data-test="confirm-btn">
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}

type ByNameProps = Omit<ConfirmProps, 'isDanger'> & { name: string };

/** As `Confirm`, for what cannot be undone: the name of the thing is to be typed. */
export function ConfirmByName({ title, children, action, name, onConfirm, onClose }: ByNameProps) {
  const [typed, setTyped] = useState('');
  const isRight = typed.trim() === name;
  return (
    <Dialog title={title} onClose={onClose} data-test="confirm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isRight) onConfirm();
        }}
      >
        <div class="dialog-text">
          {children}
          <Input label={`Type ${name} to confirm`} value={typed} onInput={setTyped} isCode isFirst />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            kind="danger"
            disabledReason={isRight ? null : 'The name is not typed yet.'}
            data-test="confirm-btn"
          >
            {action}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
