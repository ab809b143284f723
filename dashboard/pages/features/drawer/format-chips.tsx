import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { FORMATS, type ValueFormat } from './value-format.ts';

type Props = { label: ComponentChildren; format: ValueFormat; onChange: (format: ValueFormat) => void };

/** What the text of a value is looked at as. Nothing of it is stored. */
export function FormatChips({ label, format, onChange }: Props) {
  const name = useId();
  return (
    <fieldset class="format-chips">
      <legend class="hidden-text">{label}</legend>
      {FORMATS.map((one) => (
        <label key={one} class="format-chip">
          <input
            type="radio"
            class="hidden-text"
            name={name}
            value={one}
            checked={one === format}
            onChange={() => onChange(one)}
            data-test={`format-${one}`}
          />
          {one}
        </label>
      ))}
    </fieldset>
  );
}
