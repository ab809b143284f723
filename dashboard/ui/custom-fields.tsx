import { Button } from './button.tsx';
import { Input, NumberField, Select, Textarea } from './field.tsx';
import { Notice } from './states.tsx';

type Field = {
  id: number;
  name: string;
  type: 'str' | 'multiline_str' | 'int' | 'bool' | 'url';
  description: string | null;
  isRequired: boolean;
};

type InputsProps = {
  fields: readonly Field[];
  values: Readonly<Record<number, string>>;
  faults: Readonly<Record<number, string>>;
  onChange: (id: number, value: string) => void;
  isReadOnly?: boolean;
};

/** One control for each field, of its type. */
export function CustomFieldInputs({ fields, values, faults, onChange, isReadOnly = false }: InputsProps) {
  return (
    <>
      {fields.map((field) => {
        const fault = faults[field.id];
        return (
          <Control
            key={field.id}
            field={field}
            value={values[field.id] ?? ''}
            errors={fault === undefined ? [] : [fault]}
            onInput={(value) => onChange(field.id, value)}
            isReadOnly={isReadOnly}
          />
        );
      })}
    </>
  );
}

const ANSWERS = [
  { value: '', label: 'Nothing said' },
  { value: 'true', label: 'true' },
  { value: 'false', label: 'false' },
];

type ControlProps = {
  field: Field;
  value: string;
  errors: string[];
  onInput: (value: string) => void;
  isReadOnly: boolean;
};

function Control({ field, value, errors, onInput, isReadOnly }: ControlProps) {
  const { name, type, description, isRequired } = field;
  const common = {
    label: isRequired ? `${name} (required)` : name,
    value,
    errors,
    'data-test': `custom-${name}`,
    ...(description === null || description === '' ? {} : { hint: description }),
  };
  if (type === 'bool') {
    return (
      <Select {...common} value={value.toLowerCase()} options={ANSWERS} onChange={onInput} isDisabled={isReadOnly} />
    );
  }
  if (type === 'int') return <NumberField {...common} onInput={onInput} isReadOnly={isReadOnly} step={1} />;
  if (type === 'multiline_str') return <Textarea {...common} onInput={onInput} isReadOnly={isReadOnly} rows={3} />;
  return (
    <Input
      {...common}
      onInput={onInput}
      isReadOnly={isReadOnly}
      maxLength={2000}
      isCode={type === 'url'}
      placeholder={type === 'url' ? 'https://' : undefined}
    />
  );
}

type FormProps = {
  fields: readonly Field[];
  form: {
    values: Readonly<Record<number, string>>;
    faults: Readonly<Record<number, string>>;
    messages: readonly string[];
    isDirty: boolean;
    isBusy: boolean;
    change: (id: number, value: string) => void;
    discard: () => void;
  };
  onSubmit: () => void;
  disabledReason: string | null;
};

/** The custom fields of something that is there already, stored together by a button. */
export function CustomFieldsForm({ fields, form, onSubmit, disabledReason }: FormProps) {
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (disabledReason === null) onSubmit();
      }}
      data-test="custom-fields"
    >
      {form.messages.length > 0 && <Notice tone="bad">{form.messages.join(' ')}</Notice>}
      <CustomFieldInputs
        fields={fields}
        values={form.values}
        faults={form.faults}
        onChange={form.change}
        isReadOnly={disabledReason !== null}
      />
      <div class="form-foot">
        <Button
          type="submit"
          kind={form.isDirty ? 'primary' : 'plain'}
          isBusy={form.isBusy}
          disabledReason={disabledReason ?? (form.isDirty ? null : 'Nothing is changed.')}
          data-test="save-custom-fields"
        >
          Save fields
        </Button>
        {form.isDirty && <Button onClick={form.discard}>Discard</Button>}
      </div>
    </form>
  );
}
