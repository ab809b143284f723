import { useId, useRef } from 'preact/hooks';
import { Choices } from './combobox-list.tsx';
import { useChoosing } from './combobox-state.ts';
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
  /** More choices are on their way. */
  isLoading?: boolean;
  disabledReason?: string | null;
  onFocus?: () => void;
  'data-test'?: string;
};

/**
 * A text field with a list that it narrows down: the ARIA 1.2 combobox with a list popup. Choosing one empties the field. Enter pressed before
 * the choices are there is kept until they are, and then takes the one that is meant without a doubt, or shows what there is.
 */
export function Combobox({ label, choices, onChoose, placeholder, emptyText = 'Nothing fits', ...more }: Props) {
  const { onSearch, isLoading = false, disabledReason, ...rest } = more;
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const choosing = useChoosing({ choices, onChoose, onSearch, isLoading });
  const { text, isOpen, isHeld, index, shown, left, type, choose, setOpen, onKeyDown } = choosing;
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
        aria-busy={isHeld}
        aria-activedescendant={isOpen && index >= 0 ? `${id}-${index}` : undefined}
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
        left={left}
        active={index}
        isOpen={isOpen}
        emptyText={emptyText}
        onChoose={choose}
      />
    </div>
  );
}
