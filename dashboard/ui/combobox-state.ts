import { useRef, useState } from 'preact/hooks';
import type { Choice } from './combobox.tsx';
import { findMeant, useHeldEnter } from './held-enter.ts';

type Options = {
  choices: readonly Choice[];
  onChoose: (value: string) => void;
  onSearch: ((text: string) => void) | undefined;
  isLoading: boolean;
};

/** What is typed into a combobox, what of the choices is listed for it, and what its keys do. */
export function useChoosing({ choices, onChoose, onSearch, isLoading }: Options) {
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [searched, setSearched] = useState('');
  const wanted = text.trim().toLowerCase();
  const fitting = onSearch === undefined ? choices.filter((choice) => isFitting(choice, wanted)) : choices;
  const shown = fitting.slice(0, MOST);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // What is listed answers to what was typed before.
  const isOld = onSearch !== undefined && searched !== text.trim();
  const index = isOld ? -1 : Math.min(active, shown.length - 1);

  const [isHeld, setHeld] = useHeldEnter(!isOld && !isLoading, () => choose(findMeant(fitting, text.trim())));
  const search = (next: string) => {
    setSearched(next);
    onSearch?.(next);
  };
  const type = (next: string) => {
    setText(next);
    setActive(0);
    setHeld(false);
    clearTimeout(timer.current);
    if (onSearch !== undefined) timer.current = setTimeout(() => search(next.trim()), DELAY_MS);
  };
  const choose = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    type('');
    setOpen(false);
    onChoose(choice.value);
  };
  const enter = () => {
    if (index >= 0) return choose(isOpen ? shown[index] : undefined);
    if (wanted === '' || !(isOld || isLoading)) return;
    clearTimeout(timer.current);
    if (isOld) search(text.trim());
    setHeld(true);
  };
  const move = (step: number) => {
    setOpen(true);
    if (isOpen && shown.length > 0) setActive((index + step + shown.length) % shown.length);
  };
  const onKeyDown = (event: KeyboardEvent) =>
    actOnKey(event, isOpen, {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: enter,
      Escape: () => {
        setOpen(false);
        setHeld(false);
      },
    });
  return { text, isOpen, isHeld, index, shown, left: fitting.length - shown.length, type, choose, setOpen, onKeyDown };
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
