import { NumberField, Select } from '../../../ui/field.tsx';
import type { DraftValue } from './flag-draft.ts';
import { TextValue } from './text-value.tsx';

type Kind = 'none' | 'string' | 'integer' | 'boolean';
type Props = {
  /** What it is the value of, where there are several on the page. */
  of?: string;
  /** There is always one. */
  isRequired?: boolean;
  rows?: number;
  value: DraftValue;
  onChange: (value: DraftValue) => void;
  fault?: string | undefined;
  isReadOnly?: boolean;
  test: string;
};

const KINDS: { value: Kind; label: string }[] = [
  { value: 'string', label: 'Text' },
  { value: 'integer', label: 'Whole number' },
  { value: 'boolean', label: 'True or false' },
  { value: 'none', label: 'No value' },
];

/** A value with its type. Changing the type keeps what was typed where it fits. */
export function ValueEditor({ value, onChange, fault, isReadOnly = false, test, of, isRequired, rows = 4 }: Props) {
  const kind = value?.type ?? 'none';
  const text = value?.text ?? '';
  const errors = fault === undefined ? [] : [fault];
  const retype = (next: Kind) => onChange(next === 'none' ? null : { type: next, text: convert(text, next) });
  const kinds = isRequired === true ? KINDS.filter(({ value: one }) => one !== 'none') : KINDS;
  const suffix = of === undefined ? '' : <span class="hidden-text"> of {of}</span>;
  const label = <>Value{suffix}</>;
  return (
    <div class="value-grid">
      <Select label={<>Type{suffix}</>} value={kind} options={kinds} onChange={retype} isDisabled={isReadOnly} />
      {(kind === 'string' || (kind === 'none' && !isReadOnly)) && (
        <TextValue
          label={label}
          suffix={suffix}
          text={text}
          onInput={(next) => onChange({ type: 'string', text: next })}
          errors={errors}
          isReadOnly={isReadOnly}
          rows={rows}
          test={test}
        />
      )}
      {kind === 'integer' && (
        <NumberField
          label={label}
          value={text}
          onInput={(next) => onChange({ type: 'integer', text: next })}
          errors={errors}
          isReadOnly={isReadOnly}
          step={1}
          data-test={test}
        />
      )}
      {kind === 'boolean' && (
        <Select
          label={label}
          value={text.toLowerCase() === 'true' ? 'true' : 'false'}
          options={[
            { value: 'true', label: 'true' },
            { value: 'false', label: 'false' },
          ]}
          onChange={(next) => onChange({ type: 'boolean', text: next })}
          errors={errors}
          isDisabled={isReadOnly}
          data-test={test}
        />
      )}
    </div>
  );
}

function convert(text: string, kind: Exclude<Kind, 'none'>): string {
  if (kind === 'boolean') return /^(true|1|on|yes)$/i.test(text.trim()) ? 'true' : 'false';
  if (kind === 'integer') return /^\s*[-+]?\d+\s*$/.test(text) ? text.trim() : '0';
  return text;
}
