import type { Choice } from './combobox.tsx';

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

/** The list of a combobox. */
export function Choices({ id, label, choices, left, active, isOpen, emptyText, onChoose }: ChoicesProps) {
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
