import { useEffect, useRef } from 'preact/hooks';
import type { Command } from './palette.tsx';

type Props = { commands: readonly Command[]; index: number; onChoose: (command: Command) => void };

export function PaletteList({ commands, index, onChoose }: Props) {
  const root = useRef<HTMLUListElement>(null);
  useEffect(() => {
    root.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  if (commands.length === 0) {
    return (
      <p class="quiet" role="status">
        Nothing fits.
      </p>
    );
  }
  return (
    <ul role="listbox" id="palette-list" aria-label="Found" class="palette-list" ref={root}>
      {commands.map((command, at) => (
        // The field keeps the focus, and with it the keys.
        <li
          key={'to' in command ? command.to : command.label}
          id={`palette-${at}`}
          role="option"
          class="popup-item"
          aria-selected={at === index}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(command)}
        >
          <span class="popup-label">{command.label}</span>
          <span class="quiet">{command.kind}</span>
        </li>
      ))}
    </ul>
  );
}
