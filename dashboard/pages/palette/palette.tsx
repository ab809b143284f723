import './palette.css';
import { useState } from 'preact/hooks';
import { Dialog } from '../../ui/dialog.tsx';
import { findMeant, useHeldEnter } from '../../ui/held-enter.ts';
import { navigate } from '../../ui/router.tsx';
import { rank } from './fuzzy.ts';
import { PaletteList } from './palette-list.tsx';
import { addRecent, readRecent } from './recent.ts';
import { useFound } from './use-found.ts';

/** Something to go to or to do. */
export type Command = { label: string; kind: string } & ({ to: string } | { run: () => void });

export type PaletteProps = {
  userId: number;
  commands: readonly Command[];
  place: PalettePlace | null;
  onClose: () => void;
};

/** Where features, segments and identities are looked for, and shown. */
export type PalettePlace = {
  projectId: number;
  /** The pages of the environment. */
  home: string;
  /** The key of the environment, where its identities may be seen. */
  identitiesOf: string | null;
};

const MOST = 12;

/**
 * Everything there is to go to and to do, found by a few letters. Enter pressed before all is found is kept until it is, and then takes what is
 * meant without a doubt, or shows what there is.
 */
export function Palette({ userId, commands, place, onClose }: PaletteProps) {
  const [text, setText] = useState('');
  const [active, setActive] = useState<number | null>(null);
  const { found, isSettled, hurry } = useFound(text, place);
  const recent = text.trim() === '' ? readRecent(userId).map((one) => ({ ...one, kind: `Recent ${one.kind}` })) : [];
  const addresses = new Set(recent.map(({ to }) => to));
  const rest = rank(text, [...commands, ...found]).filter((one) => !('to' in one && addresses.has(one.to)));
  const shown: Command[] = [...recent, ...rest].slice(0, MOST);
  // Until all is found, only what somebody has moved to is chosen.
  const index = Math.min(active ?? (isSettled ? 0 : -1), shown.length - 1);
  const [isHeld, setHeld] = useHeldEnter(isSettled, () => choose(findMeant(rest, text.trim())));

  const choose = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    if (!('to' in command)) return command.run();
    addRecent(userId, { ...command, kind: command.kind.replace(/^Recent /, '') });
    navigate(command.to);
  };
  const enter = () => {
    if (index >= 0 || isSettled) return choose(shown[index]);
    hurry();
    setHeld(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') enter();
    else if (step !== undefined && shown.length > 0) {
      setActive((Math.max(index, step < 0 ? 0 : -1) + step + shown.length) % shown.length);
    } else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Go to or do" onClose={onClose} data-test="palette">
      <div class="palette">
        <input
          type="text"
          class="input"
          role="combobox"
          aria-label="Go to or do"
          aria-expanded={shown.length > 0}
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-busy={isHeld}
          aria-activedescendant={index >= 0 ? `palette-${index}` : undefined}
          placeholder="A page, a feature, a segment, an identity …"
          autocomplete="off"
          spellcheck={false}
          autofocus
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setActive(null);
            setHeld(false);
          }}
          onKeyDown={onKeyDown}
          data-test="palette-input"
        />
        <PaletteList commands={shown} index={index} onChoose={choose} />
      </div>
    </Dialog>
  );
}
