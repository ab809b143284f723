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
  /** Absent: the field narrows the choices down. Given: whoever gives the choices does, once typing has paused. */
  onSearch?: (text: string) => void;
  disabledReason?: string | null;
  onFocus?: () => void;
  'data-test'?: string;
};

/** A text field with a list that it narrows down: the ARIA 1.2 combobox with a list popup. Choosing one empties the field. */
export function Combobox({ label, choices, onChoose, placeholder, emptyText = 'Nothing fits', ...more }: Props) {
  const { onSearch, disabledReason, ...rest } = more;
  const id = useId();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const wanted = text.trim().toLowerCase();
  const fitting = onSearch === undefined ? choices.filter((choice) => isFitting(choice, wanted)) : choices;
  const shown = fitting.slice(0, MOST);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const index = Math.min(active, shown.length - 1);

  const type = (next: string) => {
    setText(next);
    setActive(0);
    clearTimeout(timer.current);
    if (onSearch !== undefined) timer.current = setTimeout(() => onSearch(next.trim()), DELAY_MS);
  };
  const choose = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    type('');
    setOpen(false);
    onChoose(choice.value);
  };
  const move = (step: number) => {
    setOpen(true);
    if (isOpen && shown.length > 0) setActive((index + step + shown.length) % shown.length);
  };
  const onKeyDown = (event: KeyboardEvent) =>
    actOnKey(event, isOpen, {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => choose(isOpen ? shown[index] : undefined),
      Escape: () => setOpen(false),
    });
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
        aria-activedescendant={isOpen && shown.length > 0 ? `${id}-${index}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholder}
        value={text}
        disabled={disabledReason != null}
        title={disabledReason ?? undefined}
        onInput={(event) => {
          type(event.currentTarget.value);
          setOpen(true);
        }}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
        {...rest}
      />
      <Icon name="down" />
      <Choices
        id={id}
        label={label}
        choices={shown}
        left={fitting.length - shown.length}
        active={index}
        isOpen={isOpen}
        emptyText={emptyText}
        onChoose={choose}
      />
    </div>
  );
}

function actOnKey(event: KeyboardEvent, isOpen: boolean, keys: Readonly<Record<string, () => void>>): void {
  const act = keys[event.key];
  if (act === undefined || (event.key === 'Escape' && !isOpen)) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

const MOST = 50;
const DELAY_MS = 200;

const isFitting = ({ label }: Choice, wanted: string) => label.toLowerCase().includes(wanted);

type ChoicesProps = {
  id: string;
  label: string;
  choices: readonly Choice[];
  /** How many fit that are not shown. */
  left: number;
  active: number;
  isOpen: boolean;
  emptyText: string;
  onChoose: (choice: Choice) => void;
};

function Choices({ id, label, choices, left, active, isOpen, emptyText, onChoose }: ChoicesProps) {
  const note = choices.length === 0 ? emptyText : left > 0 ? `${left} more: type to find them` : null;
  return (
    <ul role="listbox" id={`${id}-list`} aria-label={label} class="popup" hidden={!isOpen}>
      {choices.map((choice, position) => (
        <Option
          key={choice.value}
          choice={choice}
          id={`${id}-${position}`}
          isActive={position === active}
          onChoose={() => onChoose(choice)}
        />
      ))}
      {note !== null && (
        <li role="option" aria-selected="false" aria-disabled="true" class="popup-item quiet">
          {note}
        </li>
      )}
    </ul>
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
