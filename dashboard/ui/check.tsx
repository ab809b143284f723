import './panel.css';
import type { ComponentChildren } from 'preact';

type Props = {
  label: string;
  hint?: ComponentChildren;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  disabledReason?: string | null;
  'data-test'?: string;
};

/** One of several that can be chosen, with its name beside it. */
export function Check({ label, hint, isOn, onChange, disabledReason = null, ...rest }: Props) {
  return (
    <label class="check" title={disabledReason ?? undefined}>
      <input
        type="checkbox"
        class="checkbox"
        checked={isOn}
        disabled={disabledReason !== null}
        onChange={(event) => onChange(event.currentTarget.checked)}
        {...rest}
      />
      <span>
        {label}
        {hint !== undefined && <span class="field-hint"> {hint}</span>}
      </span>
    </label>
  );
}
