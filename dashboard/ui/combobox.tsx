import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

export type Choice = { value: string; label: string; hint?: string };

type Props = {
  label: string;
  choices: readonly Choice[];
  onChoose: (value: string) => void;
  placeholder?: string;
  /** What stands in the list when nothing fits. */
  emptyText?: string;
  'data-test'?: string;
};

/** A text field with a list that it narrows down: the ARIA 1.2 combobox with a list popup. Choosing one empties the field. */
export function Combobox({ label, choices, onChoose, placeholder, emptyText = 'Nothing fits', ...rest }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const wanted = text.trim().toLowerCase();
  const fitting = choices.filter((choice) => choice.label.toLowerCase().includes(wanted));
  const index = Math.min(active, fitting.length - 1);

  const choose = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    setText('');
    setOpen(false);
    onChoose(choice.value);
  };
  const move = (step: number) => {
    setOpen(true);
    if (isOpen && fitting.length > 0) setActive((index + step + fitting.length) % fitting.length);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const keys: Record<string, () => void> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => choose(isOpen ? fitting[index] : undefined),
      Escape: () => setOpen(false),
    };
    const act = keys[event.key];
    if (act === undefined || (event.key === 'Escape' && !isOpen)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div
      class="combobox"
      ref={root}
      onFocusOut={(event) => !root.current?.contains(event.relatedTarget as Node | null) && setOpen(false)}
    >
      <input
        role="combobox"
        class="input"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && fitting.length > 0 ? `${id}-${index}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholder}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
          setOpen(true);
        }}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
        {...rest}
      />
      <Icon name="down" />
      <ul role="listbox" id={`${id}-list`} aria-label={label} class="popup" hidden={!isOpen}>
        {fitting.map((choice, position) => (
          <Option
            key={choice.value}
            choice={choice}
            id={`${id}-${position}`}
            isActive={position === index}
            onChoose={() => choose(choice)}
          />
        ))}
        {fitting.length === 0 && (
          <li role="option" aria-selected="false" aria-disabled="true" class="popup-item quiet">
            {emptyText}
          </li>
        )}
      </ul>
    </div>
  );
}

type OptionProps = { choice: Choice; id: string; isActive: boolean; onChoose: () => void };

function Option({ choice, id, isActive, onChoose }: OptionProps) {
  return (
    // The field keeps the focus, and with it the keys.
    <li
      id={id}
      role="option"
      class="popup-item"
      aria-selected={isActive}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span>{choice.label}</span>
      {choice.hint !== undefined && <span class="quiet">{choice.hint}</span>}
    </li>
  );
}
