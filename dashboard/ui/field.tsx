import type { ComponentChildren, Ref } from 'preact';
import { useId } from 'preact/hooks';
import { isInMenu } from './in-menu.ts';

type FieldProps = {
  label: ComponentChildren;
  hint?: ComponentChildren;
  errors?: readonly string[] | undefined;
  /** The label is there for readers of the screen only. */
  isLabelHidden?: boolean;
  children: (control: ControlProps) => ComponentChildren;
};

/** What links a control to its label, its hint and its errors. */
export type ControlProps = {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
};

/** A control with its label above and, linked to it, what is wrong or worth knowing below. */
export function Field({ label, hint, errors = [], isLabelHidden = false, children }: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? [] : [`${id}-hint`], errors.length > 0 ? [`${id}-error`] : []].flat();
  const control = {
    id,
    'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
    'aria-invalid': errors.length > 0,
  };
  return (
    <div class="field">
      <label for={id} class={isLabelHidden ? 'hidden-text' : 'field-label'}>
        {label}
      </label>
      {children(control)}
      {hint !== undefined && (
        <div class="field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {errors.length > 0 && (
        <div class="field-error" id={`${id}-error`}>
          {errors.map((error) => (
            <div key={error}>{error}</div>
          ))}
        </div>
      )}
    </div>
  );
}

type InputProps = Omit<FieldProps, 'children'> & {
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'email' | 'password' | 'search';
  name?: string | undefined;
  autocomplete?: string;
  placeholder?: string | undefined;
  isRequired?: boolean;
  isReadOnly?: boolean;
  isCode?: boolean;
  /** Gets the focus when it appears. */
  isFirst?: boolean | undefined;
  maxLength?: number | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
  'data-test'?: string | undefined;
};

export function Input({
  value,
  onInput,
  type = 'text',
  isRequired,
  isReadOnly,
  isCode,
  inputRef,
  ...rest
}: InputProps) {
  const { label, hint, errors, isLabelHidden, isFirst, name, autocomplete = 'off', placeholder, maxLength } = rest;
  return (
    <Field label={label} hint={hint} errors={errors} isLabelHidden={isLabelHidden ?? false}>
      {(control) => (
        <input
          {...control}
          ref={inputRef ?? (isFirst === true ? takeFocus : null)}
          class={isCode === true ? 'input code' : 'input'}
          // All that are possible take the same attributes.
          type={type as 'text'}
          name={name}
          value={value}
          autocomplete={autocomplete as 'off'}
          placeholder={placeholder}
          required={isRequired}
          readOnly={isReadOnly}
          autofocus={isFirst}
          maxLength={maxLength}
          spellcheck={false}
          autocapitalize="off"
          data-test={rest['data-test']}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

type TextareaProps = Omit<FieldProps, 'children'> & {
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  placeholder?: string | undefined;
  isFirst?: boolean | undefined;
  isCode?: boolean;
  isReadOnly?: boolean;
  'data-test'?: string | undefined;
};

export function Textarea({ value, onInput, rows = 3, isCode, isReadOnly, ...rest }: TextareaProps) {
  const { label, hint, errors, isLabelHidden, placeholder, isFirst } = rest;
  return (
    <Field label={label} hint={hint} errors={errors} isLabelHidden={isLabelHidden ?? false}>
      {(control) => (
        <textarea
          {...control}
          ref={isFirst === true ? takeFocus : null}
          placeholder={placeholder}
          class={isCode === true ? 'input code' : 'input'}
          rows={rows}
          value={value}
          readOnly={isReadOnly}
          spellcheck={isCode !== true}
          data-test={rest['data-test']}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

type SelectProps<Value extends string> = Omit<FieldProps, 'children'> & {
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  isDisabled?: boolean;
  isFirst?: boolean | undefined;
  'data-test'?: string | undefined;
};

export function Select<Value extends string>({ value, options, onChange, isDisabled, ...rest }: SelectProps<Value>) {
  const { label, hint, errors, isLabelHidden } = rest;
  return (
    <Field label={label} hint={hint} errors={errors} isLabelHidden={isLabelHidden ?? false}>
      {(control) => (
        <select
          {...control}
          ref={rest.isFirst === true ? takeFocus : null}
          class="input select"
          value={value}
          disabled={isDisabled}
          data-test={rest['data-test']}
          onChange={(event) => onChange(event.currentTarget.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

type NumberProps = Omit<InputProps, 'type'> & { min?: number; max?: number; step?: number | 'any' };

/** Keeps what is typed as text, so that half a number is nobody's zero. */
export function NumberField({ value, onInput, min, max, step, ...rest }: NumberProps) {
  const { label, hint, errors, isLabelHidden, isReadOnly, placeholder, isFirst } = rest;
  return (
    <Field label={label} hint={hint} errors={errors} isLabelHidden={isLabelHidden ?? false}>
      {(control) => (
        <input
          {...control}
          ref={isFirst === true ? takeFocus : null}
          class="input number"
          type="number"
          inputMode="numeric"
          value={value}
          min={min}
          max={max}
          step={step}
          placeholder={placeholder}
          readOnly={isReadOnly}
          data-test={rest['data-test']}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function takeFocus(control: HTMLElement | null): void {
  if (!isInMenu()) control?.focus();
}
