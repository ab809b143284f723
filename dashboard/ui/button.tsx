import type { ComponentChildren, Ref } from 'preact';
import { Icon, type IconName } from './icons.tsx';
import { Tooltip } from './tooltip.tsx';

type Props = {
  children: ComponentChildren;
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  type?: 'button' | 'submit';
  icon?: IconName | undefined;
  /** Something is under way: the button waits, and says so. */
  isBusy?: boolean;
  /** Why it cannot be used; shown on hover and focus, and read out. */
  disabledReason?: string | null | undefined;
  /** Gets the focus when its dialog opens. */
  isFirst?: boolean;
  onClick?: ((event: MouseEvent) => void) | undefined;
  buttonRef?: Ref<HTMLButtonElement> | undefined;
  'data-test'?: string | undefined;
  'aria-expanded'?: boolean | undefined;
};

export function Button({ children, kind = 'plain', type = 'button', icon, isBusy, disabledReason, ...rest }: Props) {
  const { buttonRef, onClick, isFirst, ...attributes } = rest;
  const isOff = isBusy === true || disabledReason != null;
  const press = (event: MouseEvent) => {
    if (isOff) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <button
      ref={buttonRef ?? null}
      type={type}
      autofocus={isFirst}
      class={`button ${kind}`}
      aria-disabled={isOff}
      aria-busy={isBusy === true}
      onClick={press}
      {...attributes}
    >
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
  return disabledReason === undefined ? button : <Tooltip text={disabledReason}>{button}</Tooltip>;
}

type IconButtonProps = {
  icon: IconName;
  /** What it does: its name, and its tooltip. */
  label: string;
  /** There is nothing that it could do now. */
  isOff?: boolean;
  onClick?: ((event: MouseEvent) => void) | undefined;
  buttonRef?: Ref<HTMLButtonElement> | undefined;
  'aria-expanded'?: boolean | undefined;
  'aria-haspopup'?: 'menu' | undefined;
  'data-test'?: string | undefined;
};

export function IconButton({ icon, label, buttonRef, isOff = false, onClick, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} isLabel>
      <button
        ref={buttonRef ?? null}
        type="button"
        class="icon-button"
        aria-label={label}
        aria-disabled={isOff}
        onClick={(event) => !isOff && onClick?.(event)}
        {...rest}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}
