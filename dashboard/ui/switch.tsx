type Props = {
  isOn: boolean;
  /** Names the flag and where it is switched: "dark_mode in Production". */
  label: string;
  onChange: (isOn: boolean) => void;
  /** Why it cannot be used. */
  disabledReason?: string | null | undefined;
  isBusy?: boolean;
  /** Gets the focus when its dialog opens. */
  isFirst?: boolean;
  'data-test'?: string | undefined;
};

/** The state of a flag, the loudest thing on a page: as a word, a shape and a colour. */
export function Switch({ isOn, label, onChange, disabledReason, isBusy = false, isFirst, ...rest }: Props) {
  const isOff = disabledReason != null || isBusy;
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      autofocus={isFirst}
      aria-checked={isOn}
      aria-label={label}
      aria-disabled={isOff}
      aria-busy={isBusy}
      title={disabledReason ?? undefined}
      onClick={() => !isOff && onChange(!isOn)}
      {...rest}
    >
      <span class="switch-track" aria-hidden="true" />
      <span class="switch-word" aria-hidden="true">
        {isOn ? 'On' : 'Off'}
      </span>
    </button>
  );
}
