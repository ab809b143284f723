import { NumberField, Select } from '../../../ui/field.tsx';
import { describeValue } from './draft-changes.ts';
import { INHERITED, type DraftValue, type OwnValue } from './flag-draft.ts';
import { TextValue } from './text-value.tsx';

type Kind = typeof INHERITED | 'none' | 'string' | 'integer' | 'boolean';
type Props<Own extends OwnValue> = {
  /** What it is the value of, where there are several on the page. */
  of?: string;
  /** There is always one. */
  isRequired?: boolean;
  rows?: number;
  value: Own;
  onChange: (value: Own | DraftValue) => void;
  /** What it is again when what was typed is erased. Absent: an empty text. */
  unset?: Own | null | undefined;
  /** What everybody gets, for where there is no value of its own. */
  inherited?: DraftValue;
  isFirst?: boolean;
  fault?: string | undefined;
  isReadOnly?: boolean;
  test: string;
};

const KINDS: { value: Kind; label: string }[] = [
  { value: INHERITED, label: 'Inherited' },
  { value: 'string', label: 'Text' },
  { value: 'integer', label: 'Whole number' },
  { value: 'boolean', label: 'True or false' },
  { value: 'none', label: 'No value' },
];

/** A value with its type. Changing the type keeps what was typed where it fits. */
export function ValueEditor<Own extends OwnValue = DraftValue>(props: Props<Own>) {
  const { value, onChange, unset, inherited = null, isFirst, fault, isReadOnly = false, test, of, rows = 4 } = props;
  const kind = kindOf(value);
  const own: DraftValue = value === INHERITED ? null : (value as DraftValue);
  const text = own?.text ?? '';
  const errors = fault === undefined ? [] : [fault];
  const mayInherit = kind === INHERITED || unset === INHERITED;
  const retype = (next: Kind) => {
    if (next === INHERITED) onChange(INHERITED as Own);
    else onChange(next === 'none' ? null : { type: next, text: convert(text, next) });
  };
  const kinds = KINDS.filter(({ value: one }) =>
    one === INHERITED ? mayInherit : one !== 'none' || props.isRequired !== true,
  );
  // The control stays the same while one types and erases.
  const controlOf = (one: Kind) =>
    one === INHERITED ? (inherited?.type ?? 'string') : one === 'none' ? 'string' : one;
  const control = kind === 'none' && isReadOnly ? 'none' : controlOf(kind);
  const type = (next: string) => {
    const isUnset = next === '' && unset !== undefined && controlOf(kindOf(unset)) === control;
    onChange(isUnset ? unset : { type: control as NonNullable<DraftValue>['type'], text: next });
  };
  const placeholder = kind === INHERITED ? describeValue(inherited) : undefined;
  const hint = kind === INHERITED ? 'Left empty, it begins with the environment’s value.' : undefined;
  const suffix = of === undefined ? '' : <span class="hidden-text"> of {of}</span>;
  const label = <>Value{suffix}</>;
  return (
    <div class="value-grid">
      <Select label={<>Type{suffix}</>} value={kind} options={kinds} onChange={retype} isDisabled={isReadOnly} />
      {control === 'string' && (
        <TextValue
          label={label}
          suffix={suffix}
          text={text}
          onInput={type}
          hint={hint}
          placeholder={placeholder}
          errors={errors}
          isReadOnly={isReadOnly}
          isFirst={isFirst}
          rows={rows}
          test={test}
        />
      )}
      {control === 'integer' && (
        <NumberField
          label={label}
          value={text}
          onInput={type}
          hint={hint}
          placeholder={placeholder}
          errors={errors}
          isReadOnly={isReadOnly}
          isFirst={isFirst}
          step={1}
          data-test={test}
        />
      )}
      {control === 'boolean' && (
        <Select
          label={label}
          value={kind === INHERITED ? '' : text.toLowerCase() === 'true' ? 'true' : 'false'}
          options={[
            ...(mayInherit ? [{ value: '' as const, label: `The environment’s: ${describeValue(inherited)}` }] : []),
            { value: 'true', label: 'true' },
            { value: 'false', label: 'false' },
          ]}
          onChange={(next) => (next === '' ? retype(INHERITED) : type(next))}
          hint={hint}
          errors={errors}
          isDisabled={isReadOnly}
          isFirst={isFirst}
          data-test={test}
        />
      )}
    </div>
  );
}

/** For a value that is stored so: none is none again, anything else can be made an empty text. */
export function toUnset(saved: OwnValue): null | undefined {
  return saved === null ? null : undefined;
}

function kindOf(value: OwnValue): Kind {
  return value === INHERITED ? INHERITED : (value?.type ?? 'none');
}

function convert(text: string, kind: Exclude<Kind, 'none' | typeof INHERITED>): string {
  if (kind === 'boolean') return /^(true|1|on|yes)$/i.test(text.trim()) ? 'true' : 'false';
  if (kind === 'integer') return /^\s*[-+]?\d+\s*$/.test(text) ? text.trim() : '0';
  return text;
}
