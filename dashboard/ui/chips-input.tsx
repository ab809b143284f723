import { useRef, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

type Props = {
  label: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  placeholder?: string | undefined;
  errorId?: string | undefined;
  'data-test'?: string | undefined;
};

/** A list of short texts. Enter or a comma adds what is typed, Backspace in the empty field removes the last one. */
export function ChipsInput({ label, values, onChange, placeholder, errorId, ...rest }: Props) {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const add = (typed: string) => {
    setText('');
    const parts = typed.split(/[,\n]/).map((part) => part.trim());
    const fresh = parts.filter((part) => part !== '');
    if (fresh.length > 0) onChange([...new Set([...values, ...fresh])]);
  };
  const remove = (index: number) => {
    onChange(values.filter((_, at) => at !== index));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault();
      add(text);
    } else if (event.key === 'Backspace' && text === '' && values.length > 0) remove(values.length - 1);
  };
  return (
    <div class="input chips-input" role="group" aria-label={label}>
      {values.map((value, index) => (
        <span class="chip" key={value}>
          {value === '' ? '“”' : value}
          <button type="button" class="chip-remove" aria-label={`Remove ${value}`} onClick={() => remove(index)}>
            <Icon name="close" />
          </button>
        </span>
      ))}
      <input
        ref={input}
        aria-label={label}
        aria-describedby={errorId}
        aria-invalid={errorId !== undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={values.length === 0 ? placeholder : undefined}
        value={text}
        onInput={({ currentTarget: { value } }) => (/[,\n]/.test(value) ? add(value) : setText(value))}
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData('text') ?? '';
          if (!/[,\n]/.test(pasted)) return;
          event.preventDefault();
          add(text + pasted);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => add(text)}
        {...rest}
      />
    </div>
  );
}
