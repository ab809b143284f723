import { Field } from './field.tsx';

type Props = {
  label: string;
  /** As `#rrggbb`. */
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  errors?: readonly string[];
  isDisabled?: boolean;
};

/** The browser's own choice of a colour. */
export function ColourField({ label, value, onInput, hint, errors, isDisabled = false }: Props) {
  return (
    <Field label={label} hint={hint} errors={errors}>
      {(control) => (
        <input
          {...control}
          class="input colour"
          type="color"
          value={value}
          disabled={isDisabled}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
