import { Field } from './field.tsx';

type Props = {
  label: string;
  /** A day as `2030-12-31`, or nothing. */
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  errors?: readonly string[];
  isLabelHidden?: boolean;
  min?: string;
  'data-test'?: string;
};

/** The browser's own choice of a day. */
export function DateField({ label, value, onInput, hint, errors, isLabelHidden = false, min, ...rest }: Props) {
  return (
    <Field label={label} hint={hint} errors={errors} isLabelHidden={isLabelHidden}>
      {(control) => (
        <input
          {...control}
          class="input"
          type="date"
          value={value}
          min={min}
          onInput={(event) => onInput(event.currentTarget.value)}
          {...rest}
        />
      )}
    </Field>
  );
}

/** The last second of a day in UTC; null for none. */
export function toEndOfDay(day: string): string | null {
  return day === '' ? null : `${day}T23:59:59Z`;
}
